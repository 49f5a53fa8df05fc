internal import Foundation
internal import GRDB
internal import VoicePrint

/// Seals everything in a store anew, inside one transaction.
///
/// The keyed digests of secrets stay, for nobody has the secrets; their key is sealed anew.
struct KeyChange {
  private let former: EnrollmentTables
  private let database: Database
  private let keys: StoreKeys

  /// From the keys of `former` to `keys`.
  init(from former: EnrollmentTables, to keys: StoreKeys) {
    (self.former, self.keys, database) = (former, keys, former.database)
  }

  /// Seals all tables.
  ///
  /// - Returns: the head of the log, its entries sealed anew.
  /// - Throws: ``StoreError/altered(_:)`` where something does not open.
  func sealAll(id: [UInt8]) throws -> StoreHead {
    for columns in try Row.fetchAll(database, sql: "SELECT id, name FROM account") {
      let account = AccountRow(
        id: try columns.decode(atIndex: 0), name: try AccountID(try columns.decode(String.self, atIndex: 1)))
      try former.visitEnrollments(of: account) { try seal(try EnrollmentRow($0, account: account)) }
      try sealTombstones(of: account)
      try sealCalibration(of: account)
    }
    try former.visitJobs { try seal(try JobRow($0)) }
    try sealTokenKey()
    try database.execute(sql: "UPDATE store SET keyCheck = ?", arguments: [KeyRing.check(of: keys)])
    try KeyRing.write(keys, id: id, to: database)
    var head = try StoreHead(counting: database, keys: keys)
    try sealLog(&head)
    return head
  }

  private func seal(_ row: EnrollmentRow) throws {
    let summary = try former.summary(of: row)
    var names: [[UInt8]] = []
    for sample in try former.samples(of: row, summary: summary, firstOrder: false) {
      let name = keys.name(of: sample.sample.digest, account: row.account.name, speaker: row.speaker)
      for (kind, blob) in [(SampleBlobKind.statistics, sample.statistics), (.firstOrder, sample.firstOrder)] {
        guard let blob else { continue }
        try SealedBlob.reseal(
          blob, from: (row.sampleFields(kind, name: sample.name, addedAt: sample.addedAt), former.keys),
          to: row.sampleFields(kind, name: name, addedAt: sample.addedAt), keys: keys, in: database)
      }
      try database.cachedStatement(sql: "UPDATE sample SET name = ? WHERE id = ?").execute(arguments: [
        Data(name), sample.id,
      ])
      names.append(name)
    }
    try SealedBlob.replace(
      row.summary, with: try SealedSummary(try summary.summary, names: names).bytes, bound: row.summaryFields,
      keys: keys, in: database)
  }

  private func sealTombstones(of account: AccountRow) throws {
    let tables = EnrollmentTables(database: database, keys: keys)
    try former.visitTombstones(of: account) { text in
      let speaker = try SpeakerID(text)
      guard let tombstone = try former.tombstone(of: speaker, account: account) else { return }
      try tables.bury(speaker, account: account, at: Timestamp(tombstone.deletedAt))
    }
  }

  private func sealCalibration(of account: AccountRow) throws {
    guard let row = try former.calibrationRow(of: account) else { return }
    try SealedBlob.reseal(
      row.numbers, from: (row.fields, former.keys), to: row.fields, keys: keys, in: database)
  }

  private func seal(_ job: JobRow) throws {
    for kind in JobBlobKind.allCases {
      guard let place = job.place(of: kind) else { continue }
      try SealedBlob.reseal(
        place.id, from: (place.fields, former.keys), to: place.fields, keys: keys, in: database)
    }
  }

  private func sealTokenKey() throws {
    guard let key = try former.tokenKey() else { return }
    try database.execute(
      sql: "UPDATE tokenKey SET sealed = ?",
      arguments: [keys.seal(key, bound: EnrollmentTables.tokenKeyFields)])
  }

  /// Seals every entry and ties them to each other anew.
  private func sealLog(_ head: inout StoreHead) throws {
    let encoder = AuditTrail.encoder
    var number: Int64 = 0
    while let row = try Row.fetchOne(
      database.cachedStatement(
        sql: "SELECT sequence, sealed, mac FROM auditLog WHERE sequence > ? ORDER BY sequence LIMIT 1"),
      arguments: [number])
    {
      number = try row.decode(atIndex: 0)
      guard var body = try AuditRow(row).body(former.keys) else {
        throw StoreError.altered("entry \(number) of the log does not open")
      }
      body.previous = head.lastCheck
      let sealed = keys.seal(Array(try encoder.encode(body)), bound: AuditRow.fields)
      let check = AuditRow.check(of: sealed, sequence: number, previous: body.previous, keys: keys)
      try database.cachedStatement(sql: "UPDATE auditLog SET sealed = ?, mac = ? WHERE sequence = ?").execute(
        arguments: [sealed, check, number])
      (head.entryCount, head.lastCheck) = (number, check)
    }
  }
}
