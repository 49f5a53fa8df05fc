#include "CKernels.h"

#include "lanes.h"

#include <string.h>

// `height` rows and 16 · `vectors` columns at a time: as many sums as the processor has registers for, each of which
// gains a product for every number of its row.
INLINE void affine_rows(
    const float *restrict rows, size_t count, size_t stride, size_t depth, const float *restrict packed,
    const float *restrict offsets, size_t columns, float *restrict results, const int height, const int vectors) {
  enum { group = VOICEPRINT_COLUMNS_AT_ONCE, most = group / 16 };
  const size_t step = 16 * (size_t)vectors;
  for (size_t t = 0; t < count; t += (size_t)height) {
    for (size_t c = 0; c < columns; c += step) {
      lanes16 sums[VOICEPRINT_HEIGHT_AT_ONCE][most], terms[most];
#pragma clang loop unroll(full)
      for (int r = 0; r < height; r++) memcpy(sums[r], offsets + c, step * sizeof(float));
      const float *term = packed + c / group * group * depth + c % group, *row = rows + t * stride;
      for (size_t k = 0; k < depth; k++, term += group) {
        memcpy(terms, term, step * sizeof(float));
#pragma clang loop unroll(full)
        for (int r = 0; r < height; r++) {
          const lanes16 repeated = row[(size_t)r * stride + k] - (lanes16){0};
#pragma clang loop unroll(full)
          for (int v = 0; v < vectors; v++) sums[r][v] += repeated * terms[v];
        }
      }
      const size_t left = columns - c;
      float *target = results + t * columns + c;
#pragma clang loop unroll(full)
      for (int r = 0; r < height; r++, target += columns) {
        if (left >= step)
          memcpy(target, sums[r], step * sizeof(float));
        else
          memcpy(target, sums[r], left * sizeof(float));
      }
    }
  }
}

enum { height_v4 = 8, height_v3 = 4, height_oldest = 2, vectors_v4 = 2, vectors_v3 = 1, vectors_oldest = 1 };

#define VERSION(generation, attributes)                                                                              \
  attributes static void affine_rows_##generation(                                                                   \
      const float *restrict rows, size_t count, size_t stride, size_t depth, const float *restrict packed,           \
      const float *restrict offsets, size_t columns, float *restrict results) {                                      \
    affine_rows(                                                                                                     \
        rows, count, stride, depth, packed, offsets, columns, results, height_##generation, vectors_##generation);   \
  }
FOR_EACH_GENERATION(VERSION)

void voiceprint_affine_rows(
    const float *rows, size_t count, size_t stride, size_t depth, const float *packed, const float *offsets,
    size_t columns, float *results) {
  CALL_GENERATION(affine_rows, rows, count, stride, depth, packed, offsets, columns, results);
}
