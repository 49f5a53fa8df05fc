import Testing
import VoicePrint

/// Moving an enrollment to a model with the same mixture and another T, without its audio.
@Suite struct UpgradeTests {
  @Test(arguments: 0..<4) func keptStatisticsGiveWhatTheAudioGives(speaker: Int) async throws {
    let model = try await TinyTraining.model.value
    var generator = SeededGenerator(seed: 173, stream: speaker)
    let waveform = SyntheticVoice(speaker: speaker).speech(seconds: 6, using: &generator)
    var extractor = SignatureExtractor(model: model)
    let analysis = extractor.analysis(of: waveform)
    let sample = EnrollmentSample(
      digest: ContentDigest(of: [UInt8(speaker)]), audioDuration: 6,
      speechDuration: analysis.activity.mask.speechDuration,
      measurements: SampleMeasurements(
        signalToNoiseRatio: 30, speechLevel: -20, clippedFraction: 0, bandwidth: 8000,
        sourceSampleRate: 16_000),
      statistics: analysis.statistics, firstOrder: analysis.baumWelch.map(\.first))
    let kept = try EnrollmentSample(
      statisticsBytes: sample.statisticsBytes, firstOrderBytes: sample.firstOrderBytes)
    let first = try #require(kept.firstOrder)

    for (view, models) in model.views.enumerated() {
      let mixture = models.mixture
      let other = TotalVariabilityModel.random(
        components: mixture.components, dimension: mixture.dimension, rank: 20, using: &generator)
      let fromAudio = other.signatureStatistics(of: analysis.baumWelch[view])
      let moved = other.signatureStatistics(
        of: BaumWelchStatistics(occupancies: kept.statistics[view].occupancies, first: first[view]))
      #expect(moved.occupancies == fromAudio.occupancies)
      expectError(
        relativeDistance(moved.linear, to: fromAudio.linear), atMost: 1e-3, "b after an upgrade")
      let (left, right) = (try other.posterior(of: moved).mean, try other.posterior(of: fromAudio).mean)
      expectError(relativeDistance(left, to: right), atMost: 1e-3, "w after an upgrade")
    }
  }

  /// The largest first-order statistic that thirty minutes can give is still a number in half precision.
  @Test func longRecordingsStayFinite() throws {
    let frames = Float(180_000)
    let bytes = EnrollmentSample(
      digest: ContentDigest(of: []), audioDuration: 1800, speechDuration: 1800,
      measurements: SampleMeasurements(
        signalToNoiseRatio: 30, speechLevel: -20, clippedFraction: 0, bandwidth: 8000,
        sourceSampleRate: 16_000),
      statistics: [SignatureStatistics(occupancies: [frames], linear: [1])],
      firstOrder: [Matrix(rows: 1, columns: 2, elements: [frames, -frames])])
    let read = try EnrollmentSample(
      statisticsBytes: bytes.statisticsBytes, firstOrderBytes: bytes.firstOrderBytes)
    #expect(try #require(read.firstOrder)[0].isFinite)
  }
}
