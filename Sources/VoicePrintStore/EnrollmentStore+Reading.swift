internal import Foundation
internal import GRDB
public import VoicePrint

extension EnrollmentStore {
  /// The enrollment of a speaker with all samples.
  ///
  /// - Parameters:
  ///   - speaker: who it is.
  ///   - account: the owner.
  ///   - firstOrder: whether to read first-order statistics too, where they are kept; they are large.
  /// - Returns: the enrollment.
  /// - Throws: ``StoreError/notEnrolled(_:deletedAt:)`` and other ``StoreError``s.
  public func enrollment(
    of speaker: SpeakerID, account: AccountID = .standard, firstOrder: Bool = false
  ) throws(StoreError) -> Enrollment {
    try read { tables in
      let row = try tables.require(speaker, account: try AccountRow.find(account, in: tables.database))
      let samples = try tables.samples(
        of: row, summary: try tables.summary(of: row), firstOrder: firstOrder)
      return Enrollment(speaker: speaker, model: row.model.identity, samples: samples.map(\.sample))
    }
  }

  /// The samples of a speaker in the order in which they were added.
  ///
  /// - Throws: ``StoreError/notEnrolled(_:deletedAt:)`` and other ``StoreError``s.
  public func samples(
    of speaker: SpeakerID, account: AccountID = .standard
  ) throws(StoreError) -> [SampleRecord] {
    try read { tables in
      let row = try tables.require(speaker, account: try AccountRow.find(account, in: tables.database))
      return try tables.samples(of: row, summary: try tables.summary(of: row), firstOrder: false).map {
        SampleRecord(
          sample: $0.sample, addedAt: $0.addedAt.date, keepsFirstOrderStatistics: $0.firstOrder != nil)
      }
    }
  }

  /// The record of a speaker.
  ///
  /// - Throws: ``StoreError/notEnrolled(_:deletedAt:)`` and other ``StoreError``s.
  public func record(
    of speaker: SpeakerID, account: AccountID = .standard
  ) throws(StoreError) -> EnrollmentRecord {
    try read { tables in
      try tables.record(of: speaker, account: try AccountRow.find(account, in: tables.database))
    }
  }

  /// One page of an account's enrollments, in the order in which they were made.
  ///
  /// - Parameters:
  ///   - account: the owner.
  ///   - includePartial: whether enrollments that are not complete are among them.
  ///   - page: which page, from 1.
  ///   - perPage: how many on a page, from 1.
  /// - Returns: the page; an empty one beyond the last.
  /// - Throws: ``StoreError``.
  public func records(
    account: AccountID = .standard, includePartial: Bool = true, page: Int = 1, perPage: Int = 100
  ) throws(StoreError) -> EnrollmentPage {
    precondition(page >= 1 && perPage >= 1, "pages and their lengths count from 1")
    let condition = includePartial ? "" : "AND e.isComplete = 1"
    return try read { tables in
      let owner = try AccountRow.find(account, in: tables.database)
      let count =
        try Int.fetchOne(
          tables.database, sql: "SELECT COUNT(*) FROM enrollment e WHERE e.account = ? \(condition)",
          arguments: [owner.id]) ?? 0
      let (offset, overflow) = (page - 1).multipliedReportingOverflow(by: perPage)
      let rows = try Row.fetchCursor(
        tables.database,
        sql: """
          SELECT \(EnrollmentRow.columns), s.bytes FROM enrollment e JOIN sealed s ON s.id = e.summary
          WHERE e.account = ? \(condition) ORDER BY e.id LIMIT ? OFFSET ?
          """, arguments: [owner.id, perPage, overflow ? Int.max : offset])
      var records: [EnrollmentRecord] = []
      while let next = try rows.next() {
        let (row, sealed) = try tables.opened(next, account: owner)
        records.append(EnrollmentRecord(row, sampleCount: sealed.sampleCount, summary: try sealed.summary))
      }
      return EnrollmentPage(
        records: records, totalCount: count,
        totalPages: max(1, count / perPage + (count % perPage > 0 ? 1 : 0)))
    }
  }

  /// Visits the signatures of an account's speakers in the order in which they were enrolled, all of one moment.
  ///
  /// - Parameters:
  ///   - account: the owner.
  ///   - includePartial: whether enrollments that are not complete are among them.
  ///   - visit: takes each signature; what it throws ends the visit.
  /// - Throws: ``StoreError``, or what `visit` throws.
  public func visitSignatures(
    account: AccountID = .standard, includePartial: Bool = false, _ visit: (StoredSignature) throws -> Void
  ) throws {
    try readCalling { tables in
      let owner = try AccountRow.find(account, in: tables.database)
      try tables.visitSignatures(of: owner, includePartial: includePartial, visit)
    }
  }
}

extension EnrollmentTables {
  /// - Throws: ``StoreError/notEnrolled(_:deletedAt:)`` and ``StoreError/altered(_:)``.
  func record(of speaker: SpeakerID, account: AccountRow) throws -> EnrollmentRecord {
    try record(of: try require(speaker, account: account))
  }

  /// - Throws: ``StoreError/altered(_:)``.
  func record(of row: EnrollmentRow) throws -> EnrollmentRecord {
    let sealed = try summary(of: row)
    return EnrollmentRecord(row, sampleCount: sealed.sampleCount, summary: try sealed.summary)
  }

  /// Visits an account's signatures in the order of enrolling.
  ///
  /// - Throws: ``StoreError/altered(_:)``, or ``CallerError`` with what `visit` throws.
  func visitSignatures(
    of account: AccountRow, includePartial: Bool, _ visit: (StoredSignature) throws -> Void
  ) throws {
    let condition = includePartial ? "" : "AND e.isComplete = 1"
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT \(EnrollmentRow.columns), s.bytes FROM enrollment e JOIN sealed s ON s.id = e.summary
        WHERE e.account = ? \(condition) ORDER BY e.id
        """, arguments: [account.id])
    while let next = try rows.next() {
      let (row, sealed) = try opened(next, account: account)
      try CallerError.marking { try visit(StoredSignature(row, sealed)) }
    }
  }

  /// The row and the summary of columns that end with the sealed bytes.
  func opened(_ columns: Row, account: AccountRow) throws -> (EnrollmentRow, SealedSummary) {
    let row = try EnrollmentRow(columns, account: account)
    let sealed = try columns.decode(Data.self, atIndex: EnrollmentRow.columnCount)
    return (row, try row.openSummary(sealed, keys: keys))
  }
}

extension StoredSignature {
  init(_ row: EnrollmentRow, _ sealed: SealedSummary) {
    self.init(
      speaker: row.speaker, model: row.model.identity, isComplete: row.isComplete,
      bytes: Array(sealed.signature))
  }
}
