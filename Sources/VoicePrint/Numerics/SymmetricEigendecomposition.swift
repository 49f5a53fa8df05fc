internal import CBLAS

/// Eigenvalues and eigenvectors of a symmetric matrix, largest eigenvalue first.
public struct SymmetricEigendecomposition: Sendable {
  /// The eigenvalues, in falling order.
  public let values: [Double]
  /// Row i is the unit eigenvector of `values[i]`; its component of largest magnitude is positive.
  public let vectors: Matrix<Double>

  /// Decomposes a symmetric matrix, reading its upper triangle only.
  ///
  /// - Throws: ``NumericsError/noConvergence(order:)`` where LAPACK's `dsyevd` gives up.
  public init(_ matrix: Matrix<Double>) throws(NumericsError) {
    precondition(matrix.rows == matrix.columns, "only a square matrix is decomposed")
    let order = matrix.rows
    guard matrix.isFinite else { throw .noConvergence(order: order) }
    if order == 0 {
      (values, vectors) = ([], matrix)
      return
    }
    SingleThreadedBLAS.require()
    // Column-major "L" is the upper triangle of the row-major matrix; eigenvectors come back as its rows.
    var jobz: CChar = 86  // "V"
    var uplo: CChar = 76  // "L"
    var n = Int32(order)
    var lda = Int32(order)
    var info: Int32 = 0
    var lengthOfWork = Int32(1 + 6 * order + 2 * order * order)
    var lengthOfIntegerWork = Int32(3 + 5 * order)
    var eigenvectors = matrix.elements
    var eigenvalues = [Double](repeating: 0, count: order)
    var work = [Double](repeating: 0, count: Int(lengthOfWork))
    var integerWork = [Int32](repeating: 0, count: Int(lengthOfIntegerWork))
    unsafe dsyevd_(
      &jobz, &uplo, &n, &eigenvectors, &lda, &eigenvalues, &work, &lengthOfWork, &integerWork,
      &lengthOfIntegerWork, &info)
    if info != 0 { throw .noConvergence(order: order) }

    values = eigenvalues.reversed()
    var rows = Matrix<Double>(rows: order, columns: order)
    for i in 0..<order {
      let source = order - 1 - i
      let vector = eigenvectors[source * order..<(source + 1) * order]
      let largest = vector.max { $0.magnitude < $1.magnitude } ?? 1
      let sign = largest < 0 ? -1.0 : 1.0
      for (j, value) in vector.enumerated() { rows[i, j] = sign * value }
    }
    vectors = rows
  }
}
