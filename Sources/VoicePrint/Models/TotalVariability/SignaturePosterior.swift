/// The posterior distribution of a signature: normal, with mean w and precision L.
public struct SignaturePosterior: Sendable {
  /// w, the signature; R numbers.
  public let mean: [Double]
  /// L, factored.
  let precision: CholeskyFactorization<Double>
  /// bᵀw − ln|L|, twice the part of the log-likelihood of the statistics that depends on T.
  let evidence: Double

  init(
    packedPrecision: ArraySlice<Float>, linear: ArraySlice<Float>, rank: Int
  ) throws(NumericsError) {
    let full = PackedTriangle.unpack(packedPrecision, order: rank, addingToDiagonal: 1)
    precision = try CholeskyFactorization(full)
    let right = linear.map(Double.init)
    mean = precision.solve(right)
    // b is not part of the factored matrix, and rounding alone leaves no finite b without a finite w.
    if let dimension = mean.firstIndex(where: { !$0.isFinite }) {
      throw .notPositiveDefinite(order: rank, pivot: dimension + 1)
    }
    evidence = right.dot(mean) - precision.logDeterminant
  }

  /// ln|L|.
  var logPrecision: Double { precision.logDeterminant }

  /// L⁻¹, the uncertainty of the signature; R × R.
  public var covariance: Matrix<Double> { precision.inverse }
}
