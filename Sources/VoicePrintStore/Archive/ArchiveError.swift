public import VoicePrint

/// What can go wrong with an archive of enrollments; nothing was changed in the store, and no file was left behind.
public enum ArchiveError: Error, Equatable, CustomStringConvertible {
  // MARK: Writing

  /// The passphrase has `count` characters.
  case shortPassphrase(count: Int)
  /// There is such a file.
  case exists(path: String)
  /// The file cannot be written.
  case unwritable(path: String, reason: String)
  /// The account has neither enrollments nor deleted ids.
  case nothingToWrite(AccountID)

  // MARK: Reading

  /// The file cannot be read.
  case unreadable(path: String, reason: String)
  /// The file is something else than an archive.
  case notAnArchive(path: String)
  /// A later version of VoicePrint wrote the archive.
  case newerFormat(path: String, version: Int)
  /// The header asks for less or more work on the passphrase than is sensible.
  case unacceptableCost(path: String, reason: String)
  /// The passphrase is not the one that the archive was sealed with.
  case wrongPassphrase(path: String)
  /// Bytes of the archive were changed, moved or cut off; `offset` is where the first piece begins that does not open.
  case damaged(path: String, offset: Int, byteCount: Int)
  /// What was sealed is not what VoicePrint writes.
  case malformed(path: String, reason: String)

  // MARK: Taking in

  /// Speakers who are enrolled already.
  case conflicts([SpeakerID])
  /// The enrollment was made with another front end or mixture.
  case otherModel(SpeakerID, expected: ContentDigest, found: ContentDigest)
  /// The enrollment cannot move to this model.
  case immovable(SpeakerID, reason: String)

  /// What was wrong, how much, and what to do.
  public var description: String {
    switch self {
    case .shortPassphrase(let count):
      "the passphrase has \(count) characters, at least \(ArchivePassphrase.minimumLength) are needed: whoever has the "
        + "archive can try as many as they like"
    case .exists(let path): "there is a file \(path) already: choose another name, or remove it"
    case .unwritable(let path, let reason): "the archive \(path) cannot be written: \(reason)"
    case .nothingToWrite(let account): "nobody is or was enrolled in account ‘\(account)’"
    case .unreadable(let path, let reason): "the archive \(path) cannot be read: \(reason)"
    case .notAnArchive(let path): "\(path) is not an archive of VoicePrint, or its first bytes were changed"
    case .newerFormat(let path, let version):
      "the archive \(path) has format \(version), which a newer version of VoicePrint wrote: use that version"
    case .unacceptableCost(let path, let reason): "the archive \(path) is refused: \(reason)"
    case .wrongPassphrase(let path): "the passphrase is not the one that the archive \(path) was sealed with"
    case .damaged(let path, let offset, let byteCount):
      "the archive \(path) is damaged: of its \(byteCount) bytes those from \(offset) on were changed, moved or cut off; "
        + "use another copy of it"
    case .malformed(let path, let reason): "the archive \(path) cannot be understood: \(reason)"
    case .conflicts(let speakers):
      "\(speakers.count) of the archive’s speakers are enrolled already: "
        + "\(speakers.prefix(20).map(\.text).joined(separator: ", "))\(speakers.count > 20 ? " …" : ""); leave them out "
        + "with ‘--on-conflict skip’, or add the archive’s samples to them with ‘--on-conflict merge’"
    case .otherModel(let speaker, let expected, let found):
      "‘\(speaker)’ was enrolled with another front end or mixture (\(found.short), and this model’s is "
        + "\(expected.short)): import with the model it was made with, or enroll it again from its recordings"
    case .immovable(let speaker, let reason):
      "‘\(speaker)’ was enrolled with another model and cannot be moved to this one: \(reason)"
    }
  }
}
