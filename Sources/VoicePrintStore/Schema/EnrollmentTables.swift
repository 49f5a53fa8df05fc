internal import Foundation
internal import GRDB
internal import VoicePrint

/// Reads and writes enrollments and samples inside one transaction.
struct EnrollmentTables {
  let database: Database
  let keys: StoreKeys
  /// The log, where the transaction may change the store.
  var trail: AuditTrail?

  /// Appends an entry to the log.
  func log(_ action: AuditEntry.Action, _ subject: AuditTrail.Subject = .init(), at time: Timestamp = .now)
    throws
  {
    guard let trail else { preconditionFailure("a transaction that only reads has nothing to log") }
    try trail.append(action, subject, at: time)
  }

  // MARK: Enrollments

  func find(_ speaker: SpeakerID, account: AccountRow) throws -> EnrollmentRow? {
    let sql = "SELECT \(EnrollmentRow.columns) FROM enrollment e WHERE e.account = ? AND e.speaker = ?"
    return try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [account.id, speaker.text])
      .map { try EnrollmentRow($0, account: account) }
  }

  /// - Throws: ``StoreError/notEnrolled(_:deletedAt:)``.
  func require(_ speaker: SpeakerID, account: AccountRow) throws -> EnrollmentRow {
    if let row = try find(speaker, account: account) { return row }
    throw StoreError.notEnrolled(speaker, deletedAt: try tombstone(of: speaker, account: account)?.deletedAt)
  }

  /// - Throws: ``StoreError/altered(_:)``.
  func summary(of row: EnrollmentRow) throws -> SealedSummary {
    let sealed = try Data.fetchOne(
      database.cachedStatement(sql: "SELECT bytes FROM sealed WHERE id = ?"), arguments: [row.summary])
    return try row.openSummary(sealed ?? Data(), keys: keys)
  }

  func insert(
    _ speaker: SpeakerID, account: AccountRow, idName: SpeakerIDName, at time: Timestamp,
    updatedAt: Timestamp? = nil, model: ModelReference, summary: EnrollmentSummary, names: [[UInt8]]
  ) throws -> EnrollmentRow {
    let updatedAt = updatedAt ?? time
    func row(id: Int64, summaryRow: Int64) -> EnrollmentRow {
      EnrollmentRow(
        id: id, account: account, speaker: speaker, idName: idName, createdAt: time, updatedAt: updatedAt,
        model: model, isComplete: summary.status.enrollmentComplete, summary: summaryRow)
    }
    let summaryRow = try SealedBlob.insert(
      try SealedSummary(summary, names: names).bytes, bound: row(id: 0, summaryRow: 0).summaryFields,
      keys: keys, in: database)
    try database.cachedStatement(
      sql: """
        INSERT INTO enrollment
          (account, speaker, idName, createdAt, updatedAt, model, statisticsModel, isComplete, summary)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      account.id, speaker.text, idName.rawValue, time.milliseconds, updatedAt.milliseconds,
      Data(model.identity.bytes), Data(model.statistics.bytes), summary.status.enrollmentComplete, summaryRow,
    ])
    return row(id: database.lastInsertedRowID, summaryRow: summaryRow)
  }

  /// Writes the row's time and model and a new summary.
  func update(_ row: inout EnrollmentRow, summary: EnrollmentSummary, names: [[UInt8]]) throws {
    row.isComplete = summary.status.enrollmentComplete
    try SealedBlob.replace(
      row.summary, with: try SealedSummary(summary, names: names).bytes, bound: row.summaryFields, keys: keys,
      in: database)
    try database.cachedStatement(
      sql: """
        UPDATE enrollment SET updatedAt = ?, model = ?, statisticsModel = ?, isComplete = ? WHERE id = ?
        """
    ).execute(arguments: [
      row.updatedAt.milliseconds, Data(row.model.identity.bytes), Data(row.model.statistics.bytes),
      row.isComplete, row.id,
    ])
  }

  // MARK: Tombstones

  /// - Throws: ``StoreError/altered(_:)``.
  func tombstone(of speaker: SpeakerID, account: AccountRow) throws -> Tombstone? {
    let row = try Row.fetchOne(
      database.cachedStatement(
        sql: "SELECT deletedAt, attestation FROM tombstone WHERE account = ? AND speaker = ?"),
      arguments: [account.id, speaker.text])
    guard let row else { return nil }
    let time = Timestamp(milliseconds: try row.decode(atIndex: 0))
    guard try row.decode(Data.self, atIndex: 1) == attestation(speaker, account: account, time: time) else {
      throw StoreError.altered("the tombstone of ‘\(speaker)’ in account ‘\(account.name)’ was changed")
    }
    return Tombstone(speaker: speaker, deletedAt: time.date)
  }

  func bury(_ speaker: SpeakerID, account: AccountRow, at time: Timestamp) throws {
    try database.cachedStatement(
      sql: """
        INSERT INTO tombstone (account, speaker, deletedAt, attestation) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET deletedAt = excluded.deletedAt, attestation = excluded.attestation
        """
    ).execute(arguments: [
      account.id, speaker.text, time.milliseconds, attestation(speaker, account: account, time: time),
    ])
  }

  func removeTombstone(of speaker: SpeakerID, account: AccountRow) throws {
    try database.cachedStatement(sql: "DELETE FROM tombstone WHERE account = ? AND speaker = ?")
      .execute(arguments: [account.id, speaker.text])
  }

  func attestation(_ speaker: SpeakerID, account: AccountRow, time: Timestamp) -> Data {
    var fields = BoundFields("tombstone")
    fields.append(account.name.text)
    fields.append(speaker.text)
    fields.append(time.milliseconds)
    return Data(keys.attestation(of: fields))
  }
}
