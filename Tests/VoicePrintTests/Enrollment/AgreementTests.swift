import Testing
import VoicePrint

/// How each sample of an enrollment stands to the others.
@Suite struct AgreementTests {
  /// Samples of several voices, each heard for another time.
  private func samples(_ count: Int, of model: VoiceModel) -> [EnrollmentSample] {
    var generator = SeededGenerator(seed: 191)
    var extractor = SignatureExtractor(model: model)
    let analyses = (0..<3).map { speaker in
      extractor.analysis(of: SyntheticVoice(speaker: speaker).speech(seconds: 4, using: &generator))
    }
    return (0..<count).map { index in
      let times = 1 + Float(index) / 50
      return EnrollmentSample(
        digest: ContentDigest(of: [UInt8(index)]), audioDuration: 5, speechDuration: Double(4 * times),
        measurements: SampleMeasurements(
          signalToNoiseRatio: 30, speechLevel: -20, clippedFraction: 0, bandwidth: 8000,
          sourceSampleRate: 16_000),
        statistics: analyses[index % 3].statistics.map { view in
          SignatureStatistics(
            occupancies: view.occupancies.map { times * $0 }, linear: view.linear.map { times * $0 })
        }, firstOrder: nil)
    }
  }

  /// Many samples are compared in batches side by side, which changes nothing.
  @Test(arguments: [2, 31, 32, 33, 90]) func eachSampleIsComparedWithAllOthersTogether(count: Int)
    async throws
  {
    let model = try await TinyTraining.model.value
    let samples = samples(count, of: model)
    let enrollment = Enrollment(
      speaker: try SpeakerID("alice"), model: model.identity, samples: samples)
    let agreements = try model.assessment(of: enrollment).agreements
    #expect(agreements.map(\.digest) == enrollment.samples.map(\.digest))
    let scorer = SignatureScorer(model: model)
    for (agreement, sample) in zip(agreements, enrollment.samples) {
      let others = Enrollment(
        speaker: enrollment.speaker, model: model.identity,
        samples: enrollment.samples.filter { $0.digest != sample.digest })
      let expected = scorer.logLikelihoodRatio(
        try model.signature(of: sample),
        against: try model.signature(
          of: others.pooledStatistics, speechDuration: others.totalSpeechDuration))
      #expect(abs(agreement.logLikelihoodRatio - expected) <= 1e-2 * max(1, abs(expected)))
    }
  }
}
