internal import GRDB

extension StoreSchema {
  /// Adds the tables of the log and of the keys.
  static func registerAudit(_ migrator: inout DatabaseMigrator) {
    migrator.registerMigration("audit", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: audit)
    }
  }

  private static let audit = """
    -- The log: who changed what and when, sealed; mac ties an entry to the one before.
    CREATE TABLE auditLog (
      sequence INTEGER PRIMARY KEY,
      sealed BLOB NOT NULL,
      mac BLOB NOT NULL CHECK (length(mac) = 32)
    ) STRICT;

    -- One row, sealed: how long the log is, its last mac, and a sum over the rows of every other table.
    CREATE TABLE head (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      sealed BLOB NOT NULL
    ) STRICT;

    -- One row: the name of the key that the store is sealed with, and the sealed key of secrets' digests.
    CREATE TABLE keyRing (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      keyID BLOB NOT NULL CHECK (length(keyID) = 8),
      credentials BLOB NOT NULL
    ) STRICT;
    """

  /// What a whole store has in its schema, as SQLite writes it down.
  static func schema(of database: Database) throws -> Set<String> {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT type, name, tbl_name, coalesce(sql, '') FROM main.sqlite_master
        WHERE name NOT IN ('sqlite_stat1', 'sqlite_stat4')
        """)
    return Set(
      rows.map { row in
        (0..<4).map { (row[$0] as String?) ?? "" }.joined(separator: " ")
      })
  }

  /// The schema that all changes together make.
  static func expectedSchema() throws -> Set<String> {
    let database = try DatabaseQueue()
    try migrator.migrate(database)
    return try database.read { try schema(of: $0) }
  }
}
