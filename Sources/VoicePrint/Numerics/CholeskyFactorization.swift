/// The Cholesky factor of a symmetric positive-definite matrix: A = RᵀR with R upper triangular.
public struct CholeskyFactorization<Element: LinearAlgebraScalar>: Sendable {
  /// The order of the matrix.
  public let order: Int
  /// R, row-major; what stands below the diagonal is not meaningful.
  private var factor: [Element]

  /// Factors a matrix, reading its upper triangle only.
  ///
  /// - Throws: ``NumericsError/notPositiveDefinite(order:pivot:)`` naming the pivot that failed.
  public init(_ matrix: Matrix<Element>) throws(NumericsError) {
    precondition(matrix.rows == matrix.columns, "only a square matrix is factored")
    order = matrix.rows
    factor = matrix.elements
    let n = order
    if n == 0 { return }
    let info = unsafe factor.withUnsafeMutableBufferPointer { buffer -> Int in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe Element.potrf(n: n, base)
    }
    if info != 0 { throw .notPositiveDefinite(order: n, pivot: info) }
    // OpenBLAS compares a pivot with zero, which what is not a number passes.
    for i in 0..<n where !factor[i * n + i].isFinite { throw .notPositiveDefinite(order: n, pivot: i + 1) }
  }

  /// x with A·x = b.
  public func solve(_ vector: [Element]) -> [Element] {
    solve(Matrix(rows: order, columns: 1, elements: vector)).elements
  }

  /// X with A·X = B, for B of `order` rows.
  public func solve(_ right: Matrix<Element>) -> Matrix<Element> {
    var solution = right
    substitute(transposed: true, &solution)
    substitute(transposed: false, &solution)
    return solution
  }

  /// R⁻ᵀ·B, which whitens: its columns have identity covariance where those of B had covariance A.
  public func whiten(_ right: Matrix<Element>) -> Matrix<Element> {
    var solution = right
    substitute(transposed: true, &solution)
    return solution
  }

  /// R⁻¹·B.
  public func backSubstitute(_ right: Matrix<Element>) -> Matrix<Element> {
    var solution = right
    substitute(transposed: false, &solution)
    return solution
  }

  /// The natural logarithm of the determinant of A.
  public var logDeterminant: Double {
    var sum = 0.0
    for i in 0..<order { sum += 2 * Double(factor[i * order + i]).logarithm }
    return sum
  }

  /// A⁻¹, both triangles.
  public var inverse: Matrix<Element> {
    var result = Matrix(rows: order, columns: order, elements: factor)
    let n = order
    if n == 0 { return result }
    let info = unsafe result.elements.withUnsafeMutableBufferPointer { buffer -> Int in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe Element.potri(n: n, base)
    }
    precondition(info == 0, "a factored matrix has an inverse")
    result.mirrorUpperTriangle()
    return result
  }

  /// The trace of A⁻¹: the sum of the squares in R⁻ᵀ, which is found several times as fast as A⁻¹.
  public var inverseTrace: Double {
    whiten(.identity(order)).elements.reduce(0) { $0 + Double($1) * Double($1) }
  }

  /// R with zeros below the diagonal.
  public var upper: Matrix<Element> {
    var result = Matrix(rows: order, columns: order, elements: factor)
    for i in 0..<order {
      for j in 0..<i { result[i, j] = 0 }
    }
    return result
  }

  private func substitute(transposed: Bool, _ right: inout Matrix<Element>) {
    precondition(right.rows == order, "right side and matrix agree")
    let (n, columns) = (order, right.columns)
    if n == 0 || columns == 0 { return }
    unsafe right.elements.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe Element.solveUpper(transpose: transposed, n: n, columns: columns, factor, base)
    }
  }
}
