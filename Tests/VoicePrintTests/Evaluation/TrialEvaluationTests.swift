import Foundation
import Testing
import VoicePrint

@Suite struct TrialEvaluationTests {
  /// Every speaker's tests against every speaker; each speaker is harder or easier as a whole.
  static func trials(
    speakers: Int, tests: Int, seed: UInt64, distance: Double = 6, step: Double = 0
  ) -> [ScoredTrial] {
    var generator = SeededGenerator(seed: seed)
    let ease = generator.gaussians(speakers)
    var trials: [ScoredTrial] = []
    for model in 0..<speakers {
      for speaker in 0..<speakers {
        for test in 0..<tests {
          let mean = (model == speaker ? distance / 2 : -distance / 2) + ease[model]
          let score = mean + 1.5 * generator.gaussian()
          trials.append(
            ScoredTrial(
              model: "m\(model)", utterance: "s\(speaker)t\(test)", isTarget: model == speaker,
              logLikelihoodRatio: step > 0 ? (score / step).rounded() * step : score))
        }
      }
    }
    return trials
  }

  @Test func intervalsRepeatWithTheirSeedAndHoldTheValue() throws {
    let trials = Self.trials(speakers: 20, tests: 4, seed: 1)
    let first = try TrialEvaluation(trials: trials, seed: 5)
    #expect(try TrialEvaluation(trials: trials, seed: 5).estimates == first.estimates)
    #expect(try TrialEvaluation(trials: trials, seed: 6).estimates != first.estimates)
    for measure in ErrorMeasure.allCases {
      let estimate = first[measure]
      #expect(estimate.lower <= estimate.value && estimate.value <= estimate.upper, "\(measure)")
    }
    #expect(first[.equalErrorRate].upper > first[.equalErrorRate].lower)
    for (point, next) in zip(first.curve, first.curve.dropFirst()) {
      #expect(point.falseAcceptRate < next.falseAcceptRate)
      #expect(point.falseRejectRate.value >= next.falseRejectRate.value)
    }
  }

  /// A rate that is a mean over speakers has the interval that the normal distribution gives it.
  @Test func intervalIsAsWideAsTheoryHasIt() throws {
    let speakers = 300
    var generator = SeededGenerator(seed: 9)
    var (trials, rates): ([ScoredTrial], [Double]) = ([], [])
    for speaker in 0..<speakers {
      let chance = generator.uniform()
      let accepted = (0..<20).map { _ in generator.uniform() < chance }
      rates.append(Double(accepted.count { $0 }) / 20)
      trials.append(
        ScoredTrial(model: "m\(speaker)", utterance: "own\(speaker)", isTarget: true, logLikelihoodRatio: 9))
      for (index, accepted) in accepted.enumerated() {
        trials.append(
          ScoredTrial(
            model: "m\(speaker)", utterance: "other\(index)", isTarget: false,
            logLikelihoodRatio: accepted ? 8 : -8))
      }
    }
    let estimate = try TrialEvaluation(trials: trials)[.falseAcceptRateAtThreshold]
    let mean = rates.reduce(0, +) / Double(speakers)
    let variance = rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(speakers)
    let width = 2 * 1.96 * (variance / Double(speakers)).squareRoot()
    #expect(abs(estimate.value - mean) < 1e-12)
    #expect(abs((estimate.upper - estimate.lower) / width - 1) < 0.15)
  }

  @Test func oneSpeakerHasNoInterval() throws {
    let trials = Self.trials(speakers: 3, tests: 5, seed: 2).filter { $0.model == "m0" }
    let evaluation = try TrialEvaluation(trials: trials)
    for measure in ErrorMeasure.allCases {
      #expect(evaluation[measure].lower == evaluation[measure].upper)
    }
  }

  @Test func sixThousandTrialsTakeAMoment() throws {
    let trials = Self.trials(speakers: 35, tests: 5, seed: 3)
    let time = try ContinuousClock().measure { _ = try TrialEvaluation(trials: trials) }
    print("  \(trials.count) trials with intervals: \(time)")
    // Not a claim of speed: a bootstrap that scored every resample anew would not end within this.
    #expect(time < .seconds(60))
  }

  @Test func theBestModelOfEachTestCounts() throws {
    func trial(_ model: String, _ utterance: String, _ isTarget: Bool, _ score: Double) -> ScoredTrial {
      ScoredTrial(model: model, utterance: utterance, isTarget: isTarget, logLikelihoodRatio: score)
    }
    let trials = [
      trial("a", "a1", true, 3), trial("b", "a1", false, 2),
      // Of equal scores the first counts.
      trial("a", "b1", false, 1), trial("b", "b1", true, 1),
      // Nobody's: it cannot be found.
      trial("a", "x1", false, -9), trial("b", "x1", false, -8),
      trial("b", "b2", true, -4), trial("a", "b2", false, -5),
    ]
    #expect(try TrialEvaluation(trials: trials)[.identifiedFirst].value == 0.5)
  }

  @Test func listsThatContradictThemselvesAreRefused() throws {
    let trials = Self.trials(speakers: 2, tests: 1, seed: 1)
    #expect(throws: EvaluationError.duplicateTrial(model: "m0", utterance: "s0t0")) {
      try TrialEvaluation(trials: trials + [trials[0]])
    }
    #expect(throws: EvaluationError.noTrials(isTarget: false)) {
      try TrialEvaluation(trials: trials.filter(\.isTarget))
    }
    #expect(throws: EvaluationError.notFinite(model: "m", utterance: "u")) {
      try TrialEvaluation(
        trials: trials + [
          ScoredTrial(model: "m", utterance: "u", isTarget: true, logLikelihoodRatio: .nan)
        ])
    }
    #expect(throws: EvaluationError.noTrials(isTarget: true)) { try TrialEvaluation(trials: []) }
  }
}
