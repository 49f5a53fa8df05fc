#include "CKernels.h"

#include "lanes.h"

#include <stdbool.h>
#include <string.h>

typedef bool bits16 __attribute__((ext_vector_type(16)));

// The bits of up to 64 numbers that are above the floor.
INLINE uint64_t above(const float *values, size_t count, float floor) {
  uint64_t bits = 0;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    lanes16 lanes;
    memcpy(&lanes, values + i, sizeof lanes);
    const bits16 comparison = __builtin_convertvector(lanes > floor, bits16);
    uint16_t sixteen;
    memcpy(&sixteen, &comparison, sizeof sixteen);
    bits |= (uint64_t)sixteen << i;
  }
  for (; i < count; i++) bits |= (uint64_t)(values[i] > floor) << i;
  return bits;
}

enum { MOST_LANES = 8 };

// Adds Σ_m w_m row_m to 16 · `lanes` sums, or as many as are left.
INLINE void add_columns(
    const uint8_t *restrict members, const float *restrict weights, size_t count, const float *restrict rows,
    size_t stride, float *restrict sums, size_t left, const int lanes) {
  lanes16 columns[MOST_LANES];
#pragma clang loop unroll(full)
  for (int v = 0; v < lanes; v++) columns[v] = (lanes16){0};
  for (size_t m = 0; m < count; m++) {
    const float *row = rows + members[m] * stride;
    const lanes16 repeated = weights[m] - (lanes16){0};
#pragma clang loop unroll(full)
    for (int v = 0; v < lanes; v++) add_product(row + 16 * v, &repeated, &columns[v]);
  }
#pragma clang loop unroll(full)
  for (int v = 0; v < lanes; v++) {
    if (v < lanes - 1 || left >= 16 * (size_t)lanes) {
      lanes16 sum;
      memcpy(&sum, sums + 16 * v, sizeof sum);
      sum += columns[v];
      memcpy(sums + 16 * v, &sum, sizeof sum);
    } else {
      float values[16];
      memcpy(values, &columns[v], sizeof values);
      for (size_t i = 16 * (size_t)v; i < left; i++) sums[i] += values[i % 16];
    }
  }
}

// At most 16 · `most` sums at a time, which stay in registers.
INLINE void add_weighted_rows(
    const float *restrict weights, const float *restrict rows, size_t count, size_t components, size_t stride,
    size_t width, float floor, float *restrict sums, float *restrict totals, void *restrict scratch, const int most) {
  enum { at_once = VOICEPRINT_ROWS_AT_ONCE };
  // The rows that count for each component, a few of at_once, and their weights.
  float *member_weights = scratch;
  uint8_t *members = (uint8_t *)(member_weights + at_once * components), *lengths = members + at_once * components;
  for (size_t start = 0; start < count; start += at_once, weights += at_once * components, rows += at_once * stride) {
    const size_t end = count - start < at_once ? count - start : at_once;
    memset(lengths, 0, components);
    for (size_t t = 0; t < end; t++) {
      const float *row = weights + t * components;
      for (size_t base = 0; base < components; base += 64) {
        const size_t left = components - base;
        uint64_t bits = above(row + base, left < 64 ? left : 64, floor);
        for (; bits != 0; bits &= bits - 1) {
          const size_t c = base + (size_t)__builtin_ctzll(bits), place = c * at_once + lengths[c]++;
          members[place] = (uint8_t)t;
          member_weights[place] = row[c];
        }
      }
    }
    for (size_t c = 0; c < components; c++) {
      const uint8_t *own = members + c * at_once;
      const float *weight = member_weights + c * at_once;
      float *target = sums + c * width;
      float total = 0;
      for (size_t m = 0; m < lengths[c]; m++) total += weight[m];
      totals[c] += total;
      for (size_t i = 0; i < width;) {
        const size_t left = width - i, vectors = (left + 15) / 16;
        const int lanes = most >= 8 && vectors >= 8 ? 8 : vectors >= 4 ? 4 : 1;
        // With `lanes` a constant in each call the sums stay in registers.
        if (lanes == 8)
          add_columns(own, weight, lengths[c], rows + i, stride, target + i, left, 8);
        else if (lanes == 4)
          add_columns(own, weight, lengths[c], rows + i, stride, target + i, left, 4);
        else
          add_columns(own, weight, lengths[c], rows + i, stride, target + i, left, 1);
        i += 16 * (size_t)lanes;
      }
    }
  }
}

enum { most_v4 = MOST_LANES, most_v3 = 4, most_oldest = 4 };

#define VERSION(generation, attributes)                                                                              \
  attributes static void add_weighted_rows_##generation(                                                             \
      const float *restrict weights, const float *restrict rows, size_t count, size_t components, size_t stride,     \
      size_t width, float floor, float *restrict sums, float *restrict totals, void *restrict scratch) {             \
    add_weighted_rows(                                                                                               \
        weights, rows, count, components, stride, width, floor, sums, totals, scratch, most_##generation);           \
  }
FOR_EACH_GENERATION(VERSION)

void voiceprint_add_weighted_rows(
    const float *weights, const float *rows, size_t count, size_t components, size_t stride, size_t width, float floor,
    float *sums, float *totals, void *scratch) {
  CALL_GENERATION(
      add_weighted_rows, weights, rows, count, components, stride, width, floor, sums, totals, scratch);
}
