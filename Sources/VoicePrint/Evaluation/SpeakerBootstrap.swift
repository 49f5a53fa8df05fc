/// Scored trials, ranked once, to be counted again and again with each speaker as often as a draw has it (Efron
/// 1979): trials of one speaker depend on each other, so that speakers are drawn and not trials.
package struct SpeakerBootstrap {
  /// How often speakers are drawn anew.
  package static let resamples = 400

  private struct Entry {
    /// Position of its score among the distinct ones.
    let rank: Int
    /// Number of the speaker that was enrolled.
    let speaker: Int
    let isTarget: Bool
  }

  private let scores: [Double]
  private let entries: [Entry]
  private let speakers: Int
  /// For each speaker, and at the end for nobody enrolled: tests, and those it comes first in.
  private var tests: [Int]
  private var firsts: [Int]

  /// Ranks trials.
  ///
  /// - Parameters:
  ///   - trials: each model with each utterance at most once.
  ///   - speakers: whose each model is; a model that is not listed speaks for itself.
  init(_ trials: [ScoredTrial], speakers: [String: String]) {
    var numbers: [String: Int] = [:]
    var owners: [Int] = []
    for trial in trials {
      let name = speakers[trial.model] ?? trial.model
      let number = numbers[name] ?? numbers.count
      numbers[name] = number
      owners.append(number)
    }
    let scores = Array(Set(trials.map(\.logLikelihoodRatio))).sorted()
    var ranks: [Double: Int] = [:]
    for (rank, score) in scores.enumerated() { ranks[score] = rank }
    entries = trials.indices.map { index in
      Entry(
        rank: ranks[trials[index].logLikelihoodRatio] ?? 0, speaker: owners[index],
        isTarget: trials[index].isTarget)
    }
    self.scores = scores
    self.speakers = numbers.count

    // The first of equally good models counts, whoever it is.
    var best: [String: Int] = [:]
    var speaker: [String: Int] = [:]
    for (index, trial) in trials.enumerated() {
      let leader = best[trial.utterance] ?? index
      if leader == index || trials[leader].logLikelihoodRatio < trial.logLikelihoodRatio {
        best[trial.utterance] = index
      }
      if trial.isTarget { speaker[trial.utterance] = owners[index] }
    }
    tests = Array(repeating: 0, count: numbers.count + 1)
    firsts = tests
    for (utterance, index) in best {
      let owner = speaker[utterance] ?? numbers.count
      tests[owner] += 1
      if trials[index].isTarget { firsts[owner] += 1 }
    }
  }

  /// Figures with their intervals.
  struct Estimates {
    /// Of all measures.
    var measures: [ErrorMeasure: Estimate] = [:]
    /// The false-reject rate at each of the false-accept rates that were asked for, 0…1.
    var falseRejectRates: [Estimate] = []
  }

  /// All measures, and the curve at some false-accept rates, with their intervals.
  ///
  /// - Parameters:
  ///   - threshold: at which decisions are made; natural-log likelihood ratio.
  ///   - rates: false-accept rates, 0…1.
  ///   - seed: repeats the draws.
  /// - Returns: values on all trials, and between which 95 % of the draws lie.
  /// - Throws: ``EvaluationError/noTrials(isTarget:)``.
  func estimates(
    threshold: Double, rates: [Double] = [], seed: UInt64
  ) throws(EvaluationError) -> Estimates {
    let values = try figures(weights: Array(repeating: 1, count: speakers), threshold, rates)
    var drawn = values.map { _ in [Double]() }
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<Self.resamples {
      let draw = self.draw(using: &generator)
      for (index, value) in try figures(weights: draw, threshold, rates).enumerated() {
        drawn[index].append(value)
      }
    }
    let estimates = zip(values, drawn).map { value, draws in
      let sorted = draws.sorted()
      return Estimate(
        value: value, lower: Self.quantile(0.025, of: sorted), upper: Self.quantile(0.975, of: sorted))
    }
    return Estimates(
      measures: Dictionary(uniqueKeysWithValues: zip(ErrorMeasure.allCases, estimates)),
      falseRejectRates: Array(estimates.dropFirst(ErrorMeasure.allCases.count)))
  }

  /// How often each speaker comes in a draw with replacement; again where the draw leaves a class empty.
  private func draw(using generator: inout SeededGenerator) -> [Int] {
    while true {
      var weights = [Int](repeating: 0, count: speakers)
      for _ in 0..<speakers { weights[Int.random(in: 0..<speakers, using: &generator)] += 1 }
      let drawn = entries.lazy.filter { weights[$0.speaker] > 0 }
      if drawn.contains(where: \.isTarget), drawn.contains(where: { !$0.isTarget }) { return weights }
    }
  }

  /// Every measure, then the false-reject rate at each false-accept rate.
  private func figures(
    weights: [Int], _ threshold: Double, _ rates: [Double]
  ) throws(EvaluationError) -> [Double] {
    var counts = [TrialCounts](repeating: TrialCounts(), count: scores.count)
    for entry in entries {
      let weight = weights[entry.speaker]
      if weight == 0 { continue }
      if entry.isTarget {
        counts[entry.rank].targets += weight
      } else {
        counts[entry.rank].nontargets += weight
      }
    }
    let errors = try DetectionErrors(scores: scores, counts: counts)
    // A test by nobody enrolled is in every draw.
    let all = zip(tests, weights + [1]).reduce(0) { $0 + $1.0 * $1.1 }
    let first = zip(firsts, weights + [1]).reduce(0) { $0 + $1.0 * $1.1 }
    let share = Double(first) / Double(max(all, 1))
    return ErrorMeasure.allCases.map {
      $0.value(of: errors, identifiedFirst: share, threshold: threshold)
    } + rates.map { errors.point(atFalseAcceptRate: $0).falseRejectRate }
  }

  /// A quantile between neighbours of a sorted list.
  private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let position = share * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}
