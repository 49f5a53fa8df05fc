internal import Foundation
internal import GRDB
internal import VoicePrint

/// The one row that says who the store is and proves its key.
enum StoreMetadata {
  /// Finds the key that belongs to the store, or makes the store's row and its key, with the account that every store
  /// has. A store of a version that kept no log gets one, which begins with the enrollments that are there.
  ///
  /// - Throws: what ``KeyRing`` and ``KeyFile`` throw.
  static func openOrMake(
    in pool: DatabasePool, location: StoreLocation, keepsFirstOrderStatistics: Bool, actor: AuditActor
  ) throws -> KeyRing {
    var found = try pool.read { try KeyRing.find(in: $0, location: location) }
    if found == nil {
      // The key is on disk before anything is sealed with it.
      let key = try KeyFile.readOrCreate(location.keyPath)
      try pool.write { database in
        try make(in: database, key: key, keepsFirstOrderStatistics: keepsFirstOrderStatistics, actor: actor)
      }
    } else if let known = found, known.isBeforeLog, let key = try KeyFile.read(known.path) {
      try pool.write { try beginLog(in: $0, keys: known.keys, id: KeyFile.id(of: key), actor: actor) }
    } else if let known = found, known.path.hasSuffix(".new"), let key = try KeyFile.read(known.path) {
      // A change of the key was interrupted after it was done.
      try KeyFile.promote(KeyFile.id(of: key), at: location.keyPath)
    }
    found = try pool.read { try KeyRing.find(in: $0, location: location) }
    guard let found else { throw StoreError.altered("the row that says which store this is went away") }
    return KeyRing(found, location: location)
  }

  private static func make(
    in database: Database, key: [UInt8], keepsFirstOrderStatistics: Bool, actor: AuditActor
  ) throws {
    let keys = StoreKeys(
      key: key, store: StoreKeys.randomBytes(16), credentials: StoreKeys.randomBytes(32))
    let now = Timestamp.now
    try database.execute(
      sql: """
        INSERT INTO store (id, identity, keyCheck, keepsFirstOrderStatistics, createdAt)
        VALUES (1, ?, ?, ?, ?);
        INSERT INTO account (name, createdAt) VALUES (?, ?)
        """,
      arguments: [
        Data(keys.store), KeyRing.check(of: keys), keepsFirstOrderStatistics, now.milliseconds,
        AccountID.standard.text, now.milliseconds,
      ])
    try KeyRing.write(keys, id: KeyFile.id(of: key), to: database)
    let trail = AuditTrail(
      database, keys: keys, actor: actor, beginning: try StoreHead(counting: database, keys: keys))
    try trail.append(.begin, at: now)
    try trail.finish(adding: [:])
  }

  /// Begins the log of a store that had none. What does not open is not among what the log knows, and is reported
  /// by a check.
  private static func beginLog(
    in database: Database, keys: StoreKeys, id: [UInt8], actor: AuditActor
  ) throws {
    try database.execute(sql: "UPDATE store SET keyCheck = ?", arguments: [KeyRing.check(of: keys)])
    try KeyRing.write(keys, id: id, to: database)
    let trail = AuditTrail(
      database, keys: keys, actor: actor, beginning: try StoreHead(counting: database, keys: keys))
    let tables = EnrollmentTables(database: database, keys: keys, trail: trail)
    try trail.append(.begin)
    for account in try Row.fetchAll(database, sql: "SELECT id, name FROM account ORDER BY id") {
      let owner = AccountRow(
        id: try account.decode(atIndex: 0), name: try AccountID(try account.decode(String.self, atIndex: 1)))
      let rows = try Row.fetchCursor(
        database, sql: "SELECT \(EnrollmentRow.columns) FROM enrollment e WHERE e.account = ? ORDER BY e.id",
        arguments: [owner.id])
      while let columns = try rows.next() {
        guard let row = try? EnrollmentRow(columns, account: owner),
          let summary = try? tables.summary(of: row),
          let samples = try? tables.samples(of: row, summary: summary, firstOrder: false)
        else { continue }
        try tables.log(.found, row, samples: samples.map(\.sample.digest))
      }
    }
    try trail.finish(adding: [:])
  }

  static func keepsFirstOrderStatistics(in database: Database) throws -> Bool {
    try Bool.fetchOne(database, sql: "SELECT keepsFirstOrderStatistics FROM store") ?? true
  }
}
