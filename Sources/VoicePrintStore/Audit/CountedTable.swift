internal import Foundation
internal import GRDB

/// A table whose rows are summed up in the sealed head, so that a row that was changed, put in or taken away outside
/// VoicePrint is missed, whichever row it is.
///
/// The sealed blobs are not counted: every row that has one names it, and it opens with that row only.
struct CountedTable {
  let name: String
  /// What is said of the table to people.
  let title: String
  let columns: [String]

  static let all = [
    CountedTable(
      name: "store", title: "the store's own settings",
      columns: ["id", "identity", "keyCheck", "keepsFirstOrderStatistics", "createdAt"]),
    CountedTable(name: "keyRing", title: "the store's keys", columns: ["id", "keyID", "credentials"]),
    CountedTable(name: "account", title: "the accounts", columns: ["id", "name", "createdAt"]),
    CountedTable(
      name: "enrollment", title: "the enrollments",
      columns: [
        "id", "account", "speaker", "idName", "createdAt", "updatedAt", "model", "statisticsModel",
        "isComplete", "summary",
      ]),
    CountedTable(
      name: "sample", title: "the samples",
      columns: ["id", "enrollment", "name", "addedAt", "statistics", "firstOrder"]),
    CountedTable(
      name: "tombstone", title: "the tombstones", columns: ["account", "speaker", "deletedAt", "attestation"]),
    CountedTable(
      name: "client", title: "the clients",
      columns: ["id", "name", "account", "owner", "secret", "createdAt", "revokedAt"]),
    CountedTable(
      name: "session", title: "the logins",
      columns: ["id", "account", "client", "owner", "expiresAt", "renewal"]),
    CountedTable(name: "tokenKey", title: "the key of tokens", columns: ["id", "sealed"]),
    CountedTable(
      name: "job", title: "the jobs",
      columns: [
        "number", "id", "account", "kind", "createdAt", "state", "attempts", "startedAt", "completedAt",
        "request", "response", "callback", "deliveries", "deliverAt",
      ]),
    CountedTable(
      name: "calibration", title: "the calibrations", columns: ["account", "model", "fittedAt", "numbers"]),
  ]

  /// The sum over the rows that are there.
  func sum(in database: Database, keys: StoreKeys) throws -> RowSum {
    let rows = try Row.fetchCursor(database, sql: "SELECT \(columns.joined(separator: ", ")) FROM \(name)")
    var sum = RowSum()
    while let row = try rows.next() { sum.add(Self.digest(of: Array(row.databaseValues), in: name, keys)) }
    return sum
  }

  /// What tells a ``RowCounter`` of every row that changes. They belong to the connection and not to the file, where
  /// others could take them away.
  var triggers: String {
    func count(_ sign: Int, _ row: String) -> String {
      "SELECT \(RowCounter.function)('\(name)', \(sign), \(columns.map { "\(row).\($0)" }.joined(separator: ", ")));"
    }
    return """
      CREATE TEMP TRIGGER \(name)Comes AFTER INSERT ON main.\(name) BEGIN \(count(1, "NEW")) END;
      CREATE TEMP TRIGGER \(name)Leaves AFTER DELETE ON main.\(name) BEGIN \(count(-1, "OLD")) END;
      CREATE TEMP TRIGGER \(name)Changes AFTER UPDATE ON main.\(name) BEGIN
        \(count(-1, "OLD")) \(count(1, "NEW"))
      END;
      """
  }

  /// The keyed digest of a row: each value with its kind and length, so that no two rows have the same bytes.
  static func digest(of values: [DatabaseValue], in table: String, _ keys: StoreKeys) -> RowSum {
    var bytes: [UInt8] = []
    func append(_ kind: UInt8, _ field: some Collection<UInt8>) {
      bytes.append(kind)
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: field.count >> shift)) }
      bytes.append(contentsOf: field)
    }
    func littleEndian(_ number: UInt64) -> [UInt8] {
      (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }
    append(0, table.utf8)
    for value in values {
      switch value.storage {
      case .null: append(1, [])
      case .int64(let number): append(2, littleEndian(UInt64(bitPattern: number)))
      case .double(let number): append(3, littleEndian(number.bitPattern))
      case .string(let text): append(4, text.utf8)
      case .blob(let data): append(5, data)
      }
    }
    return keys.rowDigest(of: bytes)
  }
}
