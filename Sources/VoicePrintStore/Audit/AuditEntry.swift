public import Foundation
public import VoicePrint

/// One line of a store's log: who did what to whom, and when. It names recordings by their digests and holds nothing
/// biometric.
public struct AuditEntry: Equatable, Sendable {
  /// What was done.
  public enum Action: String, CaseIterable, Sendable, Codable {
    /// The log begins, with the store or with the first version that keeps one.
    case begin
    /// The enrollment was there when the log began.
    case found
    /// A speaker was enrolled.
    case enroll
    /// Samples were added.
    case update
    /// A sample was removed.
    case removeSample = "remove-sample"
    /// An enrollment was deleted.
    case delete
    /// An enrollment, or samples of it, came from an archive.
    case importing = "import"
    /// An enrollment was written to a file.
    case exporting = "export"
    /// An enrollment was moved to another model.
    case upgrade
    /// The store's key was changed.
    case rekey
    /// The store was made minimal.
    case minimal
    /// The store keeps first-order statistics from now on.
    case full
    /// An account was made.
    case addAccount = "add-account"
    /// A client was registered.
    case addClient = "add-client"
    /// A client was revoked.
    case revokeClient = "revoke-client"
    /// An account's calibration was stored.
    case calibrate
    /// An account's calibration was taken away: as asked, or with an enrollment or a sample that went or moved.
    case resetCalibration = "reset-calibration"
  }

  /// Its place in the log, from 1.
  public let sequence: Int64
  /// When, to the millisecond.
  public let time: Date
  /// Who did it.
  public let actor: AuditActor
  /// What was done.
  public let action: Action
  /// Whose enrollment or client it is; nil for what concerns the whole store.
  public let account: String?
  /// The speaker, where it concerns one.
  public let speaker: String?
  /// The client, where it concerns one.
  public let client: String?
  /// The recordings that were added, removed, found or written to a file.
  public let samples: [ContentDigest]
  /// The model of the enrollment or calibration after the change.
  public let model: ContentDigest?
}

/// An entry as its bytes are sealed, with what ties it to the entry before and to the enrollment's row.
struct AuditBody: Codable, Equatable {
  var sequence: Int64
  /// Milliseconds since 1970, UTC.
  var time: Int64
  var actor: String
  var action: AuditEntry.Action
  var account: String?
  var speaker: String?
  var client: String?
  /// Digests in hexadecimal digits.
  var samples: [String]?
  var model: String?
  /// What the enrollment's row has as `updatedAt` after the change.
  var updatedAt: Int64?
  /// The check of the entry before, 32 bytes; zeros before the first.
  var previous: Data

  /// The entry as it is shown; nil where digests are malformed.
  var entry: AuditEntry? {
    let digests = (samples ?? []).compactMap { ContentDigest(hexadecimal: $0) }
    guard digests.count == samples?.count ?? 0 else { return nil }
    return AuditEntry(
      sequence: sequence, time: Timestamp(milliseconds: time).date, actor: AuditActor(text: actor),
      action: action, account: account, speaker: speaker, client: client, samples: digests,
      model: model.flatMap { ContentDigest(hexadecimal: $0) })
  }
}
