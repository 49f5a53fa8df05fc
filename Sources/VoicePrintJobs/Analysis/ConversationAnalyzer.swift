package import VoicePrint

/// A stretch of a conversation with one voice.
package struct ConversationSegment: Equatable, Sendable {
  /// Whose voice it is.
  package enum Voice: Hashable, Sendable {
    /// One of those who were looked for.
    case enrolled(SpeakerID)
    /// Somebody else, numbered within the conversation.
    case other(Int)
    /// Nobody's that can be told: too little speech.
    case unclear
  }

  /// Where it begins, in seconds.
  package var start: Double
  /// Where it ends, in seconds.
  package var end: Double
  /// Whose voice it is.
  package var voice: Voice
  /// Probability that this is so, 0…1; nil where nothing can be said.
  package var confidence: Double?

  /// A segment from its parts.
  package init(start: Double, end: Double, voice: Voice, confidence: Double?) {
    (self.start, self.end, self.voice, self.confidence) = (start, end, voice, confidence)
  }
}

/// Hears who speaks when.
package protocol ConversationAnalyzer: Sendable {
  /// The segments of a conversation in order of time, without overlap.
  ///
  /// It runs for as long as it needs and looks now and then whether its task was cancelled.
  ///
  /// - Parameters:
  ///   - recording: one waveform, or one for each channel where each holds one speaker.
  ///   - speakers: the enrolled to look for, signatures of the analyzer's model.
  ///   - hints: what the client says of the conversation.
  /// - Throws: `CancellationError`, or what makes an analysis impossible.
  func segments(
    of recording: Recording, lookingFor speakers: [(SpeakerID, VoiceSignature)], hints: ConversationHints
  ) throws -> [ConversationSegment]
}
