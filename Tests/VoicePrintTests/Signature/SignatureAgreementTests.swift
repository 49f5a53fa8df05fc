import Testing
import VoicePrint

/// When two signatures are one but for rounding.
@Suite struct SignatureAgreementTests {
  private func signature(
    _ embedding: [Double] = [0.5, -1, 2], mean: Double = -20, duration: Double = 12
  ) -> VoiceSignature {
    VoiceSignature(
      model: ContentDigest(of: [1]),
      views: [
        VoiceSignature.View(
          embedding: embedding, cohort: CohortNormalization.Statistics(mean: mean, deviation: 4),
          uncertainty: 0.2)
      ], speechDuration: duration)
  }

  @Test func roundingIsNoDifference() {
    #expect(signature().agrees(with: signature([0.500_001, -0.999_999, 2.000_002], mean: -20.000_1)))
  }

  @Test(arguments: [
    [0.51, -1, 2], [0.5, -1], [0.5, -1, 2, 0], [-0.5, -1, 2], [0.5, .nan, 2],
  ])
  func anotherVoiceIs(embedding: [Double]) {
    #expect(!signature().agrees(with: signature(embedding)))
  }

  @Test func otherStatisticsAre() {
    #expect(!signature().agrees(with: signature(mean: -20.5)))
    #expect(!signature().agrees(with: signature(duration: 12.01)))
  }
}
