/// The posterior distribution of a signature: normal, with mean w and precision L.
///
/// L is factored in single precision, which is how exactly its entries are known; w is brought to double precision by
/// one step of iterative refinement (Wilkinson 1963).
public struct SignaturePosterior: Sendable {
  /// w, the signature; R numbers.
  public let mean: [Double]
  /// L, factored.
  private let precision: CholeskyFactorization<Float>

  init(
    packedPrecision: ArraySlice<Float>, linear: ArraySlice<Float>, rank: Int
  ) throws(NumericsError) {
    precision = try CholeskyFactorization(
      PackedTriangle.unpack(packedPrecision, order: rank, addingToDiagonal: 1))
    let first = precision.solve(Array(linear)).map(Double.init)
    let residual = PackedTriangle.residual(
      of: first, solving: packedPrecision, addingToDiagonal: 1, right: linear.map(Double.init))
    mean = zip(first, precision.solve(residual.map(Float.init))).map { $0 + Double($1) }
    // b is not part of the factored matrix, and rounding alone leaves no finite b without a finite w.
    if let dimension = mean.firstIndex(where: { !$0.isFinite }) {
      throw .notPositiveDefinite(order: rank, pivot: dimension + 1)
    }
  }

  /// ln|L|.
  var logPrecision: Double { precision.logDeterminant }

  /// L⁻¹, the uncertainty of the signature; R × R.
  public var covariance: Matrix<Double> { precision.inverse.converted(to: Double.self) }

  /// The mean of the variances on the diagonal of L⁻¹: 1 before anything is heard, towards 0 with more speech.
  package var uncertainty: Double {
    precision.inverseTrace / Double(mean.count)
  }
}
