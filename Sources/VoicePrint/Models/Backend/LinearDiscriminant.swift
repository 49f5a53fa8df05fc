/// Linear discriminant analysis: the directions in which speakers differ most against how much one speaker varies
/// (Fisher 1936; Rao 1948).
public struct LinearDiscriminant: Equatable, Sendable {
  /// Subtracted before projecting; R numbers.
  public let mean: [Double]
  /// Projection, R × K: within-speaker covariance becomes the identity, between-speaker covariance diagonal.
  public let projection: Matrix<Double>

  /// A discriminant from its parts.
  public init(mean: [Double], projection: Matrix<Double>) {
    precondition(projection.rows == mean.count, "a row for each dimension")
    self.mean = mean
    self.projection = projection
  }

  /// The projections of vectors, each a row; n × K from n × R.
  public func project(_ vectors: Matrix<Double>) -> Matrix<Double> {
    var centred = vectors
    for i in 0..<centred.rows {
      for j in 0..<centred.columns { centred.elements[i * centred.columns + j] -= mean[j] }
    }
    return centred * projection
  }
}
