import Testing
import VoicePrint

/// Grades from what is known of the samples.
@Suite struct QualityGraderTests {
  private let grader = QualityGrader(model: QualityModel(), requiredSpeech: 12)

  private func sample(
    _ number: UInt8, speech: Double, agreement: Double? = nil, decibels: Double = 40, bandwidth: Double = 8000
  ) -> QualityGrader.Sample {
    QualityGrader.Sample(
      digest: ContentDigest(of: [number]), speechDuration: speech,
      measurements: SampleMeasurements(
        signalToNoiseRatio: decibels, speechLevel: -20, clippedFraction: 0, bandwidth: bandwidth,
        sourceSampleRate: 16_000),
      agreement: agreement)
  }

  private func disputed(_ grade: QualityGrader.Grade) -> [ContentDigest] {
    grade.reasons.compactMap { if case .disagreement(let digest, _) = $0 { digest } else { nil } }
  }

  @Test func speechMakesGradesAndNoiseTakesThemAway() {
    let grades = [3.0, 13, 40, 200].map { grader.grade([sample(1, speech: $0)]) }
    #expect(grades.map(\.quality) == grades.map(\.quality).sorted())
    #expect(grades[0].quality == .poor && grades[3].quality == .high)
    #expect(
      zip(grades, grades.dropFirst()).allSatisfy { $0.predictedFalseRejectRate > $1.predictedFalseRejectRate }
    )
    let clean = grader.grade([sample(1, speech: 40)])
    #expect(grader.grade([sample(1, speech: 40, decibels: 3)]).effectiveSpeech < clean.effectiveSpeech)
    #expect(grader.grade([sample(1, speech: 40, bandwidth: 3800)]).effectiveSpeech < clean.effectiveSpeech)
  }

  /// A sample likelier from somebody else is named and counts for nothing. Fifty to one: the enrollment is poor.
  @Test func doubtCountsForNothingAndContradictionForPoor() {
    let own = [sample(1, speech: 60, agreement: 6), sample(2, speech: 60, agreement: 5)]
    let without = grader.grade(own)
    #expect(without.quality > .poor && disputed(without).isEmpty)

    let fine = grader.grade(own + [sample(3, speech: 60, agreement: 0.1)])
    #expect(disputed(fine).isEmpty && fine.effectiveSpeech > without.effectiveSpeech)

    let doubtful = sample(3, speech: 60, agreement: -3.5)
    let doubted = grader.grade(own + [doubtful])
    #expect(disputed(doubted) == [doubtful.digest])
    #expect(doubted.quality == without.quality && doubted.effectiveSpeech == without.effectiveSpeech)

    let foreign = sample(3, speech: 60, agreement: -4.1)
    let contradicted = grader.grade(own + [foreign])
    #expect(disputed(contradicted) == [foreign.digest] && contradicted.quality == .poor)

    // Two who contradict each other mildly leave nothing to rely on.
    let two = grader.grade([sample(1, speech: 60, agreement: -2), sample(2, speech: 60, agreement: -2)])
    #expect(two.effectiveSpeech == 0 && two.quality == .poor && disputed(two).count == 2)
  }

  @Test func whatIsIncompleteIsPoorAndSaysWhatIsMissing() {
    let grade = grader.grade([sample(1, speech: 7), sample(2, speech: 4.5)])
    #expect(grade.quality == .poor)
    #expect(grade.reasons.contains(.incomplete(speech: 11.5, missing: 0.5)))
    #expect(grader.grade([]).quality == .poor)
  }
}
