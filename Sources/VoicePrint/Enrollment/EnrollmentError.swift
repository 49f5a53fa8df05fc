/// What can be wrong with a request to enroll, update or compare.
public enum EnrollmentError: Error, Equatable, CustomStringConvertible {
  /// An identifier with characters or a length that is not allowed.
  case invalidSpeakerID(String)
  /// Statistics made by one model were given to another.
  case wrongModel(expected: ContentDigest, found: ContentDigest)
  /// Stored bytes of a sample cannot be read back.
  case unreadableSample(reason: String)
  /// Less speech in a recording than anything can be said from, both in seconds.
  case tooLittleSpeech(found: Double, needed: Double)
  /// No sample of the enrollment has this digest.
  case noSuchSample(ContentDigest)

  /// What was wrong, how much, and what to do.
  public var description: String {
    switch self {
    case .invalidSpeakerID(let text):
      "‘\(text.prefix(40))’ cannot be a speaker id: it takes 1 to \(SpeakerID.maximumLength) of the characters "
        + "A–Z, a–z, 0–9 and _"
    case .wrongModel(let expected, let found):
      "statistics of model \(found.short) were given to model \(expected.short): they cannot be compared; "
        + "move the store with ‘voiceprint store upgrade’ or use the model they were made with"
    case .unreadableSample(let reason): "a stored sample cannot be read: \(reason)"
    case .tooLittleSpeech(let found, let needed):
      "the recording has \(tenths(found)) s of speech; at least \(tenths(needed)) s are needed: record a longer "
        + "sample, closer to the microphone"
    case .noSuchSample(let digest): "the enrollment has no sample \(digest.short)"
    }
  }
}
