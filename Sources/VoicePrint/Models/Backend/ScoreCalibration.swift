/// Turns normalised scores into natural-log likelihood ratios (Brümmer and du Preez 2006): the weighted mean of the
/// views, then a rising straight line.
public struct ScoreCalibration: Equatable, Sendable, Codable {
  /// Share of each view in the score; they add up to one.
  public var viewWeights: [Double]
  /// The ratio at a score of zero, in nats.
  public var offset: Double
  /// Nats for each unit of score, not negative.
  public var scale: Double
  /// How many strangers pass which ratio.
  public var falseAccepts = FalseAcceptCurve.bound

  /// A calibration that leaves the weighted mean of the scores as it is.
  ///
  /// - Parameter viewWeights: share of each view; they add up to one.
  public init(viewWeights: [Double]) {
    self.viewWeights = viewWeights
    (offset, scale) = (0, 1)
  }

  /// The log-likelihood ratio, natural logarithm.
  ///
  /// - Parameter scores: the normalised score of each view.
  /// - Returns: the ratio, in nats; it never falls where a score rises.
  public func logLikelihoodRatio(scores: [Double]) -> Double {
    logLikelihoodRatio(weightedScore: scores.dot(viewWeights))
  }

  /// The log-likelihood ratio of the weighted mean of the views' scores, in nats.
  func logLikelihoodRatio(weightedScore score: Double) -> Double { offset + scale * score }

  /// What makes the calibration unusable, in words; nil where it is sound.
  ///
  /// - Parameter views: number of views of the model.
  /// - Returns: the words, or nil.
  func problem(views: Int) -> String? {
    let sound =
      viewWeights.count == views && (viewWeights + [offset, scale]).allSatisfy(\.isFinite) && scale >= 0
    return sound ? falseAccepts.problem : "its calibration is not a rising line over its views"
  }
}
