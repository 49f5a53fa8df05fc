import Testing
import VoicePrint

/// A whole back end from signatures whose speakers are known.
@Suite struct BackEndEstimatorTests {
  /// Examples of speakers, two corpora among them, with a cohort member for each speaker.
  private func examples(
    speakers: Int, each: Int, dimension: Int, using generator: inout SeededGenerator
  ) -> [BackEndEstimator.Example] {
    (0..<speakers).flatMap { speaker -> [BackEndEstimator.Example] in
      let voice = generator.gaussians(dimension, mean: Double(speaker % 2))
      return (0..<each).map { recording in
        let noise = generator.gaussians(dimension, deviation: 0.4)
        return BackEndEstimator.Example(
          signature: zip(voice, noise).map { $0 + $1 }, speaker: speaker,
          cohortMember: recording == 0 ? nil : speaker)
      }
    }
  }

  @Test func tellsSpeakersApart() throws {
    var generator = SeededGenerator(seed: 127)
    let training = examples(speakers: 80, each: 5, dimension: 6, using: &generator)
    let backEnd = try BackEndEstimator().estimate(training, corpora: (0..<80).map { $0 % 2 })
    #expect(backEnd.cohort.rows == 80 && backEnd.cohort.columns == 6)

    let unseen = examples(speakers: 40, each: 2, dimension: 6, using: &generator)
    let embedded = backEnd.embedded(backEnd.normalized(Matrix(rows: unseen.map(\.signature))))
    let ratios = backEnd.plda.logLikelihoodRatios(
      enrolled: embedded, counts: unseen.map { _ in 1 }, tests: embedded)
    var (targets, others): ([Double], [Double]) = ([], [])
    for i in unseen.indices {
      for j in 0..<i {
        if unseen[i].speaker == unseen[j].speaker {
          targets.append(ratios[i, j])
        } else {
          others.append(ratios[i, j])
        }
      }
    }
    // A ratio is right about its own sign: few errors on either side of zero.
    #expect(targets.count { $0 < 0 } <= targets.count / 10)
    #expect(others.count { $0 > 0 } <= others.count / 10)
  }

  /// Scores of the isotropic back end rise with the cosine, and with nothing else: no cohort moves them.
  @Test func isotropicScoresAreAngles() throws {
    var generator = SeededGenerator(seed: 151)
    let training = examples(speakers: 40, each: 4, dimension: 6, using: &generator)
    let backEnd = BackEndEstimator().estimateIsotropic(training, corpora: (0..<40).map { $0 % 2 })
    #expect(Set(backEnd.plda.betweenVariances).count == 1 && backEnd.plda.betweenVariances[0] > 1)
    let unseen = examples(speakers: 10, each: 2, dimension: 6, using: &generator).map(\.signature)
    let embedded = backEnd.embedded(backEnd.normalized(Matrix(rows: unseen)))
    let statistics = backEnd.cohortStatistics(of: embedded)
    #expect(statistics.allSatisfy { $0.mean == 0 && $0.deviation == 1 })
    let ratios = backEnd.plda.logLikelihoodRatios(
      enrolled: embedded, counts: unseen.map { _ in 1 }, tests: embedded)
    func cosine(_ i: Int, _ j: Int) -> Double {
      let (left, right) = (Array(embedded.row(i)), Array(embedded.row(j)))
      return left.dot(right) / (left.dot(left) * right.dot(right)).squareRoot()
    }
    let pairs = unseen.indices.flatMap { i in (0..<i).map { (cosine(i, $0), ratios[i, $0]) } }.sorted {
      $0.0 < $1.0
    }
    #expect(zip(pairs, pairs.dropFirst()).allSatisfy { $0.1 <= $1.1 + 1e-9 })
    // And a straight line of it.
    let slope = (pairs[pairs.count - 1].1 - pairs[0].1) / (pairs[pairs.count - 1].0 - pairs[0].0)
    #expect(pairs.allSatisfy { abs($0.1 - pairs[0].1 - slope * ($0.0 - pairs[0].0)) < 1e-6 * abs(slope) })
  }

  @Test func severalRecordingsAreTheirMeanAtTheirLength() throws {
    var generator = SeededGenerator(seed: 131)
    let training = examples(speakers: 20, each: 4, dimension: 3, using: &generator)
    let backEnd = try BackEndEstimator().estimate(training, corpora: Array(repeating: 0, count: 20))
    let vectors = Matrix<Double>(rows: [[2, 0, 0], [0, 2, 0]])
    let half = 1.5.squareRoot()
    let expected = [half, half, 0]
    #expect(worstDifference(backEnd.average(vectors), expected) <= 1e-12)
  }

  /// A speaker none of whose recordings had speech leaves a number without examples.
  @Test(arguments: [0, 13, 29]) func aSpeakerWithoutExamplesChangesNothing(missing: Int) throws {
    var generator = SeededGenerator(seed: 137)
    let training = examples(speakers: 30, each: 4, dimension: 4, using: &generator)
      .filter { $0.speaker != missing }
    let corpora = (0..<30).map { $0 % 2 }
    let renumbered = training.map { example in
      let number = example.speaker - (example.speaker > missing ? 1 : 0)
      return BackEndEstimator.Example(
        signature: example.signature, speaker: number,
        cohortMember: example.cohortMember == nil ? nil : number)
    }
    let remaining = corpora.indices.filter { $0 != missing }.map { corpora[$0] }
    let (with, without) = (
      try BackEndEstimator().estimate(training, corpora: corpora),
      try BackEndEstimator().estimate(renumbered, corpora: remaining)
    )
    #expect(worstDifference(with.cohort.elements, without.cohort.elements) <= 1e-9)
    #expect(worstDifference(with.plda.betweenVariances, without.plda.betweenVariances) <= 1e-9)
  }
}
