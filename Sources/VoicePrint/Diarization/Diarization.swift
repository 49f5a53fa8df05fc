/// Who speaks when in a conversation.
public struct Diarization: Sendable {
  /// A stretch in which one voice speaks.
  public struct Segment: Equatable, Sendable {
    /// Where it begins, in seconds from the start of the recording.
    public let start: Double
    /// Where it ends, in seconds from the start of the recording.
    public let end: Double
    /// Index of the speaker among ``Diarization/speakers``.
    public let speaker: Int
    /// Probability, 0…1, that it is this voice and not another one of the conversation.
    public let confidence: Double
  }

  /// One of the voices.
  public struct Speaker: Sendable {
    /// Additive statistics (N, b) of all that the voice says, in each view of the model.
    public let statistics: [SignatureStatistics]
    /// Speech that they rest on, in seconds.
    public let speechDuration: Double
    /// The voice, ready to be compared.
    public let signature: VoiceSignature
  }

  /// The segments by their start; none overlaps another.
  public let segments: [Segment]
  /// The voices, in the order of their first word.
  public let speakers: [Speaker]
  /// Length of the recording, in seconds.
  public let duration: Double
  /// The model that found them.
  public let model: ContentDigest

  /// The segments as turns of speakers named `0`, `1`, … in the order of their first word.
  public var turns: [SpeakerTurn] {
    segments.map { SpeakerTurn(speaker: "\($0.speaker)", start: $0.start, end: $0.end) }
  }
}
