internal import Foundation
internal import GRDB

/// What anchors the log and the tables, sealed in one row that every change writes anew.
struct StoreHead: Codable, Equatable {
  /// How many entries the log has.
  var entryCount: Int64 = 0
  /// The check of the last entry, 32 bytes; zeros where there is none.
  var lastCheck = Data(count: 32)
  /// For each counted table, the sum over its rows.
  private var sums: [String: Data] = [:]

  private static let fields = BoundFields("head")

  /// A head of an empty log over the rows that are there.
  init(counting database: Database, keys: StoreKeys) throws {
    for table in CountedTable.all {
      sums[table.name] = Data(try table.sum(in: database, keys: keys).bytes)
    }
  }

  /// - Throws: ``StoreError/altered(_:)``.
  static func read(from database: Database, keys: StoreKeys) throws -> StoreHead {
    let sealed = try Data.fetchOne(database.cachedStatement(sql: "SELECT sealed FROM head WHERE id = 1"))
    guard let sealed, let plain = keys.open(sealed, bound: fields),
      let head = try? JSONDecoder().decode(StoreHead.self, from: plain), head.lastCheck.count == 32
    else {
      throw StoreError.altered("the head that anchors the store's log and tables is not there or was changed")
    }
    return head
  }

  func write(to database: Database, keys: StoreKeys) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let sealed = keys.seal(Array(try encoder.encode(self)), bound: Self.fields)
    try database.cachedStatement(
      sql: "INSERT INTO head (id, sealed) VALUES (1, ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed"
    ).execute(arguments: [sealed])
  }

  mutating func add(_ change: RowSum, to table: String) {
    var sum = self[table]
    sum.add(change)
    sums[table] = Data(sum.bytes)
  }

  /// The sum over a table's rows.
  subscript(table: String) -> RowSum { sums[table].flatMap { RowSum(bytes: Array($0)) } ?? RowSum() }
}
