internal import Foundation
internal import GRDB

/// The one row that says who the store is and proves its key.
enum StoreMetadata {
  private static let checkText = Array("VoicePrint".utf8)

  /// Reads the row and the key that belongs to it, or makes both, with the account that every store has.
  ///
  /// - Throws: ``StoreError/noKey(path:store:)``, ``StoreError/wrongKey(path:store:)``, and what ``KeyFile`` throws.
  static func openOrMake(
    in pool: DatabasePool, location: StoreLocation, keepsFirstOrderStatistics: Bool
  ) throws -> StoreKeys {
    let known = try pool.read { try Row.fetchOne($0, sql: "SELECT identity, keyCheck FROM store") }
    if let known {
      guard let key = try KeyFile.read(location.keyPath) else {
        throw StoreError.noKey(path: location.keyPath, store: location.databasePath)
      }
      let keys = StoreKeys(key: key, store: Array(try known.decode(Data.self, atIndex: 0)))
      let proof = keys.open(try known.decode(Data.self, atIndex: 1), bound: BoundFields("key check"))
      guard proof.map({ Array($0) == checkText }) == true else {
        throw StoreError.wrongKey(path: location.keyPath, store: location.databasePath)
      }
      return keys
    }

    // The key is on disk before anything is sealed with it.
    let key = try KeyFile.readOrCreate(location.keyPath)
    var generator = SystemRandomNumberGenerator()
    let keys = StoreKeys(
      key: key, store: (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    let now = Timestamp.now.milliseconds
    try pool.write { database in
      try database.execute(
        sql: """
          INSERT INTO store (id, identity, keyCheck, keepsFirstOrderStatistics, createdAt)
          VALUES (1, ?, ?, ?, ?);
          INSERT INTO account (name, createdAt) VALUES (?, ?)
          """,
        arguments: [
          Data(keys.store), keys.seal(checkText, bound: BoundFields("key check")), keepsFirstOrderStatistics,
          now,
          AccountID.standard.text, now,
        ])
    }
    return keys
  }

  static func keepsFirstOrderStatistics(in database: Database) throws -> Bool {
    try Bool.fetchOne(database, sql: "SELECT keepsFirstOrderStatistics FROM store") ?? true
  }
}
