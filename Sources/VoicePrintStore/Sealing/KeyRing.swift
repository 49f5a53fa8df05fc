internal import Foundation
internal import GRDB
internal import Synchronization
internal import VoicePrint

/// The keys of an open store: read again when another process has changed them.
final class KeyRing: Sendable {
  /// Keys and how they were found.
  struct Found: Sendable {
    let keys: StoreKeys
    /// The sealed text that proves them.
    let check: Data
    /// Whether the store was made before it had a log and a key of its own for secrets.
    let isBeforeLog: Bool
    /// The file that holds the key.
    let path: String
  }

  private let location: StoreLocation
  private let found: Mutex<Found>

  init(_ found: Found, location: StoreLocation) {
    self.location = location
    self.found = Mutex(found)
  }

  /// The keys of the state of the store that a transaction sees.
  ///
  /// - Throws: ``StoreError/noKey(path:store:)``, ``StoreError/wrongKey(path:store:)``,
  ///   ``StoreError/altered(_:)``, and what ``KeyFile`` throws.
  func keys(in database: Database) throws -> StoreKeys {
    let sql = "SELECT keyCheck FROM store"
    let check = try Data.fetchOne(database.cachedStatement(sql: sql))
    let known = found.withLock { $0 }
    if known.check == check { return known.keys }
    guard let fresh = try Self.find(in: database, location: location) else {
      throw StoreError.altered("the row that says which store this is was taken away")
    }
    found.withLock { $0 = fresh }
    return fresh.keys
  }

  private static let texts = (beforeLog: Array("VoicePrint".utf8), now: Array("VoicePrint 2".utf8))
  private static let checkFields = BoundFields("key check")
  private static let credentialFields = BoundFields("credentials")

  /// Finds the key of a store by the proof in it; nil where the store has no row yet.
  ///
  /// The key is in its file, or beside it under its own name: another store that shared the file has changed its key,
  /// or this one's change was interrupted before the file got its name.
  static func find(in database: Database, location: StoreLocation) throws -> Found? {
    guard let store = try Row.fetchOne(database, sql: "SELECT identity, keyCheck FROM store") else {
      return nil
    }
    let identity = Array(try store.decode(Data.self, atIndex: 0))
    let check = try store.decode(Data.self, atIndex: 1)
    let ring = try Row.fetchOne(database, sql: "SELECT keyID, credentials FROM keyRing")
    var paths = [location.keyPath]
    if let id = try ring?.decode(Data.self, atIndex: 0) {
      let beside = KeyFile.Beside(location.keyPath, id: Array(id))
      // The first again: the file may get its name between one look and the next.
      paths += [beside.kept, beside.pending, location.keyPath]
    }
    var isThere = false
    for path in paths {
      guard let key = try KeyFile.read(path) else { continue }
      isThere = true
      let keys = StoreKeys(key: key, store: identity)
      guard let text = keys.open(check, bound: checkFields).map({ Array($0) }) else { continue }
      if text == texts.beforeLog { return Found(keys: keys, check: check, isBeforeLog: true, path: path) }
      guard text == texts.now, let sealed = try ring?.decode(Data.self, atIndex: 1),
        let credentials = keys.open(sealed, bound: credentialFields)
      else { throw StoreError.altered("the key of secrets does not open: it was changed or taken away") }
      return Found(
        keys: StoreKeys(key: key, store: identity, credentials: Array(credentials)), check: check,
        isBeforeLog: false, path: path)
    }
    throw isThere
      ? StoreError.wrongKey(path: location.keyPath, store: location.databasePath)
      : StoreError.noKey(path: location.keyPath, store: location.databasePath)
  }

  /// The sealed text that proves keys.
  static func check(of keys: StoreKeys) -> Data { keys.seal(texts.now, bound: checkFields) }

  /// Writes down which key a store is sealed with, and the key of secrets' digests under it.
  static func write(_ keys: StoreKeys, id: [UInt8], to database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO keyRing (id, keyID, credentials) VALUES (1, ?, ?)
        ON CONFLICT DO UPDATE SET keyID = excluded.keyID, credentials = excluded.credentials
        """,
      arguments: [Data(id), keys.seal(keys.credentialBytes, bound: credentialFields)])
  }
}
