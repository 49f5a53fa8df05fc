import Foundation
import Testing
import VoicePrint

@Suite struct CalibrationCostTests {
  /// Scores of a normal distribution, evenly spaced in probability.
  private func normal(mean: Double, deviation: Double, count: Int = 4000) -> [Double] {
    (0..<count).map {
      mean + deviation * NormalDistribution.quantile((Double($0) + 0.5) / Double(count))
    }
  }

  /// Two normal distributions whose scores are the ratios of their densities: C_llr is an integral.
  @Test(arguments: [0.5, 1, 2, 3]) func costOfCalibratedNormalScoresIsItsIntegral(deviation: Double) throws {
    let half = deviation * deviation / 2
    let errors = try DetectionErrors(
      targets: normal(mean: half, deviation: deviation), nontargets: normal(mean: -half, deviation: deviation)
    )
    // Simpson's rule over ±9 deviations; both classes cost the same by symmetry.
    var integral = 0.0
    let steps = 2000
    for i in 0...steps {
      let z = -9 + 18 * Double(i) / Double(steps)
      let weight = i == 0 || i == steps ? 1.0 : i.isMultiple(of: 2) ? 2 : 4
      integral += weight * exp(-z * z / 2) * log2(1 + exp(-(half + deviation * z)))
    }
    integral *= 18 / Double(steps) / 3 / (2 * Double.pi).squareRoot()
    #expect(abs(errors.logLikelihoodRatioCost - integral) < 2e-4)
    // They are calibrated already: little is to be won, nothing is lost, and the promise holds.
    #expect(errors.minimumLogLikelihoodRatioCost <= errors.logLikelihoodRatioCost)
    #expect(errors.logLikelihoodRatioCost - errors.minimumLogLikelihoodRatioCost < 0.01)
    let threshold = half
    #expect(
      abs(
        errors.promisedFalseAcceptRate(atThreshold: threshold)
          - errors.point(atThreshold: threshold).falseAcceptRate) < 1e-3)
  }

  @Test func sayingNothingCostsOneBitAndOverconfidenceMore() throws {
    #expect(try DetectionErrors(targets: [0, 0], nontargets: [0]).logLikelihoodRatioCost == 1)
    #expect(try DetectionErrors(targets: [-9], nontargets: [9]).logLikelihoodRatioCost > 12)
    let far = try DetectionErrors(targets: [800], nontargets: [-800])
    #expect(far.logLikelihoodRatioCost == 0 && far.minimumLogLikelihoodRatioCost == 0)
    let wrong = try DetectionErrors(targets: [-800], nontargets: [800])
    #expect(abs(wrong.logLikelihoodRatioCost - 800 / log(2)) < 1e-9)
  }

  @Test(arguments: 0..<40) func poolingAgreesWithItsDefinition(seed: Int) throws {
    let naive = DetectionErrorsTests.lists(seed, step: seed.isMultiple(of: 2) ? 0.5 : 0)
    let errors = try DetectionErrors(targets: naive.targets, nontargets: naive.nontargets)
    let prior = log(Double(naive.targets.count) / Double(naive.nontargets.count))
    let steps = errors.idealCalibration
    for score in naive.targets + naive.nontargets {
      let step = try #require(steps.first { $0.scores.contains(score) })
      let share = naive.fittedShare(score)
      let expected = log(share / (1 - share)) - prior
      #expect(step.logLikelihoodRatio == expected || abs(step.logLikelihoodRatio - expected) < 1e-9)
    }
    #expect(steps.reduce(0) { $0 + $1.counts.targets } == naive.targets.count)
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.logLikelihoodRatio < $1.logLikelihoodRatio })
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.scores.upperBound < $1.scores.lowerBound })
  }

  @Test func pooledSharesRise() {
    let counts = [(0, 3), (2, 1), (1, 1), (0, 1), (5, 0), (4, 0)].map {
      TrialCounts(targets: $0.0, nontargets: $0.1)
    }
    #expect(
      IsotonicRegression.blocks(of: counts) == [
        TrialCounts(targets: 0, nontargets: 3), TrialCounts(targets: 3, nontargets: 3),
        TrialCounts(targets: 9, nontargets: 0),
      ])
    #expect(IsotonicRegression.blocks(of: []).isEmpty)
  }

  @Test func probitsAreThoseOfTables() {
    for (share, x) in [
      (0.5, 0.0), (0.975, 1.959963984540054), (0.8413447460685429, 1), (0.0013498980316300933, -3),
      (1e-12, -7.034483825301131),
    ] {
      #expect(abs(NormalDistribution.quantile(share) - x) < 1e-12 * max(1, abs(x)) * 10)
    }
    #expect(NormalDistribution.quantile(0) == -.infinity && NormalDistribution.quantile(1) == .infinity)
    for step in 1..<200 {
      let share = Double(step) / 200
      let probit = NormalDistribution.quantile(share)
      #expect(abs(NormalDistribution.probability(below: probit) - share) < 1e-15)
      #expect(probit < NormalDistribution.quantile(share + 0.004))
      #expect(abs(probit + NormalDistribution.quantile(1 - share)) < 1e-12)
    }
  }
}
