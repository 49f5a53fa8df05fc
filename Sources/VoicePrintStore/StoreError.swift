public import Foundation
public import VoicePrint

/// What can go wrong with the store: its files, its key, or what is asked of it.
public enum StoreError: Error, Equatable, CustomStringConvertible {
  // MARK: Opening

  /// The store exists, its key does not; a new key could read nothing of it.
  case noKey(path: String, store: String)
  /// Others than the owner may use the key file; `mode` holds its permission bits.
  case looseKeyPermissions(path: String, mode: Int)
  /// The key file does not hold the 32 bytes of a key.
  case malformedKey(path: String, byteCount: Int)
  /// The key is not the one that the store was made with.
  case wrongKey(path: String, store: String)
  /// A later version of VoicePrint has changed the store's tables.
  case newerStore(path: String, changes: [String])
  /// The file is something else than a store of VoicePrint.
  case notAStore(path: String, reason: String)
  /// A file or folder cannot be made, read or written.
  case notAccessible(path: String, reason: String)

  // MARK: Asking

  /// A name that no account can have.
  case invalidAccount(String)
  /// No account has this name.
  case noSuchAccount(AccountID)
  /// The account is there already.
  case accountExists(AccountID)
  /// A name that no client can have.
  case invalidClient(String)
  /// No client has this name, or it was revoked.
  case noSuchClient(ClientID)
  /// The client is there already.
  case clientExists(ClientID)
  /// The speaker is enrolled already.
  case alreadyEnrolled(SpeakerID)
  /// The speaker is not enrolled; `deletedAt` says when an earlier enrollment was deleted.
  case notEnrolled(SpeakerID, deletedAt: Date?)
  /// An enrollment needs at least one sample.
  case noSamples(SpeakerID)
  /// The sample is the only one of the enrollment.
  case lastSample(SpeakerID, ContentDigest)
  /// No sample of the enrollment has this digest.
  case noSuchSample(SpeakerID, ContentDigest)
  /// The enrollment was made with `found`, and `expected` was offered.
  case wrongModel(SpeakerID, expected: ContentDigest, found: ContentDigest)
  /// A sample that could not be read back if it were stored.
  case unstorableSample(ContentDigest, reason: String)

  // MARK: What is stored

  /// Something stored is not what VoicePrint wrote there.
  case altered(String)
  /// Another process held the store for longer than is waited, in seconds.
  case busy(path: String, seconds: Double)
  /// The disk is full.
  case diskFull(path: String)
  /// SQLite cannot use the file.
  case database(path: String, reason: String)

  /// What was wrong, how much, and what to do.
  public var description: String {
    openingDescription ?? askingDescription ?? storedDescription
  }
}

extension StoreError {
  private var openingDescription: String? {
    switch self {
    case .noKey(let path, let store):
      "the store \(store) is sealed, and its key \(path) is not there: put the key file back or name it with "
        + "VOICEPRINT_KEY; without it nothing biometric in the store can be read"
    case .looseKeyPermissions(let path, let mode):
      "the key file \(path) has mode \(octal(mode)), so that others than its owner may use it: "
        + "run ‘chmod 600 \(path)’"
    case .malformedKey(let path, let byteCount):
      "the key file \(path) holds \(byteCount) bytes instead of 32: put the right key file in its place"
    case .wrongKey(let path, let store):
      "the key \(path) is not the one that the store \(store) was made with: name the right one with "
        + "VOICEPRINT_KEY"
    case .newerStore(let path, let changes):
      "the store \(path) was made by a newer version of VoicePrint (it has \(changes.joined(separator: ", "))): "
        + "use that version"
    case .notAStore(let path, let reason):
      "\(path) is not a store of VoicePrint: \(reason); choose another place with VOICEPRINT_STORE"
    case .notAccessible(let path, let reason): "\(path) cannot be used: \(reason)"
    default: nil
    }
  }

  private var askingDescription: String? {
    switch self {
    case .invalidAccount(let text):
      "‘\(text.prefix(40))’ cannot be an account: it takes 1 to \(AccountID.maximumLength) of the characters "
        + "A–Z, a–z, 0–9, _, - and ."
    case .noSuchAccount(let account): "there is no account ‘\(account)’"
    case .accountExists(let account): "there is an account ‘\(account)’ already"
    case .invalidClient(let text):
      "‘\(text.prefix(40))’ cannot be a client: it takes 1 to \(ClientID.maximumLength) of the characters "
        + "A–Z, a–z, 0–9, _, - and ."
    case .noSuchClient(let client): "there is no client ‘\(client)’, or it was revoked"
    case .clientExists(let client):
      "there is a client ‘\(client)’ already: its name is not given again, choose another one"
    case .alreadyEnrolled(let speaker):
      "‘\(speaker)’ is enrolled already: update it if it is the same person, or choose another id"
    case .notEnrolled(let speaker, nil): "‘\(speaker)’ is not enrolled"
    case .notEnrolled(let speaker, .some(let date)):
      "‘\(speaker)’ is not enrolled: it was deleted at \(date.formatted(.iso8601))"
    case .noSamples(let speaker):
      "‘\(speaker)’ cannot be enrolled without a sample: give at least one recording"
    case .lastSample(let speaker, let digest):
      "\(digest.short) is the only sample of ‘\(speaker)’: delete the enrollment instead"
    case .noSuchSample(let speaker, let digest): "‘\(speaker)’ has no sample \(digest.short)"
    case .wrongModel(let speaker, let expected, let found):
      "‘\(speaker)’ was enrolled with model \(found.short), and this is model \(expected.short): they cannot be "
        + "combined; move the store with ‘voiceprint store upgrade’ or use the model it was made with"
    case .unstorableSample(let digest, let reason):
      "sample \(digest.short) cannot be stored: \(reason)"
    default: nil
    }
  }

  private var storedDescription: String {
    switch self {
    case .altered(let what): "\(what); restore the store from a copy, or delete and enroll the speaker again"
    case .busy(let path, let seconds):
      "another process kept the store \(path) locked for more than \(seconds) s: try again"
    case .diskFull(let path):
      "the disk is full: nothing was changed in the store \(path); make room, try again"
    case .database(let path, let reason): "the store \(path) cannot be used: \(reason)"
    default: "unknown"
    }
  }

  private func octal(_ mode: Int) -> String { "0" + String(mode, radix: 8) }
}
