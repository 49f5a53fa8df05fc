internal import Foundation
internal import GRDB
public import VoicePrint

/// What a check of a whole store found.
public struct StoreVerification: Equatable, Sendable {
  /// How many enrollments were read.
  public internal(set) var enrollmentCount = 0
  /// How many samples were read.
  public internal(set) var sampleCount = 0
  /// How many tombstones were read.
  public internal(set) var tombstoneCount = 0
  /// How many entries of the log were read.
  public internal(set) var logEntryCount = 0
  /// What is wrong, each in a sentence; empty where all is well.
  public internal(set) var faults: [String] = []
}

extension EnrollmentStore {
  /// Reads everything: SQLite's own structures, every seal, every set of samples, every tombstone, every
  /// calibration, every entry of the log; and compares the enrollments with the log, and all rows with what was last summed up of them.
  ///
  /// - Parameter summarize: where given, each summary is computed again and compared with the one stored, for
  ///   the enrollments it does not throw for.
  /// - Returns: what was read and what is wrong.
  /// - Throws: ``StoreError`` where the store cannot be read at all.
  public func verify(
    summarize: ((Enrollment) throws -> EnrollmentSummary)? = nil
  ) throws(StoreError) -> StoreVerification {
    try read { try verify($0, summarize: summarize) }
  }

  /// Reads everything inside a transaction.
  func verify(
    _ tables: EnrollmentTables, summarize: ((Enrollment) throws -> EnrollmentSummary)? = nil
  ) throws -> StoreVerification {
    var found = StoreVerification()
    for problem in try String.fetchAll(tables.database, sql: "PRAGMA integrity_check") where problem != "ok" {
      found.faults.append("SQLite reports: \(problem)")
    }
    for row in try Row.fetchAll(tables.database, sql: "PRAGMA foreign_key_check") {
      found.faults.append("a row of ‘\(row[0] as String? ?? "?")’ belongs to a row that is not there")
    }
    let unowned = try Int.fetchOne(
      tables.database,
      sql: """
        SELECT COUNT(*) FROM sealed WHERE id NOT IN (SELECT summary FROM enrollment)
          AND id NOT IN (SELECT statistics FROM sample)
          AND id NOT IN (SELECT firstOrder FROM sample WHERE firstOrder IS NOT NULL)
          AND id NOT IN (SELECT request FROM job WHERE request IS NOT NULL)
          AND id NOT IN (SELECT response FROM job WHERE response IS NOT NULL)
          AND id NOT IN (SELECT callback FROM job WHERE callback IS NOT NULL)
          AND id NOT IN (SELECT numbers FROM calibration)
        """)
    if let unowned, unowned > 0 { found.faults.append("\(unowned) sealed blobs belong to no row") }
    if try StoreSchema.schema(of: tables.database) != StoreSchema.expectedSchema() {
      found.faults.append("the tables, indexes or triggers are not those that VoicePrint made")
    }
    var present: [LogReplay.Name: LogReplay.State?] = [:]
    for columns in try Row.fetchAll(tables.database, sql: "SELECT id, name FROM account ORDER BY id") {
      try check("an account", &found) { found in
        let owner = AccountRow(
          id: try columns.decode(atIndex: 0),
          name: try AccountID(try columns.decode(String.self, atIndex: 1)))
        try verify(owner, summarize, &found, &present, tables)
      }
    }
    try verifyOthers(&found, tables)
    try check("the log", &found) { found in
      let log = try LogCheck(tables)
      found.logEntryCount = log.found.entryCount
      found.faults += log.found.faults.map(\.description)
      found.faults += log.replay.differences(from: present)
    }
    try check("a table", &found) { found in
      // Where the head does not open, the log's check has said so.
      guard let head = try? StoreHead.read(from: tables.database, keys: tables.keys) else { return }
      for table in CountedTable.all
      where try table.sum(in: tables.database, keys: tables.keys) != head[table.name] {
        found.faults.append(
          "\(table.title) are not those that VoicePrint left: rows were changed, put in or taken away")
      }
    }
    return found
  }

  /// Opens what is sealed and belongs to no speaker: jobs, and the key of tokens.
  private func verifyOthers(_ found: inout StoreVerification, _ tables: EnrollmentTables) throws {
    try tables.visitJobs { columns in
      try check("a job", &found) { _ in
        let row = try JobRow(columns)
        for kind in JobBlobKind.allCases { _ = try tables.open(kind, of: row) }
      }
    }
    try check("the key of tokens", &found) { _ in _ = try tables.tokenKey() }
  }

  private func verify(
    _ owner: AccountRow, _ summarize: ((Enrollment) throws -> EnrollmentSummary)?,
    _ found: inout StoreVerification, _ present: inout [LogReplay.Name: LogReplay.State?],
    _ tables: EnrollmentTables
  ) throws {
    try tables.visitEnrollments(of: owner) { columns in
      found.enrollmentCount += 1
      try check("an enrollment of account ‘\(owner.name)’", &found) { found in
        let row = try EnrollmentRow(columns, account: owner)
        let name = LogReplay.Name(account: owner.name.text, speaker: row.speaker.text)
        present[name] = .some(nil)
        let sealed = try tables.summary(of: row)
        let samples = try tables.samples(of: row, summary: sealed, firstOrder: true)
        found.sampleCount += samples.count
        present[name] = LogReplay.State(
          samples: Set(samples.map(\.sample.digest.description)), model: row.model.identity.description,
          updatedAt: row.updatedAt.milliseconds)
        let summary = try sealed.summary
        let enrollment = Enrollment(
          speaker: row.speaker, model: row.model.identity, samples: samples.map(\.sample))
        if summary.status.enrollmentComplete != row.isComplete {
          throw StoreError.altered("‘\(row.speaker)’ is marked complete where it is not, or the reverse")
        }
        if let summarize, let computed = try? summarize(enrollment), !summary.agrees(with: computed) {
          throw StoreError.altered("the summary of ‘\(row.speaker)’ is not that of its samples")
        }
      }
    }
    try tables.visitTombstones(of: owner) { speaker in
      found.tombstoneCount += 1
      try check("a tombstone of account ‘\(owner.name)’", &found) { _ in
        _ = try tables.tombstone(of: SpeakerID(speaker), account: owner)
      }
    }
    try check("the calibration of account ‘\(owner.name)’", &found) { _ in
      _ = try tables.calibration(of: owner)
    }
  }

  /// Notes as a fault what a check throws, except that the store itself fails.
  private func check(
    _ what: String, _ found: inout StoreVerification, _ body: (inout StoreVerification) throws -> Void
  ) throws {
    do {
      try body(&found)
    } catch let error as StoreError {
      if case .altered(let fault) = error {
        found.faults.append(fault)
      } else {
        found.faults.append("\(error)")
      }
    } catch let error as DatabaseError where error.resultCode != .SQLITE_CORRUPT {
      throw error
    } catch {
      found.faults.append("\(what) cannot be read: \(error)")
    }
  }
}
