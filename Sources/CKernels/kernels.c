#include "CKernels.h"

#include "lanes.h"

#include <string.h>

#if defined(__x86_64__) && defined(__linux__) && !defined(VOICEPRINT_ONE_GENERATION)
#define KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define KERNEL
#endif

INLINE int32_t bits_of(float value) {
  int32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

INLINE float float_of(int32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// With x = k·ln 2 + r and |r| ≤ ln 2 / 2, eˣ = 2ᵏ·eʳ, and Taylor's series to the seventh power leaves less than 1e-8.
INLINE float exponential(float x) {
  // Adding 1.5·2²³ rounds to the nearest integer and leaves it in the low bits.
  const float magic = 12582912.0f;
  const float rounded = x * 1.442695f + magic, k = rounded - magic;
  // ln 2 in two parts, so that k·ln 2 keeps its last bits.
  const float r = (x - k * 0.69314575f) - k * 1.4286068e-6f;
  float series = 1.0f / 5040;
  series = series * r + 1.0f / 720;
  series = series * r + 1.0f / 120;
  series = series * r + 1.0f / 24;
  series = series * r + 1.0f / 6;
  series = series * r + 0.5f;
  series = series * r + 1;
  series = series * r + 1;
  // Of an x far below −87 the exponent is any number: the difference wraps around, and is not used.
  const int32_t exponent = (int32_t)(((uint32_t)bits_of(rounded) - 0x4B400000u) << 23);
  return x < -87 ? 0 : float_of(bits_of(series) + exponent);
}

// With x = 2^e·m and m in [√½, √2), ln x = e·ln 2 + 2·artanh s where s = (m − 1)/(m + 1); the series of artanh to the
// ninth power leaves less than 1e-9.
INLINE float logarithm(float x) {
  const int32_t bits = bits_of(x);
  // Subtracting the bits of √½ makes the exponent field count from there.
  const int32_t exponent = (bits - 0x3F3504F3) >> 23;
  const float mantissa = float_of(bits - (int32_t)((uint32_t)exponent << 23));
  const float s = (mantissa - 1) / (mantissa + 1), q = s * s;
  float series = 2.0f / 9;
  series = series * q + 2.0f / 7;
  series = series * q + 2.0f / 5;
  series = series * q + 2.0f / 3;
  series = series * q + 2;
  return (float)exponent * 0.69314718f + s * series;
}

INLINE float largest(const float *row, size_t width) {
  enum { lanes = 16 };
  float peaks[lanes];
  for (int j = 0; j < lanes; j++) peaks[j] = row[0];
  size_t i = 0;
  for (; i + lanes <= width; i += lanes)
    for (int j = 0; j < lanes; j++) peaks[j] = row[i + j] > peaks[j] ? row[i + j] : peaks[j];
  float peak = peaks[0];
  for (int j = 1; j < lanes; j++) peak = peaks[j] > peak ? peaks[j] : peak;
  for (; i < width; i++) peak = row[i] > peak ? row[i] : peak;
  return peak;
}

KERNEL double voiceprint_softmax_rows(float *rows, size_t count, size_t width) {
  double total = 0;
  for (size_t t = 0; t < count; t++) {
    float *row = rows + t * width;
    const float peak = largest(row, width);
    float sum = 0;
    {
#pragma clang fp reassociate(on)
      for (size_t i = 0; i < width; i++) {
        const float value = exponential(row[i] - peak);
        row[i] = value;
        sum += value;
      }
    }
    const float scale = 1 / sum;
    for (size_t i = 0; i < width; i++) row[i] *= scale;
    total += (double)peak + (double)logarithm(sum);
  }
  return total;
}

KERNEL void voiceprint_add_column_sums(const float *rows, float *sums, size_t count, size_t width) {
  for (size_t t = 0; t < count; t++)
    for (size_t i = 0; i < width; i++) sums[i] += rows[t * width + i];
}

KERNEL void voiceprint_append_squares(
    const float *restrict rows, float *restrict extended, size_t count, size_t width, size_t stride) {
  for (size_t t = 0; t < count; t++) {
    const float *x = rows + t * width;
    float *target = extended + t * stride;
    for (size_t i = 0; i < width; i++) {
      target[i] = x[i];
      target[width + i] = x[i] * x[i];
    }
  }
}

KERNEL void voiceprint_logarithm(float *values, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] = logarithm(values[i]);
}

KERNEL void voiceprint_exponential(float *values, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] = exponential(values[i]);
}

// Beyond ±80 the function is 0 or 1 in single precision.
INLINE float sigmoid(float x) { return 1 / (1 + exponential(x < -80 ? 80 : -x)); }

INLINE float hyperbolic_tangent(float x) { return 2 * sigmoid(2 * x) - 1; }

KERNEL void voiceprint_memory_step(
    const float *restrict gates, const float *restrict bias, float *restrict cells, float *restrict outputs, size_t count,
    size_t width) {
  const float *input_bias = bias, *forget_bias = bias + width, *candidate_bias = bias + 2 * width;
  const float *output_bias = bias + 3 * width;
  for (size_t t = 0; t < count; t++) {
    const float *input = gates + 4 * width * t, *forget = input + width, *candidate = forget + width;
    const float *output = candidate + width;
    float *cell = cells + width * t, *result = outputs + width * t;
    for (size_t i = 0; i < width; i++) {
      const float fresh = sigmoid(input[i] + input_bias[i]) * hyperbolic_tangent(candidate[i] + candidate_bias[i]);
      const float next = sigmoid(forget[i] + forget_bias[i]) * cell[i] + fresh;
      cell[i] = next;
      result[i] = sigmoid(output[i] + output_bias[i]) * hyperbolic_tangent(next);
    }
  }
}

KERNEL void voiceprint_raise(float *values, size_t count, float exponent) {
  for (size_t i = 0; i < count; i++) values[i] = exponential(logarithm(values[i]) * exponent);
}

KERNEL void voiceprint_decode_half(const uint16_t *restrict halves, float *restrict values, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const int32_t sign = (int32_t)((uint32_t)(halves[i] & 0x8000) << 16), magnitude = halves[i] & 0x7FFF;
    // Exponent and mantissa shifted into place; 2¹¹² corrects the bias and makes subnormals come out right.
    const int32_t finite = bits_of(float_of(magnitude << 13) * 0x1p112f);
    values[i] = float_of(sign | (magnitude >= 0x7C00 ? 0x7F800000 | (magnitude << 13) : finite));
  }
}

KERNEL void voiceprint_power(const float *restrict complex, float *restrict power, size_t count) {
#pragma clang fp contract(off)
  for (size_t i = 0; i < count; i++)
    power[i] = complex[2 * i] * complex[2 * i] + complex[2 * i + 1] * complex[2 * i + 1];
}

KERNEL void voiceprint_prepare_frame(
    const float *restrict samples, const float *restrict window, float preemphasis, float *restrict frame,
    size_t length) {
  // Each product rounded before it is subtracted, as the implementations do that features are compared with: in frames
  // where a band holds next to nothing, the last bit of a loud sample is what is left in it.
#pragma clang fp contract(off)
  float sum = 0;
  {
#pragma clang fp reassociate(on)
    for (size_t i = 0; i < length; i++) sum += samples[i];
  }
  const float scale = 32768, mean = sum * scale / (float)length;
  for (size_t i = 1; i < length; i++)
    frame[i] = ((samples[i] * scale - mean) - preemphasis * (samples[i - 1] * scale - mean)) * window[i];
  frame[0] = (samples[0] * scale - mean) * (1 - preemphasis) * window[0];
}

KERNEL void voiceprint_band_sums(
    const float *restrict bins, float *restrict sums, size_t bands, size_t width, float scale) {
  for (size_t band = 0; band < bands; band++) {
    float sum = 0;
    {
#pragma clang fp reassociate(on)
      for (size_t i = 0; i < width; i++) sum += bins[band * width + i];
    }
    sums[band] = sum * scale;
  }
}

typedef float lanes8 __attribute__((vector_size(32)));
typedef float lanes4 __attribute__((vector_size(16)));

INLINE float sum_of(const lanes16 *lanes) {
  const lanes8 eight = __builtin_shufflevector(*lanes, *lanes, 0, 1, 2, 3, 4, 5, 6, 7) +
                       __builtin_shufflevector(*lanes, *lanes, 8, 9, 10, 11, 12, 13, 14, 15);
  const lanes4 four =
      __builtin_shufflevector(eight, eight, 0, 1, 2, 3) + __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
  return (four[0] + four[1]) + (four[2] + four[3]);
}

KERNEL size_t voiceprint_count_above(const float *values, size_t count, float floor) {
  size_t found = 0;
  for (size_t i = 0; i < count; i++) found += values[i] > floor;
  return found;
}

KERNEL void voiceprint_row_products(
    const float *restrict rows, const float *restrict query, float *restrict products, size_t count, size_t width) {
  size_t t = 0;
  if (width >= 16) {
    // The last sixteen numbers of a row overlap those before; what was counted already meets a zero.
    const size_t whole = width & ~(size_t)15, last = width - 16;
    float masked[16];
    for (size_t j = 0; j < 16; j++) masked[j] = last + j < whole ? 0 : query[last + j];
    lanes16 end;
    memcpy(&end, masked, sizeof end);
    // One row after the other: memory is fastest when it is read in its order.
    for (; t < count; t++) {
      const float *row = rows + t * width;
      lanes16 even = {0}, odd = {0};
      size_t i = 0;
      for (; i + 32 <= whole; i += 32) {
        lanes16 first, second;
        memcpy(&first, query + i, sizeof first);
        memcpy(&second, query + i + 16, sizeof second);
        add_product(row + i, &first, &even);
        add_product(row + i + 16, &second, &odd);
      }
      if (i < whole) {
        lanes16 first;
        memcpy(&first, query + i, sizeof first);
        add_product(row + i, &first, &even);
      }
      add_product(row + last, &end, &odd);
      even += odd;
      products[t] = sum_of(&even);
    }
  }
  for (; t < count; t++) {
#pragma clang fp reassociate(on)
    float sum = 0;
    for (size_t i = 0; i < width; i++) sum += rows[t * width + i] * query[i];
    products[t] = sum;
  }
}
