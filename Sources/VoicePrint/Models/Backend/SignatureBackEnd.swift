/// What follows a signature in one view: discriminant projection, length normalisation, PLDA and a cohort.
///
/// R signature dimension, K dimension after the projection.
public struct SignatureBackEnd: Equatable, Sendable {
  /// Centres and projects; R → K.
  public let discriminant: LinearDiscriminant
  /// Compares; K.
  public let plda: PLDA
  /// Speakers to compare with, in PLDA's diagonal space; speakers × K. Without any, scores are not measured against others.
  public let cohort: Matrix<Double>

  /// A back end from its parts.
  public init(discriminant: LinearDiscriminant, plda: PLDA, cohort: Matrix<Double>) {
    precondition(discriminant.projection.columns == plda.mean.count, "PLDA follows the discriminant")
    precondition(cohort.columns == plda.betweenVariances.count, "the cohort is in PLDA's space")
    self.discriminant = discriminant
    self.plda = plda
    self.cohort = cohort
  }

  /// Signatures projected and brought to one length; n × K from n × R.
  public func normalized(_ signatures: Matrix<Double>) -> Matrix<Double> {
    LengthNormalization.normalized(discriminant.project(signatures))
  }

  /// The mean of normalised vectors, brought to their length again: several recordings as one.
  public func average(_ normalized: Matrix<Double>) -> [Double] {
    var sum = [Double](repeating: 0, count: normalized.columns)
    for i in 0..<normalized.rows { sum.add(Array(normalized.row(i))) }
    return LengthNormalization.normalized(Matrix(rows: 1, columns: sum.count, elements: sum)).elements
  }

  /// Normalised vectors in PLDA's diagonal space; n × K.
  public func embedded(_ normalized: Matrix<Double>) -> Matrix<Double> { plda.project(normalized) }
}
