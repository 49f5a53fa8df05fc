/// What can be wrong with a request to find speakers.
public enum IdentificationError: Error, Equatable, CustomStringConvertible {
  /// Nobody to look for.
  case nobodyRequested
  /// A speaker who is asked for twice.
  case repeatedSpeaker(SpeakerID)
  /// Speakers who are not enrolled, and those whose enrollment has too little speech, with what it has in seconds.
  case unusableSpeakers(unknown: [SpeakerID], incomplete: [IncompleteEnrollment])

  /// An enrollment that lacks speech.
  public struct IncompleteEnrollment: Equatable, Sendable {
    /// Who.
    public let speaker: SpeakerID
    /// Speech that is there, in seconds.
    public let speechDuration: Double

    /// From its parts.
    public init(speaker: SpeakerID, speechDuration: Double) {
      self.speaker = speaker
      self.speechDuration = speechDuration
    }
  }

  /// What was wrong, how much, and what to do.
  public var description: String {
    switch self {
    case .nobodyRequested: "there is nobody to look for: name enrolled speakers"
    case .repeatedSpeaker(let speaker): "‘\(speaker)’ is asked for twice: name each speaker once"
    case .unusableSpeakers(let unknown, let incomplete):
      [
        unknown.isEmpty
          ? nil
          : "not enrolled: " + unknown.map { "‘\($0)’" }.joined(separator: ", ")
            + "; enroll them or leave them out",
        incomplete.isEmpty
          ? nil
          : "not complete: "
            + incomplete.map {
              "‘\($0.speaker)’ (\(tenths($0.speechDuration)) s of \(tenths(Enrollment.completeSpeechDuration)) s of speech)"
            }.joined(separator: ", ") + "; add recordings or leave them out",
      ].compactMap { $0 }.joined(separator: "\n")
    }
  }
}
