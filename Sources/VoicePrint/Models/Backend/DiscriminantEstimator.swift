/// Estimates a linear discriminant from the scatter of vectors with speakers.
public struct DiscriminantEstimator: Sendable {
  /// Number of directions kept; no more than the vectors have.
  public var dimension = 120
  /// Share of the total covariance that is mixed into the one within speakers: 0 trusts the data, 1 gives
  /// principal components.
  public var shrinkage = 0.0

  /// The defaults.
  public init() {}

  /// The discriminant.
  ///
  /// - Throws: ``NumericsError`` where there are fewer vectors than dimensions.
  public func estimate(_ scatter: ClassScatter) throws(NumericsError) -> LinearDiscriminant {
    let within = scatter.within + shrinkage * scatter.between
    let solution = try GeneralizedEigendecomposition(scatter.between, relativeTo: within)
    let kept = min(dimension, solution.values.count)
    return LinearDiscriminant(mean: scatter.mean, projection: solution.vectors.rows(0..<kept).transposed)
  }
}
