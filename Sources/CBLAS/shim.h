// CBLAS as OpenBLAS provides it, and the four LAPACK routines the engine uses.
#include <cblas.h>

// Ends the threads that OpenBLAS starts with itself; a build without threads has no such function.
extern int blas_thread_shutdown_(void) __attribute__((weak));
static inline void openblas_stop_threads(void) {
  if (blas_thread_shutdown_) blas_thread_shutdown_();
}

// LAPACK's Fortran symbols are inside libopenblas, but no header of libopenblas-dev declares them.
// All arguments by reference, matrices column-major; each is covered by a test in Tests/VoicePrintTests/Numerics.

// Cholesky factor of a symmetric positive-definite matrix.
void spotrf_(const char *uplo, const int *n, float *a, const int *lda, int *info);
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);

// Inverse of a symmetric positive-definite matrix from its Cholesky factor.
void spotri_(const char *uplo, const int *n, float *a, const int *lda, int *info);
void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info);

// Eigenvalues and eigenvectors of a symmetric matrix, divide and conquer.
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
             double *work, const int *lwork, int *iwork, const int *liwork, int *info);
