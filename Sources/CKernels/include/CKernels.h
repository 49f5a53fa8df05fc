// Loops of the signal path, compiled once for each generation of x86-64 and chosen when the program
// starts. Swift compiles for the oldest processor alone; the matrix products and transforms that stand between these
// loops choose for themselves (OpenBLAS, FFTW).
//
// All matrices are row-major and contiguous. Nothing allocates, nothing keeps a pointer.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Replaces each row of logarithms by the probabilities in their proportion; what is e^87 times smaller than the
/// largest becomes 0. Returns the sum over the rows of the logarithm of the sum of exponentials.
double voiceprint_softmax_rows(float *_Nonnull rows, size_t count, size_t width);

/// Adds the sum of each column to `sums`.
void voiceprint_add_column_sums(const float *_Nonnull rows, float *_Nonnull sums, size_t count, size_t width);

/// [x, x²] of each row: `count` rows of 2·width numbers, `stride` apart.
void voiceprint_append_squares(
    const float *_Nonnull rows, float *_Nonnull extended, size_t count, size_t width, size_t stride);

/// How many numbers are above the floor.
size_t voiceprint_count_above(const float *_Nonnull values, size_t count, float floor);

/// Rows that voiceprint_add_weighted_rows looks at together, for the size of its scratch memory.
enum { VOICEPRINT_ROWS_AT_ONCE = 128 };

/// Adds Σ_t w_tc x_t to row c of `sums` and Σ_t w_tc to `totals`, over the weights above `floor`: few are, and those
/// alone are multiplied.
///
/// `weights` count × components; `rows` count × stride, of which the first `width` numbers are added and as many as
/// make a multiple of 16 read; `sums` components × width; `totals` components; `scratch`
/// (5 · VOICEPRINT_ROWS_AT_ONCE + 1) · components bytes, aligned for numbers.
void voiceprint_add_weighted_rows(
    const float *_Nonnull weights, const float *_Nonnull rows, size_t count, size_t components, size_t stride,
    size_t width, float floor, float *_Nonnull sums, float *_Nonnull totals, void *_Nonnull scratch);

/// Replaces positive, normal, finite numbers by their natural logarithms; relative error below 3e-7.
void voiceprint_logarithm(float *_Nonnull values, size_t count);

/// Replaces numbers of at most 88 by e to their power; 0 below −87; relative error below 3e-7.
void voiceprint_exponential(float *_Nonnull values, size_t count);

/// One step of a layer of long short-term memory: cells and outputs of `count` sequences from their gates.
///
/// `gates` count × 4·width, input, forget, candidate and output gates after one another, before their bias and functions;
/// `bias` 4·width; `cells` and `outputs` count × width, of which the cells of the step before are replaced.
void voiceprint_memory_step(
    const float *_Nonnull gates, const float *_Nonnull bias, float *_Nonnull cells, float *_Nonnull outputs,
    size_t count, size_t width);

/// Replaces positive, normal, finite numbers by their powers, the exponent in −1…1; relative error below 1e-5.
void voiceprint_raise(float *_Nonnull values, size_t count, float exponent);

/// Single-precision values of IEEE 754 half-precision bit patterns; exact.
void voiceprint_decode_half(const uint16_t *_Nonnull halves, float *_Nonnull values, size_t count);

/// |X|² of complex numbers, real and imaginary parts in turn.
void voiceprint_power(const float *_Nonnull complex, float *_Nonnull power, size_t count);

/// A frame of samples in −1…1 on the 16-bit scale, less its mean, pre-emphasised, windowed.
void voiceprint_prepare_frame(
    const float *_Nonnull samples, const float *_Nonnull window, float preemphasis, float *_Nonnull frame,
    size_t length);

/// Sums of `bands` neighbouring groups of `width` numbers, times `scale`.
void voiceprint_band_sums(
    const float *_Nonnull bins, float *_Nonnull sums, size_t bands, size_t width, float scale);

/// Inner products of `count` rows with one query; each row is read once.
void voiceprint_row_products(
    const float *_Nonnull rows, const float *_Nonnull query, float *_Nonnull products, size_t count, size_t width);

/// Rows and columns that voiceprint_affine_rows works on together.
enum { VOICEPRINT_HEIGHT_AT_ONCE = 8, VOICEPRINT_COLUMNS_AT_ONCE = 32 };

/// offsets + Σ_k row_k terms_k for each row: products with a matrix that was arranged beforehand.
///
/// `rows` count × stride, of which the first `depth` numbers count; `packed` the terms of 32 columns after those of the
/// 32 before, in each group depth × 32, zeros where columns end; `offsets` a number for each column, and zeros up to a
/// multiple of 32; `results` count × columns. Of rows and results, whole groups of 8 rows are read and written: both
/// have room for a multiple of 8.
void voiceprint_affine_rows(
    const float *_Nonnull rows, size_t count, size_t stride, size_t depth, const float *_Nonnull packed,
    const float *_Nonnull offsets, size_t columns, float *_Nonnull results);
