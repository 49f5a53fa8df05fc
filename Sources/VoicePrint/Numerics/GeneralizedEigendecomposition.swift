/// The solutions of A·v = λ·B·v for symmetric A and positive-definite B, largest λ first.
public struct GeneralizedEigendecomposition: Sendable {
  /// The eigenvalues, falling.
  public let values: [Double]
  /// Row i is the eigenvector of `values[i]`, with vᵀ·B·v = 1.
  public let vectors: Matrix<Double>

  /// Solves for two matrices of one order.
  ///
  /// - Throws: ``NumericsError`` where B is not positive definite.
  public init(_ a: Matrix<Double>, relativeTo b: Matrix<Double>) throws(NumericsError) {
    let factor = try CholeskyFactorization(b)
    // C = R⁻ᵀ·A·R⁻¹ has the same eigenvalues; v = R⁻¹·u.
    let half = factor.whiten(a)
    var symmetric = factor.whiten(half.transposed)
    for i in 0..<symmetric.rows {
      for j in i..<symmetric.columns {
        let mean = 0.5 * (symmetric[i, j] + symmetric[j, i])
        symmetric[i, j] = mean
        symmetric[j, i] = mean
      }
    }
    let solution = try SymmetricEigendecomposition(symmetric)
    values = solution.values
    vectors = factor.backSubstitute(solution.vectors.transposed).transposed
  }
}
