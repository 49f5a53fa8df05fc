public import Foundation
internal import GRDB
public import VoicePrint

extension EnrollmentStore {
  /// Visits the log from its first entry to its last, all of one moment.
  ///
  /// - Parameters:
  ///   - speaker: only entries about this speaker; nil for all.
  ///   - time: only entries of this time or later; nil for all.
  ///   - visit: takes each entry; what it throws ends the visit.
  /// - Returns: the numbers of entries that cannot be read: they were changed outside VoicePrint.
  /// - Throws: ``StoreError``, or what `visit` throws.
  @discardableResult
  public func visitLog(
    of speaker: SpeakerID? = nil, since time: Date? = nil, _ visit: (AuditEntry) throws -> Void
  ) throws -> [Int64] {
    do {
      return try pool.read { database in
        let keys = try keyRing.keys(in: database)
        let rows = try Row.fetchCursor(database, sql: AuditRow.query)
        var unreadable: [Int64] = []
        while let columns = try rows.next() {
          let row = try AuditRow(columns)
          guard let entry = row.body(keys)?.entry else {
            unreadable.append(row.sequence)
            continue
          }
          if let speaker, entry.speaker != speaker.text { continue }
          if let time, entry.time < time { continue }
          try CallerError.marking { try visit(entry) }
        }
        return unreadable
      }
    } catch let error as CallerError {
      throw error.underlying
    } catch {
      throw StoreError(error, path: location.databasePath)
    }
  }

  /// Reads the whole log and checks every entry, that none is missing, and that they follow each other.
  ///
  /// ``verify(summarize:)`` does so too, and compares the enrollments with what the log says of them.
  ///
  /// - Throws: ``StoreError`` where the log cannot be read at all.
  public func verifyLog() throws(StoreError) -> LogVerification {
    try read { try LogCheck($0).found }
  }

  /// Logs that enrollments were written to a file; to be called before anybody can read it.
  ///
  /// - Parameters:
  ///   - exported: whose enrollments, with their samples and models.
  ///   - account: the owner.
  /// - Throws: ``StoreError``.
  package func logExport(
    of exported: [ExportedEnrollment], account: AccountID
  ) throws(StoreError) {
    try write { tables in
      for enrollment in exported {
        try tables.log(
          .exporting,
          .init(
            account: account, speaker: enrollment.speaker, samples: enrollment.samples,
            model: enrollment.model))
      }
    }
  }
}

/// An enrollment that is written to a file, as the log names it.
package struct ExportedEnrollment: Sendable {
  /// Who it is.
  package let speaker: SpeakerID
  /// Its recordings.
  package let samples: [ContentDigest]
  /// The model it was made with.
  package let model: ContentDigest

  /// An enrollment from its parts.
  package init(speaker: SpeakerID, samples: [ContentDigest], model: ContentDigest) {
    (self.speaker, self.samples, self.model) = (speaker, samples, model)
  }
}
