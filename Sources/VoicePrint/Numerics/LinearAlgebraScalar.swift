internal import CBLAS

/// A floating-point type that BLAS and LAPACK know. `Float` and `Double` conform, and nothing else can.
///
/// The requirements are the only calls into BLAS of the project. All matrices are row-major; pointers must
/// cover the shapes given, which the callers in this folder check.
public protocol LinearAlgebraScalar: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// `c ← alpha·op(a)·op(b) + beta·c` with `op(a)` m × k, `op(b)` k × n, `c` m × n.
  @unsafe static func gemm(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int,
    alpha: Self, _ a: UnsafePointer<Self>, strideA: Int, _ b: UnsafePointer<Self>, strideB: Int,
    beta: Self, _ c: UnsafeMutablePointer<Self>, strideC: Int)

  /// `y ← alpha·op(a)·x + beta·y` with `a` m × n.
  @unsafe static func gemv(
    transpose: Bool, m: Int, n: Int, alpha: Self, _ a: UnsafePointer<Self>, strideA: Int,
    _ x: UnsafePointer<Self>, beta: Self, _ y: UnsafeMutablePointer<Self>)

  /// Upper triangle of `c ← alpha·aᵀ·a + beta·c` with `a` k × n, `c` n × n.
  @unsafe static func syrkUpper(
    n: Int, k: Int, alpha: Self, _ a: UnsafePointer<Self>, strideA: Int,
    beta: Self, _ c: UnsafeMutablePointer<Self>, strideC: Int)

  /// Inner product of two vectors of length `count`.
  static func dot(_ count: Int, _ x: [Self], _ y: [Self]) -> Self

  /// `b ← op(u)⁻¹·b` for an upper triangular `u` of order n, and `b` n × columns.
  @unsafe static func solveUpper(
    transpose: Bool, n: Int, columns: Int, _ u: UnsafePointer<Self>, _ b: UnsafeMutablePointer<Self>)

  /// LAPACK's `potrf` on a row-major symmetric matrix: the upper factor R with RᵀR = A. Returns `info`.
  @unsafe static func potrf(n: Int, _ a: UnsafeMutablePointer<Self>) -> Int

  /// LAPACK's `potri`: the inverse, upper triangle, from the factor that `potrf` left. Returns `info`.
  @unsafe static func potri(n: Int, _ a: UnsafeMutablePointer<Self>) -> Int
}

/// LAPACK is column-major, where our upper triangle is its lower one.
private let lowerForFortran: CChar = 76  // "L"

extension Float: LinearAlgebraScalar {
  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  @unsafe public static func gemm(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int,
    alpha: Float, _ a: UnsafePointer<Float>, strideA: Int, _ b: UnsafePointer<Float>, strideB: Int,
    beta: Float, _ c: UnsafeMutablePointer<Float>, strideC: Int
  ) {
    SingleThreadedBLAS.require()
    unsafe cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      blasint(m), blasint(n), blasint(k), alpha, a, blasint(strideA), b, blasint(strideB),
      beta, c, blasint(strideC))
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  @unsafe public static func gemv(
    transpose: Bool, m: Int, n: Int, alpha: Float, _ a: UnsafePointer<Float>, strideA: Int,
    _ x: UnsafePointer<Float>, beta: Float, _ y: UnsafeMutablePointer<Float>
  ) {
    SingleThreadedBLAS.require()
    unsafe cblas_sgemv(
      CblasRowMajor, transpose ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), alpha, a,
      blasint(strideA), x, 1, beta, y, 1)
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  @unsafe public static func syrkUpper(
    n: Int, k: Int, alpha: Float, _ a: UnsafePointer<Float>, strideA: Int,
    beta: Float, _ c: UnsafeMutablePointer<Float>, strideC: Int
  ) {
    SingleThreadedBLAS.require()
    unsafe cblas_ssyrk(
      CblasRowMajor, CblasUpper, CblasTrans, blasint(n), blasint(k), alpha, a, blasint(strideA), beta, c,
      blasint(strideC))
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public static func dot(_ count: Int, _ x: [Float], _ y: [Float]) -> Float {
    precondition(x.count >= count && y.count >= count)
    return unsafe cblas_sdot(blasint(count), x, 1, y, 1)
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  @unsafe public static func solveUpper(
    transpose: Bool, n: Int, columns: Int, _ u: UnsafePointer<Float>, _ b: UnsafeMutablePointer<Float>
  ) {
    SingleThreadedBLAS.require()
    unsafe cblas_strsm(
      CblasRowMajor, CblasLeft, CblasUpper, transpose ? CblasTrans : CblasNoTrans, CblasNonUnit,
      blasint(n), blasint(columns), 1, u, blasint(n), b, blasint(columns))
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  @unsafe public static func potrf(n: Int, _ a: UnsafeMutablePointer<Float>) -> Int {
    SingleThreadedBLAS.require()
    var uplo = lowerForFortran
    var order = Int32(n)
    var lda = Int32(n)
    var info: Int32 = 0
    unsafe spotrf_(&uplo, &order, a, &lda, &info)
    return Int(info)
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  @unsafe public static func potri(n: Int, _ a: UnsafeMutablePointer<Float>) -> Int {
    SingleThreadedBLAS.require()
    var uplo = lowerForFortran
    var order = Int32(n)
    var lda = Int32(n)
    var info: Int32 = 0
    unsafe spotri_(&uplo, &order, a, &lda, &info)
    return Int(info)
  }
}

extension Double: LinearAlgebraScalar {
  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  @unsafe public static func gemm(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int,
    alpha: Double, _ a: UnsafePointer<Double>, strideA: Int, _ b: UnsafePointer<Double>, strideB: Int,
    beta: Double, _ c: UnsafeMutablePointer<Double>, strideC: Int
  ) {
    SingleThreadedBLAS.require()
    unsafe cblas_dgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      blasint(m), blasint(n), blasint(k), alpha, a, blasint(strideA), b, blasint(strideB),
      beta, c, blasint(strideC))
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  @unsafe public static func gemv(
    transpose: Bool, m: Int, n: Int, alpha: Double, _ a: UnsafePointer<Double>, strideA: Int,
    _ x: UnsafePointer<Double>, beta: Double, _ y: UnsafeMutablePointer<Double>
  ) {
    SingleThreadedBLAS.require()
    unsafe cblas_dgemv(
      CblasRowMajor, transpose ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), alpha, a,
      blasint(strideA), x, 1, beta, y, 1)
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  @unsafe public static func syrkUpper(
    n: Int, k: Int, alpha: Double, _ a: UnsafePointer<Double>, strideA: Int,
    beta: Double, _ c: UnsafeMutablePointer<Double>, strideC: Int
  ) {
    SingleThreadedBLAS.require()
    unsafe cblas_dsyrk(
      CblasRowMajor, CblasUpper, CblasTrans, blasint(n), blasint(k), alpha, a, blasint(strideA), beta, c,
      blasint(strideC))
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public static func dot(_ count: Int, _ x: [Double], _ y: [Double]) -> Double {
    precondition(x.count >= count && y.count >= count)
    return unsafe cblas_ddot(blasint(count), x, 1, y, 1)
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  @unsafe public static func solveUpper(
    transpose: Bool, n: Int, columns: Int, _ u: UnsafePointer<Double>, _ b: UnsafeMutablePointer<Double>
  ) {
    SingleThreadedBLAS.require()
    unsafe cblas_dtrsm(
      CblasRowMajor, CblasLeft, CblasUpper, transpose ? CblasTrans : CblasNoTrans, CblasNonUnit,
      blasint(n), blasint(columns), 1, u, blasint(n), b, blasint(columns))
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  @unsafe public static func potrf(n: Int, _ a: UnsafeMutablePointer<Double>) -> Int {
    SingleThreadedBLAS.require()
    var uplo = lowerForFortran
    var order = Int32(n)
    var lda = Int32(n)
    var info: Int32 = 0
    unsafe dpotrf_(&uplo, &order, a, &lda, &info)
    return Int(info)
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  @unsafe public static func potri(n: Int, _ a: UnsafeMutablePointer<Double>) -> Int {
    SingleThreadedBLAS.require()
    var uplo = lowerForFortran
    var order = Int32(n)
    var lda = Int32(n)
    var info: Int32 = 0
    unsafe dpotri_(&uplo, &order, a, &lda, &info)
    return Int(info)
  }
}
