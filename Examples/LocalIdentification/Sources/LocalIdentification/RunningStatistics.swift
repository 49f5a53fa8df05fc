import VoicePrint

/// (N, b) of a stretch of speech in every view of a model: they add up, so that each second costs the same.
struct RunningStatistics {
  /// One for each view.
  private(set) var views: [SignatureStatistics] = []
  /// Speech in seconds.
  private(set) var speech = 0.0

  init() {}

  init(_ views: [SignatureStatistics], speech: Double) {
    (self.views, self.speech) = (views, speech)
  }

  static func += (sum: inout RunningStatistics, other: RunningStatistics) {
    guard !other.views.isEmpty else { return }
    sum.views =
      sum.views.isEmpty ? other.views : zip(sum.views, other.views).map { SignatureStatistics.sum([$0, $1]) }
    sum.speech += other.speech
  }

  /// What is compared with the enrolled.
  func signature(_ model: VoiceModel) throws -> VoiceSignature {
    try model.signature(of: views, speechDuration: speech)
  }
}
