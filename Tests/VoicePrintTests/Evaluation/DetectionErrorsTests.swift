import Foundation
import Testing
import VoicePrint

@Suite struct DetectionErrorsTests {
  /// Scores of both classes; the coarser the step, the more ties.
  static func lists(_ seed: Int, step: Double) -> NaiveErrors {
    var generator = SeededGenerator(seed: UInt64(seed))
    let (targets, nontargets) = (1 + Int(generator.next() % 40), 1 + Int(generator.next() % 90))
    let distance = generator.uniform(in: -1...4)
    func coarse(_ values: [Double]) -> [Double] {
      values.map { step > 0 ? ($0 / step).rounded() * step : $0 }
    }
    return NaiveErrors(
      targets: coarse(generator.gaussians(targets, mean: distance, deviation: 1.5)),
      nontargets: coarse(generator.gaussians(nontargets, mean: -distance / 2)))
  }

  @Test(arguments: 0..<60, [0, 0.25, 2]) func agreesWithTheDefinitions(seed: Int, step: Double) throws {
    let naive = Self.lists(seed, step: step)
    let errors = try DetectionErrors(targets: naive.targets, nontargets: naive.nontargets)
    #expect(errors.equalErrorRate == naive.equalErrorRate)
    #expect(abs(errors.convexHullEqualErrorRate - min(naive.hullEqualErrorRate, 1)) < 1e-12)
    for prior in [0.001, 0.01, 0.5, 0.9] {
      #expect(abs(errors.minimumCost(targetPrior: prior) - naive.minimumCost(prior)) < 1e-12)
      #expect(abs(errors.actualCost(targetPrior: prior) - naive.actualCost(prior)) < 1e-12)
    }
    for rate in [0, 0.001, 0.01, 0.2, 0.5, 1] {
      let point = errors.point(atFalseAcceptRate: rate)
      #expect(point.falseRejectRate == naive.leastFalseRejects(accepting: rate))
      #expect(point.falseAcceptRate <= rate)
    }
    for threshold in naive.thresholds + [-3, 0.1, 5] {
      let point = errors.point(atThreshold: threshold)
      #expect(point.falseRejectRate == naive.falseRejects(threshold))
      #expect(point.falseAcceptRate == naive.falseAccepts(threshold))
    }
    #expect(errors.points.map(\.threshold) == naive.thresholds)
    #expect(errors.points.map(\.falseRejectRate) == naive.thresholds.map { naive.falseRejects($0) })
    #expect(abs(errors.logLikelihoodRatioCost - naive.cost) < 1e-12)
    #expect(abs(errors.minimumLogLikelihoodRatioCost - naive.minimumCost) < 1e-12)
  }

  /// Scores, and what hand can work out of them.
  struct HandMade: Sendable {
    let targets: [Double]
    let nontargets: [Double]
    let equalErrorRate: Double
    let onTheHull: Double
    /// At a prior of 0.01.
    let leastCost: Double
    /// Of the ratios after the best calibration.
    let leastBits: Double
  }

  static let handMade: [HandMade] = [
    HandMade(
      targets: [2, 3], nontargets: [0, 1], equalErrorRate: 0, onTheHull: 0, leastCost: 0, leastBits: 0),
    HandMade(
      targets: [0, 1], nontargets: [2, 3], equalErrorRate: 1, onTheHull: 0.5, leastCost: 1, leastBits: 1),
    HandMade(
      targets: [1, 1, 1], nontargets: [1, 1], equalErrorRate: 0.5, onTheHull: 0.5, leastCost: 1,
      leastBits: 1),
    HandMade(
      targets: [5], nontargets: [1, 2, 3], equalErrorRate: 0, onTheHull: 0, leastCost: 0, leastBits: 0),
    HandMade(
      targets: [1], nontargets: [0, 2], equalErrorRate: 0.75, onTheHull: 1.0 / 3, leastCost: 1,
      leastBits: (log2(1.5) + log2(3) / 2) / 2),
    HandMade(
      targets: [1, 3], nontargets: [1, 0], equalErrorRate: 0.25, onTheHull: 0.25, leastCost: 0.5,
      leastBits: 0.5),
  ]

  @Test(arguments: handMade) func agreesWithHand(_ hand: HandMade) throws {
    let errors = try DetectionErrors(targets: hand.targets, nontargets: hand.nontargets)
    #expect(errors.equalErrorRate == hand.equalErrorRate)
    #expect(abs(errors.convexHullEqualErrorRate - hand.onTheHull) < 1e-15)
    #expect(abs(errors.minimumCost(targetPrior: 0.01) - hand.leastCost) < 1e-15)
    #expect(abs(errors.minimumLogLikelihoodRatioCost - hand.leastBits) < 1e-12)
  }

  @Test func orderAndScaleDoNotMatterButTiesDo() throws {
    let naive = Self.lists(3, step: 0)
    let errors = try DetectionErrors(targets: naive.targets, nontargets: naive.nontargets)
    let other = try DetectionErrors(
      targets: naive.targets.reversed().map { 3 * $0 - 1 }, nontargets: naive.nontargets.map { 3 * $0 - 1 })
    #expect(errors.points.map(\.falseRejectRate) == other.points.map(\.falseRejectRate))
    #expect(errors.minimumLogLikelihoodRatioCost == other.minimumLogLikelihoodRatioCost)
    #expect(errors.logLikelihoodRatioCost != other.logLikelihoodRatioCost)
    // A target and a nontarget with one score are accepted together or not at all.
    let tied = try DetectionErrors(targets: [1], nontargets: [1, 0])
    #expect(tied.points.map(\.falseAcceptRate) == [0, 0.5, 1])
    #expect(tied.points.map(\.falseRejectRate) == [1, 0, 0])
  }

  @Test func scoresThatCannotBeCountedAreRefused() {
    #expect(throws: EvaluationError.noTrials(isTarget: true)) {
      try DetectionErrors(targets: [], nontargets: [1])
    }
    #expect(throws: EvaluationError.noTrials(isTarget: false)) {
      try DetectionErrors(targets: [1], nontargets: [])
    }
    for wrong in [Double.nan, .infinity, -.infinity] {
      #expect(throws: EvaluationError.notFinite(model: "nontargets", utterance: "1")) {
        try DetectionErrors(targets: [1], nontargets: [0, wrong])
      }
    }
  }
}
