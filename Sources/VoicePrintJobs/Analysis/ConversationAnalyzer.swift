package import VoicePrint

/// A stretch of a conversation with one voice.
package struct ConversationSegment: Equatable, Sendable {
  /// Whose voice it is.
  package enum Voice: Hashable, Sendable {
    /// One of those who were looked for.
    case enrolled(SpeakerID)
    /// Somebody else, numbered within the conversation.
    case other(Int)
  }

  /// Where it begins, in seconds.
  package var start: Double
  /// Where it ends, in seconds.
  package var end: Double
  /// Whose voice it is.
  package var voice: Voice
  /// Probability that this is so, 0…1.
  package var confidence: Double

  /// A segment from its parts.
  package init(start: Double, end: Double, voice: Voice, confidence: Double) {
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
  ///   - reader: of the recording, with one waveform or, where the hints say so, one for each channel.
  ///   - speakers: the enrolled to look for, signatures of the analyzer's model.
  ///   - place: where they are enrolled.
  ///   - hints: what the client says of the conversation.
  /// - Returns: the segments.
  /// - Throws: `AudioError`, `CancellationError`, or what makes an analysis impossible.
  func segments(
    of reader: inout AudioReader, lookingFor speakers: [(speaker: SpeakerID, signature: VoiceSignature)],
    at place: Place, hints: ConversationHints
  ) throws -> [ConversationSegment]
}

/// Cuts a conversation by voice, and names the voices that are enrolled.
package struct DiarizingAnalyzer: ConversationAnalyzer {
  private let model: VoiceModel
  private let point: OperatingPoint

  /// An analyzer.
  ///
  /// - Parameters:
  ///   - model: made the signatures.
  ///   - point: when a voice counts as an enrolled speaker's.
  package init(model: VoiceModel, point: OperatingPoint = OperatingPoint()) {
    self.model = model
    self.point = point
  }

  package func segments(
    of reader: inout AudioReader, lookingFor speakers: [(speaker: SpeakerID, signature: VoiceSignature)],
    at place: Place, hints: ConversationHints
  ) throws -> [ConversationSegment] {
    var options = DiarizationOptions()
    options.speakerCount = hints.speakerCount
    options.separatesChannels = hints.separateSpeakerPerChannel
    options.dropsSilence = hints.enableVoiceActivityDetection
    let diarization = try ConversationDiarizer(model: model, options: options).diarization(of: &reader)
    let voices = ConversationIdentifier(model: model, place: place, point: point).voices(
      of: diarization, among: speakers)
    return diarization.segments.map { segment in
      let voice = voices[segment.speaker]
      return ConversationSegment(
        start: segment.start, end: segment.end,
        voice: voice.speaker.map { .enrolled($0) } ?? .other(segment.speaker),
        // Sure is what is both: that it is this voice, and that the voice has this name.
        confidence: segment.confidence * voice.confidence)
    }
  }
}
