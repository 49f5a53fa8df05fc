internal import Foundation
internal import GRDB
internal import VoicePrint

/// Enrollments on disk: an SQLite database whose biometric contents are sealed with the key beside it.
///
/// Every change is one transaction, on disk before the call returns; two processes that use one store at once
/// both keep their changes. A store may be used from any thread. The closures that are given to its methods run
/// inside the transaction and must not call the store.
public final class EnrollmentStore: Sendable {
  /// Where the store and its key are.
  public let location: StoreLocation

  /// Who the log says makes the changes.
  public let actor: AuditActor

  let pool: DatabasePool
  let keyRing: KeyRing
  let counter: RowCounter

  /// How long to wait for other processes, in seconds.
  static let patience = 20.0

  /// Opens a store, and makes it with a new key where there is none.
  ///
  /// - Parameters:
  ///   - location: where it is; by default where the environment says.
  ///   - keepsFirstOrderStatistics: for a store that is made now: whether to keep what lets enrollments move to
  ///     another model. Without it the store is minimal: a fifteenth of the size, bound to one model.
  ///   - actor: who the log says makes the changes.
  /// - Throws: ``StoreError``.
  public init(
    _ location: StoreLocation = StoreLocation(), keepsFirstOrderStatistics: Bool = true,
    actor: AuditActor = .program
  ) throws(StoreError) {
    self.location = location
    self.actor = actor
    (pool, keyRing, counter) = try Self.open(
      location, keepsFirstOrderStatistics: keepsFirstOrderStatistics, actor: actor)
  }

  private init(_ store: EnrollmentStore, actor: AuditActor) {
    self.actor = actor
    (location, pool, keyRing, counter) = (store.location, store.pool, store.keyRing, store.counter)
  }

  /// The same store, open once, whose changes are logged as somebody else's.
  public func acting(as actor: AuditActor) -> EnrollmentStore { EnrollmentStore(self, actor: actor) }

  /// Closes the database; the store cannot be used afterwards.
  ///
  /// - Throws: ``StoreError/database(path:reason:)``, ``StoreError/busy(path:seconds:)``.
  public func close() throws(StoreError) {
    do {
      try pool.close()
    } catch {
      throw StoreError(error, path: location.databasePath)
    }
  }

  // MARK: Transactions

  /// Reads one state of the store.
  func read<Value>(_ body: (EnrollmentTables) throws -> Value) throws(StoreError) -> Value {
    do {
      return try pool.read { database in
        try body(EnrollmentTables(database: database, keys: try keyRing.keys(in: database)))
      }
    } catch {
      throw StoreError(error, path: location.databasePath)
    }
  }

  /// Like ``read(_:)``, but passes on whatever a caller's closure throws.
  func readCalling<Value>(_ body: (EnrollmentTables) throws -> Value) throws -> Value {
    do {
      return try pool.read { database in
        try body(EnrollmentTables(database: database, keys: try keyRing.keys(in: database)))
      }
    } catch let error as CallerError {
      throw error.underlying
    } catch {
      throw StoreError(error, path: location.databasePath)
    }
  }

  /// Changes the store, all or nothing, with every other writer kept out from the first read on.
  ///
  /// - Throws: ``StoreError``.
  func write<Value>(_ body: (EnrollmentTables) throws -> Value) throws(StoreError) -> Value {
    do {
      return try change(body)
    } catch {
      throw StoreError(error, path: location.databasePath)
    }
  }

  /// Like ``write(_:)``, but passes on whatever a caller's closure throws.
  func writeCalling<Value>(_ body: (EnrollmentTables) throws -> Value) throws -> Value {
    do {
      return try change(body)
    } catch let error as CallerError {
      throw error.underlying
    } catch {
      throw StoreError(error, path: location.databasePath)
    }
  }

  /// A transaction whose log entries and changed rows the sealed head names when it ends.
  private func change<Value>(_ body: (EnrollmentTables) throws -> Value) throws -> Value {
    try pool.write { database in
      let keys = try keyRing.keys(in: database)
      counter.begin(with: keys)
      defer { counter.end() }
      let trail = AuditTrail(database, keys: keys, actor: actor)
      let value = try body(EnrollmentTables(database: database, keys: keys, trail: trail))
      try trail.finish(adding: counter.changes)
      return value
    }
  }

  // MARK: Settings

  /// Version of the SQLite library.
  package static var libraryVersion: String {
    (try? DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }) ?? "unknown"
  }

  /// What SQLite says of the connection that writes: values of its pragmas by name.
  ///
  /// - Throws: ``StoreError``.
  package var connectionSettings: [String: String] {
    get throws(StoreError) {
      do {
        return try pool.writeWithoutTransaction { database in
          let names = [
            "journal_mode", "synchronous", "foreign_keys", "secure_delete", "page_size", "busy_timeout",
          ]
          return try Dictionary(
            uniqueKeysWithValues: names.map { name in
              (name, try String.fetchOne(database, sql: "PRAGMA \(name)") ?? "")
            })
        }
      } catch {
        throw StoreError(error, path: location.databasePath)
      }
    }
  }

  /// Whether what lets enrollments move to another model is kept.
  ///
  /// - Throws: ``StoreError``.
  public var keepsFirstOrderStatistics: Bool {
    get throws(StoreError) { try read { try StoreMetadata.keepsFirstOrderStatistics(in: $0.database) } }
  }

  /// Makes the store minimal, or keeps first-order statistics from now on.
  ///
  /// Making it minimal removes what is stored of them for good: those enrollments can no longer move to another
  /// model without their recordings.
  ///
  /// - Throws: ``StoreError``.
  public func setKeepsFirstOrderStatistics(_ keeps: Bool) throws(StoreError) {
    try write { tables in
      try tables.database.execute(sql: "UPDATE store SET keepsFirstOrderStatistics = ?", arguments: [keeps])
      try tables.log(keeps ? .full : .minimal)
      guard !keeps else { return }
      try tables.database.execute(
        sql: """
          CREATE TEMP TABLE dropped AS SELECT firstOrder AS id FROM sample WHERE firstOrder IS NOT NULL;
          UPDATE sample SET firstOrder = NULL;
          DELETE FROM sealed WHERE id IN (SELECT id FROM temp.dropped);
          DROP TABLE temp.dropped;
          """)
    }
    if !keeps { erase() }
  }
}

/// An error of a caller's closure on its way through a transaction, told apart from the store's own.
struct CallerError: Error {
  let underlying: any Error

  /// Runs a caller's closure.
  static func marking<Value>(_ body: () throws -> Value) throws(CallerError) -> Value {
    do {
      return try body()
    } catch {
      throw CallerError(underlying: error)
    }
  }

  /// Runs what reads or changes the store and an archive at once, whose errors pass through as they are.
  static func passing<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as ArchiveError {
      throw CallerError(underlying: error)
    }
  }
}

extension StoreError {
  /// The store's words for what SQLite and the layers below say.
  init(_ error: any Error, path: String) {
    switch error {
    case let error as StoreError: self = error
    case let error as EnrollmentError: self = .altered("the store \(path): \(error)")
    case let error as DatabaseError:
      switch error.resultCode {
      case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path, seconds: EnrollmentStore.patience)
      case .SQLITE_FULL: self = .diskFull(path: path)
      case .SQLITE_NOTADB: self = .notAStore(path: path, reason: "it is not an SQLite database")
      case .SQLITE_CORRUPT: self = .altered("the store \(path) is damaged: \(error.message ?? "")")
      case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
        self = .notAccessible(path: path, reason: error.message ?? "it cannot be opened for writing")
      default: self = .database(path: path, reason: error.message ?? error.description)
      }
    case is RowDecodingError: self = .altered("the store \(path) has a row with values of another kind")
    default: self = .database(path: path, reason: "\(error)")
    }
  }
}
