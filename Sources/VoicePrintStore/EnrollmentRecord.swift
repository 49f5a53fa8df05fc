public import Foundation
public import VoicePrint

/// The name under which a client sent a speaker's id when it enrolled; answers repeat it.
public enum SpeakerIDName: String, CaseIterable, Sendable, Codable {
  /// The name since the end of 2023.
  case speakerId
  /// The name before.
  case enrollmentId
}

/// What is computed from an enrollment whenever its samples change, and stored beside them.
public struct EnrollmentSummary: Equatable, Sendable {
  /// The answer about the enrollment.
  public let status: EnrollmentStatus
  /// The signature as the engine wrote it; the store does not look inside.
  public let signature: [UInt8]

  /// A summary from its parts.
  public init(status: EnrollmentStatus, signature: [UInt8]) {
    self.status = status
    self.signature = signature
  }
}

extension EnrollmentSummary {
  /// Whether both say the same but for rounding: another processor, or another build of the engine, adds in another order.
  func agrees(with other: EnrollmentSummary) -> Bool {
    if self == other { return true }
    guard status == other.status, let own = VoiceSignature(bytes: signature),
      let theirs = VoiceSignature(bytes: other.signature)
    else { return false }
    return own.agrees(with: theirs)
  }
}

/// An enrollment as it is listed: everything but its samples.
public struct EnrollmentRecord: Equatable, Sendable {
  /// Who it is.
  public let speaker: SpeakerID
  /// The account that owns it.
  public let account: AccountID
  /// The name under which the id was sent when it was enrolled.
  public let idName: SpeakerIDName
  /// When it was enrolled, to the millisecond.
  public let createdAt: Date
  /// When its samples last changed, to the millisecond.
  public let updatedAt: Date
  /// The model it was made with.
  public let model: ModelReference
  /// How many samples it has.
  public let sampleCount: Int
  /// Status and signature.
  public let summary: EnrollmentSummary
}

/// One page of the list of enrollments, in the order in which they were made.
public struct EnrollmentPage: Equatable, Sendable {
  /// The enrollments of this page; none beyond the last page.
  public let records: [EnrollmentRecord]
  /// How many enrollments there are on all pages.
  public let totalCount: Int
  /// How many pages there are; one where nobody is enrolled.
  public let totalPages: Int
}

/// What a change did to an enrollment.
public struct EnrollmentChange: Equatable, Sendable {
  /// The enrollment after the change; its samples come without first-order statistics.
  public let enrollment: Enrollment
  /// The record after the change.
  public let record: EnrollmentRecord
  /// The samples that were added, in the order given.
  public let added: [ContentDigest]
  /// The samples that were there already or came twice, and changed nothing.
  public let duplicates: [ContentDigest]
}

/// A sample as it is listed.
public struct SampleRecord: Equatable, Sendable {
  /// The sample, without first-order statistics.
  public let sample: EnrollmentSample
  /// When it was added, to the millisecond.
  public let addedAt: Date
  /// Whether its first-order statistics are kept, so that it can move to another model.
  public let keepsFirstOrderStatistics: Bool
}

/// A signature for an index of speakers.
public struct StoredSignature: Equatable, Sendable {
  /// Whose it is.
  public let speaker: SpeakerID
  /// The model it was made with.
  public let model: ContentDigest
  /// Whether the enrollment is complete.
  public let isComplete: Bool
  /// The signature as the engine wrote it.
  public let bytes: [UInt8]
}

/// What is remembered of a deleted enrollment: that it was there, and until when.
public struct Tombstone: Equatable, Sendable {
  /// Who it was.
  public let speaker: SpeakerID
  /// When it was deleted, to the millisecond.
  public let deletedAt: Date
}
