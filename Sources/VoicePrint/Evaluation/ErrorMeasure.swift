/// A figure that sums up an evaluation; its raw value is its key in JSON.
public enum ErrorMeasure: String, CaseIterable, Sendable {
  /// Equal error rate at the operating point nearest to it, 0…1.
  case equalErrorRate = "eer"
  /// Equal error rate on the convex hull of the ROC, 0…½.
  case convexHullEqualErrorRate = "eerHull"
  /// Least detection cost at a target prior of 1 %; 1 decides without listening.
  case minimumCostAtOnePercent = "minDCF_0.01"
  /// Least detection cost at a target prior of 0.1 %.
  case minimumCostAtOnePerMille = "minDCF_0.001"
  /// Detection cost at the Bayes threshold for a target prior of 1 %.
  case actualCostAtOnePercent = "actDCF_0.01"
  /// Detection cost at the Bayes threshold for a target prior of 0.1 %.
  case actualCostAtOnePerMille = "actDCF_0.001"
  /// Cost of the log-likelihood ratios over all priors, in bits.
  case logLikelihoodRatioCost = "cllr"
  /// What remains of it after the best monotone calibration, in bits.
  case minimumLogLikelihoodRatioCost = "minCllr"
  /// Share of the tests whose best score is their own speaker's, 0…1.
  case identifiedFirst = "top1"
  /// False-reject rate where 1 % of nontargets are accepted, 0…1.
  case falseRejectRateAtOnePercent = "frrAtFar_0.01"
  /// False-reject rate where 0.1 % of nontargets are accepted, 0…1.
  case falseRejectRateAtOnePerMille = "frrAtFar_0.001"
  /// Share of nontargets accepted at the decision threshold, 0…1.
  case falseAcceptRateAtThreshold = "farAtThreshold"
  /// Share of targets rejected at the decision threshold, 0…1.
  case falseRejectRateAtThreshold = "frrAtThreshold"

  /// The measure of some errors.
  ///
  /// - Parameters:
  ///   - errors: of all trials.
  ///   - identifiedFirst: share of the tests whose best score is their own speaker's, 0…1.
  ///   - threshold: at which decisions are made; natural-log likelihood ratio.
  /// - Returns: in the unit of the measure.
  func value(of errors: DetectionErrors, identifiedFirst: Double, threshold: Double) -> Double {
    switch self {
    case .equalErrorRate: errors.equalErrorRate
    case .convexHullEqualErrorRate: errors.convexHullEqualErrorRate
    case .minimumCostAtOnePercent: errors.minimumCost(targetPrior: 0.01)
    case .minimumCostAtOnePerMille: errors.minimumCost(targetPrior: 0.001)
    case .actualCostAtOnePercent: errors.actualCost(targetPrior: 0.01)
    case .actualCostAtOnePerMille: errors.actualCost(targetPrior: 0.001)
    case .logLikelihoodRatioCost: errors.logLikelihoodRatioCost
    case .minimumLogLikelihoodRatioCost: errors.minimumLogLikelihoodRatioCost
    case .identifiedFirst: identifiedFirst
    case .falseRejectRateAtOnePercent: errors.point(atFalseAcceptRate: 0.01).falseRejectRate
    case .falseRejectRateAtOnePerMille: errors.point(atFalseAcceptRate: 0.001).falseRejectRate
    case .falseAcceptRateAtThreshold: errors.point(atThreshold: threshold).falseAcceptRate
    case .falseRejectRateAtThreshold: errors.point(atThreshold: threshold).falseRejectRate
    }
  }
}

/// A figure with the range that other speakers would have put it in.
public struct Estimate: Equatable, Sendable {
  /// Measured on all trials.
  public let value: Double
  /// 2.5 % of the resamples lie below.
  public let lower: Double
  /// 2.5 % of the resamples lie above.
  public let upper: Double

  /// An estimate from its values.
  public init(value: Double, lower: Double, upper: Double) {
    self.value = value
    self.lower = lower
    self.upper = upper
  }
}
