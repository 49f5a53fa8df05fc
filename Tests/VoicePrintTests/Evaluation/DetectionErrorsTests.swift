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
      #expect(point.falseRejectRate == naive.falseRejects(atFalseAccepts: rate))
      #expect(point.falseAcceptRate <= rate)
    }
    for threshold in naive.thresholds + [-3, 0.1, 5] {
      let point = errors.point(atThreshold: threshold)
      #expect(point.falseRejectRate == naive.falseRejects(threshold))
      #expect(point.falseAcceptRate == naive.falseAccepts(threshold))
    }
    #expect(errors.points.map(\.threshold) == naive.thresholds)
    #expect(errors.points.map(\.falseRejectRate) == naive.thresholds.map(naive.falseRejects))
    #expect(abs(errors.logLikelihoodRatioCost - naive.cost) < 1e-12)
    #expect(abs(errors.minimumLogLikelihoodRatioCost - naive.minimumCost) < 1e-12)
  }

  /// What hand can work out: equal error rate, on the hull, least cost at 0.01, least cost of the ratios in bits.
  @Test(arguments: [
    ([2, 3], [0, 1], 0, 0, 0, 0),
    ([0, 1], [2, 3], 1, 0.5, 1, 1),
    ([1, 1, 1], [1, 1], 0.5, 0.5, 1, 1),
    ([5], [1, 2, 3], 0, 0, 0, 0),
    ([1], [0, 2], 0.75, 1.0 / 3, 1, 0.6887218755408672),
    ([1, 3], [1, 0], 0.25, 1.0 / 3, 0.5, 0.6887218755408672),
  ]) func agreesWithHand(
    targets: [Double], nontargets: [Double], equal: Double, hull: Double, cost: Double, bits: Double
  ) throws {
    let errors = try DetectionErrors(targets: targets, nontargets: nontargets)
    #expect(errors.equalErrorRate == equal)
    #expect(abs(errors.convexHullEqualErrorRate - hull) < 1e-15)
    #expect(abs(errors.minimumCost(targetPrior: 0.01) - cost) < 1e-15)
    #expect(abs(errors.minimumLogLikelihoodRatioCost - bits) < 1e-12)
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
