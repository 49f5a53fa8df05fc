/// Turns normalised scores into natural-log likelihood ratios (Brümmer and du Preez 2006): the weighted mean of the
/// views, then a rising line with bends.
///
/// One straight line cannot do it. A score is measured against the hundred nearest cohort speakers, so that strangers
/// lie close together a little below zero, however unlike the speaker they are; there a unit of score says more than
/// it does among speakers and their doubles.
public struct ScoreCalibration: Equatable, Sendable, Codable {
  /// Share of each view in the score; they add up to one.
  public var viewWeights: [Double]
  /// Scores at which the line bends, rising.
  public var bends: [Double]
  /// The ratio at a score of zero, in nats, if the first stretch of the line went that far.
  public var offset: Double
  /// Nats for each unit of score before the first bend, between bends, and after the last; none is negative.
  public var slopes: [Double]
  /// How many strangers pass which ratio.
  public var falseAccepts = FalseAcceptCurve.bound

  /// A calibration that leaves the weighted mean of the scores as it is.
  ///
  /// - Parameter viewWeights: share of each view; they add up to one.
  public init(viewWeights: [Double]) {
    self.viewWeights = viewWeights
    (bends, offset, slopes) = ([], 0, [1])
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
    var ratio = offset + slopes[0] * score
    for (index, bend) in bends.enumerated() where score > bend {
      ratio += (slopes[index + 1] - slopes[index]) * (score - bend)
    }
    return ratio
  }

  /// What makes the calibration unusable, in words; nil where it is sound.
  ///
  /// - Parameter views: number of views of the model.
  /// - Returns: the words, or nil.
  func problem(views: Int) -> String? {
    let sound =
      viewWeights.count == views && slopes.count == bends.count + 1 && offset.isFinite
      && (viewWeights + bends + slopes).allSatisfy(\.isFinite) && slopes.allSatisfy { $0 >= 0 }
      && zip(bends, bends.dropFirst()).allSatisfy { $0 < $1 }
    return sound ? falseAccepts.problem : "its calibration is not a rising line over its views"
  }
}
