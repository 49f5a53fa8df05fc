/// Turns normalised scores into natural-log likelihood ratios (Brümmer and du Preez 2006): the weighted mean of the
/// views, then a line that rises and may bend at a score of zero.
///
/// A score is measured against the nearest of the cohort: above zero are speakers and their doubles, below it strangers and
/// speakers who are hard to recognise, and a unit of score says more on the one side than on the other.
public struct ScoreCalibration: Equatable, Sendable, Codable {
  /// Share of each view in the score; they add up to one.
  public var viewWeights: [Double]
  /// The ratio at a score of zero, in nats.
  public var offset: Double
  /// Nats for each unit of score below zero, not negative.
  public var scaleBelow: Double
  /// Nats for each unit of score above zero, not negative.
  public var scaleAbove: Double
  /// How many strangers pass which ratio.
  public var falseAccepts = FalseAcceptCurve.bound

  /// A calibration that leaves the weighted mean of the scores as it is.
  ///
  /// - Parameter viewWeights: share of each view; they add up to one.
  public init(viewWeights: [Double]) {
    self.viewWeights = viewWeights
    (offset, scaleBelow, scaleAbove) = (0, 1, 1)
  }

  /// The log-likelihood ratio, natural logarithm.
  ///
  /// - Parameter scores: the normalised score of each view.
  /// - Returns: the ratio, in nats; it never falls where a score rises.
  public func logLikelihoodRatio(scores: [Double]) -> Double {
    logLikelihoodRatio(weightedScore: scores.dot(viewWeights))
  }

  /// The log-likelihood ratio of the weighted mean of the views' scores, in nats.
  func logLikelihoodRatio(weightedScore score: Double) -> Double {
    offset + scaleBelow * min(score, 0) + scaleAbove * max(score, 0)
  }

  /// What makes the calibration unusable, in words; nil where it is sound.
  ///
  /// - Parameter views: number of views of the model.
  /// - Returns: the words, or nil.
  func problem(views: Int) -> String? {
    let sound =
      viewWeights.count == views && scaleBelow >= 0 && scaleAbove >= 0
      && (viewWeights + [offset, scaleBelow, scaleAbove]).allSatisfy(\.isFinite)
    return sound ? falseAccepts.problem : "its calibration is not a rising line over its views"
  }
}
