internal import RealModule

/// The errors that scores of known trials make at every threshold, and the figures that sum them up.
///
/// A trial is accepted where its score is at or above the threshold. Equal scores cannot be told apart by any
/// threshold, and so share one operating point.
public struct DetectionErrors: Sendable {
  /// A threshold and its errors.
  public struct Point: Equatable, Sendable {
    /// Scores at or above it are accepted; +∞ accepts none.
    public let threshold: Double
    /// Share of target trials below the threshold, 0…1.
    public let falseRejectRate: Double
    /// Share of nontarget trials at or above the threshold, 0…1.
    public let falseAcceptRate: Double
  }

  /// How many trials of each class there are.
  public let total: TrialCounts
  /// The operating points, from the threshold that accepts none to the one that accepts all.
  public let points: [Point]
  /// The distinct scores, rising.
  let scores: [Double]
  /// How many trials have each of the scores; none is empty.
  let counts: [TrialCounts]

  /// The errors of scores in any order.
  ///
  /// - Parameters:
  ///   - targets: scores of trials of one and the same speaker.
  ///   - nontargets: scores of trials of two speakers.
  /// - Throws: ``EvaluationError/noTrials(isTarget:)`` where a class is empty, and
  ///   ``EvaluationError/notFinite(model:utterance:)`` with the score's position for a name.
  public init(targets: [Double], nontargets: [Double]) throws(EvaluationError) {
    for (name, values) in [("targets", targets), ("nontargets", nontargets)] {
      if let position = values.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(model: name, utterance: "\(position)")
      }
    }
    var table: [Double: TrialCounts] = [:]
    for score in targets { table[score, default: TrialCounts()].targets += 1 }
    for score in nontargets { table[score, default: TrialCounts()].nontargets += 1 }
    let scores = table.keys.sorted()
    try self.init(scores: scores, counts: scores.map { table[$0] ?? TrialCounts() })
  }

  /// The errors of trials that are counted already.
  ///
  /// - Parameters:
  ///   - scores: distinct and rising.
  ///   - counts: of each score; a score without trials is left out.
  /// - Throws: ``EvaluationError/noTrials(isTarget:)`` where a class is empty.
  init(scores: [Double], counts: [TrialCounts]) throws(EvaluationError) {
    precondition(scores.count == counts.count, "a count for each score")
    var (kept, keptCounts): ([Double], [TrialCounts]) = ([], [])
    kept.reserveCapacity(scores.count)
    keptCounts.reserveCapacity(scores.count)
    var total = TrialCounts()
    for (score, count) in zip(scores, counts) where count.targets + count.nontargets > 0 {
      kept.append(score)
      keptCounts.append(count)
      total.targets += count.targets
      total.nontargets += count.nontargets
    }
    if total.targets == 0 { throw .noTrials(isTarget: true) }
    if total.nontargets == 0 { throw .noTrials(isTarget: false) }
    var points = [Point(threshold: .infinity, falseRejectRate: 1, falseAcceptRate: 0)]
    points.reserveCapacity(kept.count + 1)
    var accepted = TrialCounts()
    for index in kept.indices.reversed() {
      accepted.targets += keptCounts[index].targets
      accepted.nontargets += keptCounts[index].nontargets
      points.append(
        Point(
          threshold: kept[index],
          falseRejectRate: 1 - Double(accepted.targets) / Double(total.targets),
          falseAcceptRate: Double(accepted.nontargets) / Double(total.nontargets)))
    }
    self.scores = kept
    self.counts = keptCounts
    self.total = total
    self.points = points
  }

  /// The errors at any threshold.
  public func point(atThreshold threshold: Double) -> Point {
    var accepted = TrialCounts()
    for index in scores.indices.reversed() {
      guard scores[index] >= threshold else { break }
      accepted.targets += counts[index].targets
      accepted.nontargets += counts[index].nontargets
    }
    return Point(
      threshold: threshold,
      falseRejectRate: 1 - Double(accepted.targets) / Double(total.targets),
      falseAcceptRate: Double(accepted.nontargets) / Double(total.nontargets))
  }

  /// The laxest operating point that accepts no larger share of nontargets, 0…1.
  public func point(atFalseAcceptRate rate: Double) -> Point {
    var low = 0
    var high = points.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if points[middle].falseAcceptRate <= rate { low = middle } else { high = middle }
    }
    return points[low]
  }

  // MARK: Equal error rate

  /// The operating point where the rates differ least; of equally good ones the strictest.
  public var equalErrorPoint: Point {
    var best = points[0]
    for point in points where gap(point) < gap(best) { best = point }
    return best
  }

  /// The mean of both rates at the operating point where they differ least, 0…1.
  public var equalErrorRate: Double {
    let point = equalErrorPoint
    return (point.falseRejectRate + point.falseAcceptRate) / 2
  }

  private func gap(_ point: Point) -> Double { (point.falseRejectRate - point.falseAcceptRate).magnitude }

  /// The rate at which the convex hull of the ROC crosses the line of equal rates, 0…½: what thresholds drawn
  /// by lot between two operating points reach.
  public var convexHullEqualErrorRate: Double {
    var rejected = TrialCounts()
    var (lastReject, lastAccept) = (0.0, 1.0)
    for block in IsotonicRegression.blocks(of: counts) {
      rejected.targets += block.targets
      rejected.nontargets += block.nontargets
      let reject = Double(rejected.targets) / Double(total.targets)
      let accept = 1 - Double(rejected.nontargets) / Double(total.nontargets)
      if reject >= accept {
        let (before, after) = (lastAccept - lastReject, reject - accept)
        return lastReject + (reject - lastReject) * before / (before + after)
      }
      (lastReject, lastAccept) = (reject, accept)
    }
    return lastReject
  }

  // MARK: Detection cost

  /// The least cost over all thresholds for a prior of targets 0…1, both errors costing 1, relative to deciding
  /// without listening.
  public func minimumCost(targetPrior: Double) -> Double {
    cost(minimumCostPoint(targetPrior: targetPrior), targetPrior)
  }

  /// The operating point of least cost for a prior of targets 0…1; of equally good ones the strictest.
  public func minimumCostPoint(targetPrior: Double) -> Point {
    var best = points[0]
    for point in points where cost(point, targetPrior) < cost(best, targetPrior) { best = point }
    return best
  }

  /// The cost, on the same scale, at the threshold that is best for calibrated log-likelihood ratios.
  public func actualCost(targetPrior: Double) -> Double {
    cost(point(atThreshold: OperatingPoint(targetPrior: targetPrior).threshold), targetPrior)
  }

  private func cost(_ point: Point, _ prior: Double) -> Double {
    (prior * point.falseRejectRate + (1 - prior) * point.falseAcceptRate) / min(prior, 1 - prior)
  }
}
