package import VoicePrint

/// A recording of a scripted set of work.
package struct WorkFile: Equatable, Sendable {
  /// Where it is.
  package let path: String
  /// The last component of the path.
  package let name: String
  /// Its size in bytes.
  package let byteCount: Int
  /// SHA-256 of its bytes.
  package let digest: ContentDigest

  package init(path: String, name: String, byteCount: Int, digest: ContentDigest) {
    (self.path, self.name, self.byteCount, self.digest) = (path, name, byteCount, digest)
  }
}

/// One thing that both sides are asked.
package struct WorkStep: Equatable, Sendable {
  /// What is asked.
  package enum Kind: Equatable, Sendable {
    /// To take in a speaker's recording, the one with this number from 1: as a new enrollment where the side has not
    /// accepted one of the speaker yet, else as an update.
    case enroll(SpeakerID, number: Int)
    /// Who of the enrolled speaks when.
    case identify
  }

  /// What is asked.
  package let kind: Kind
  /// The recording.
  package let file: WorkFile
  /// Names the question by all that its answer depends on: the speaker, the recordings that went before and this one;
  /// for a conversation, all recordings of all speakers and the conversation.
  package let digest: ContentDigest
}

extension WorkStep {
  /// What stands before everything that is digested; another number, another definition.
  private static let version = "voiceprint compare 1"

  /// The question that a speaker's last recording asks.
  ///
  /// - Parameters:
  ///   - speaker: who it is.
  ///   - files: the speaker's recordings up to this one, at least one.
  /// - Returns: the question.
  static func enrolling(_ speaker: SpeakerID, _ files: some Collection<WorkFile>) -> WorkStep {
    guard let last = files.reversed().first else { preconditionFailure("a speaker has a recording") }
    let lines = [version, "enroll", speaker.text] + files.map(\.digest.description)
    return WorkStep(
      kind: .enroll(speaker, number: files.count), file: last, digest: Self.digest(lines))
  }

  /// The question that a conversation asks.
  ///
  /// - Parameters:
  ///   - file: the conversation.
  ///   - enrolled: the last question of each speaker.
  /// - Returns: the question.
  static func identifying(_ file: WorkFile, after enrolled: [WorkStep]) -> WorkStep {
    let lines = [version, "identify", file.digest.description] + enrolled.map(\.digest.description)
    return WorkStep(kind: .identify, file: file, digest: Self.digest(lines))
  }

  private static func digest(_ lines: [String]) -> ContentDigest {
    ContentDigest(of: (lines.joined(separator: "\n") + "\n").utf8)
  }
}
