// Calls every loop of CKernels on blocks of exactly the promised size, at many sizes and with extreme numbers, for
// Scripts/sanitize: what is read or written beside them, and what C does not define, ends the program.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

static unsigned long long state = 1;

static float number(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (float)((double)(state >> 11) / 4503599627370496.0 - 1);
}

// Numbers in −1…1, and a block of its own for each, so that whatever lies behind its end is not ours.
static float *numbers(size_t count) {
  float *values = malloc((count ? count : 1) * sizeof *values);
  if (!values) abort();
  for (size_t i = 0; i < count; i++) values[i] = number();
  return values;
}

static size_t rounded(size_t count, size_t step) { return (count + step - 1) / step * step; }

static double sum;

static void done(float *values, size_t count) {
  for (size_t i = 0; i < count; i++) sum += values[i];
  free(values);
}

static void rows(size_t count, size_t width) {
  float *a = numbers(count * width), *b = numbers(width), *c = numbers(count), *d = numbers(count * 2 * width + 3 * count);
  sum += voiceprint_softmax_rows(a, count, width);
  for (size_t i = 0; i < count * width; i++) a[i] = number() * (i % 3 ? 200 : 1e4f);
  sum += voiceprint_softmax_rows(a, count, width);
  voiceprint_add_column_sums(a, b, count, width);
  if (count) voiceprint_append_squares(a, d, count, width, 2 * width + 3);
  voiceprint_row_products(a, b, c, count, width);
  sum += (double)voiceprint_count_above(a, count * width, 0);
  done(a, count * width), done(b, width), done(c, count), free(d);
}

static void vectors(size_t count) {
  const float extremes[] = {0, -0.0f, 88, -86, -87, -88, -200, -250, -1e4f, -9e6f, -1e30f, 1};
  float *a = numbers(count);
  for (size_t i = 0; i < count; i++) a[i] = i % 2 ? extremes[i / 2 % 12] : 80 * number();
  voiceprint_exponential(a, count);
  for (size_t i = 0; i < count; i++) a[i] = i % 2 ? 1.2e-38f : i % 4 ? 3e38f : fabsf(number()) + 1e-3f;
  voiceprint_logarithm(a, count);
  for (size_t i = 0; i < count; i++) a[i] = i % 2 ? 1.2e-38f : i % 4 ? 3e38f : fabsf(number()) + 1e-3f;
  voiceprint_raise(a, count, -1), voiceprint_raise(a, count, 0.33f);
  done(a, count);
  float *complex = numbers(2 * count), *power = numbers(count), *window = numbers(count), *frame = numbers(count);
  voiceprint_power(complex, power, count);
  if (count) voiceprint_prepare_frame(power, window, 0.97f, frame, count);
  done(complex, 2 * count), done(power, count), done(window, count), done(frame, count);
}

static void halves(void) {
  uint16_t *half = malloc(65536 * sizeof *half);
  float *values = numbers(65536);
  if (!half) abort();
  for (unsigned i = 0; i < 65536; i++) half[i] = (uint16_t)i;
  for (size_t count = 0; count < 70; count++) voiceprint_decode_half(half + 65536 - count, values + 65536 - count, count);
  voiceprint_decode_half(half, values, 65536);
  free(half), free(values);
}

static void bands(size_t count, size_t width) {
  float *bins = numbers(count * width), *sums = numbers(count);
  voiceprint_band_sums(bins, sums, count, width, 0.5f);
  done(bins, count * width), done(sums, count);
}

static void weighted(size_t count, size_t components, size_t width, float floor) {
  const size_t stride = rounded(width, 16);
  float *weights = numbers(count * components), *rows = numbers(count * stride);
  float *sums = numbers(components * width), *totals = numbers(components);
  void *scratch = malloc((5 * VOICEPRINT_ROWS_AT_ONCE + 1) * components);
  voiceprint_add_weighted_rows(weights, rows, count, components, stride, width, floor, sums, totals, scratch);
  done(weights, count * components), done(rows, count * stride), done(sums, components * width), done(totals, components);
  free(scratch);
}

static void affine(size_t count, size_t depth, size_t columns) {
  const size_t stride = depth + 3, high = rounded(count, VOICEPRINT_HEIGHT_AT_ONCE);
  const size_t wide = rounded(columns, VOICEPRINT_COLUMNS_AT_ONCE);
  float *rows = numbers(high * stride), *packed = numbers(wide * depth), *offsets = numbers(wide);
  float *results = numbers(high * columns);
  voiceprint_affine_rows(rows, count, stride, depth, packed, offsets, columns, results);
  done(rows, high * stride), done(packed, wide * depth), done(offsets, wide), done(results, count * columns);
}

int main(void) {
#if defined(__AVX512F__)
  if (!__builtin_cpu_supports("x86-64-v4")) return puts("this processor has no AVX-512"), 3;
#elif defined(__AVX2__)
  if (!__builtin_cpu_supports("x86-64-v3")) return puts("this processor has no AVX2"), 3;
#endif
  for (size_t count = 0; count < 20; count++)
    for (size_t width = 1; width < 70; width++) rows(count, width), bands(count, width);
  for (size_t count = 0; count < 200; count++) vectors(count);
  halves();
  for (size_t count = 1; count < 300; count += 37)
    for (size_t components = 1; components < 70; components += 11)
      for (size_t width = 1; width < 40; width += 6)
        weighted(count, components, width, 0.5f), weighted(count, components, width, -2), weighted(count, components, width, 2);
  for (size_t count = 1; count < 40; count += 3)
    for (size_t depth = 1; depth < 40; depth += 7)
      for (size_t columns = 1; columns < 100; columns += 9) affine(count, depth, columns);
  printf("%s\n", isnan(sum) ? "done" : "done.");
  return 0;
}
