internal import Foundation
internal import GRDB

extension EnrollmentStore {
  /// Opens or makes the database and its key, one process at a time.
  static func open(
    _ location: StoreLocation, keepsFirstOrderStatistics: Bool, actor: AuditActor
  ) throws(StoreError) -> (DatabasePool, KeyRing, RowCounter) {
    try PrivateFiles.makeFolder(location.folder)
    return try FolderLock.holding(location.folder, patience: patience) { () throws(StoreError) in
      // SQLite gives the files beside the database the mode of the database.
      if try PrivateFiles.makeFile(location.databasePath) == false { try inspect(location.databasePath) }
      return try openLocked(
        location, keepsFirstOrderStatistics: keepsFirstOrderStatistics, actor: actor)
    }
  }

  private static func openLocked(
    _ location: StoreLocation, keepsFirstOrderStatistics: Bool, actor: AuditActor
  ) throws(StoreError) -> (DatabasePool, KeyRing, RowCounter) {
    do {
      let pool = try DatabasePool(path: location.databasePath, configuration: configuration)
      try pool.writeWithoutTransaction { database in
        // The pool sets NORMAL, which may lose the last transactions when the power fails.
        try database.execute(sql: "PRAGMA synchronous = FULL")
        // The mark comes before the first table, so that a store is known for one whenever its maker was killed.
        if try Int32.fetchOne(database, sql: "PRAGMA application_id") != StoreSchema.applicationID {
          try database.execute(sql: "PRAGMA application_id = \(StoreSchema.applicationID)")
        }
      }
      try StoreSchema.migrator.migrate(pool)
      let keyRing = try StoreMetadata.openOrMake(
        in: pool, location: location, keepsFirstOrderStatistics: keepsFirstOrderStatistics, actor: actor)
      let counter = RowCounter()
      try pool.writeWithoutTransaction { try counter.watch($0) }
      return (pool, keyRing, counter)
    } catch {
      throw StoreError(error, path: location.databasePath)
    }
  }

  /// Refuses what is not a store, or a store of a newer version, before anything is changed in it.
  private static func inspect(_ path: String) throws(StoreError) {
    // Not read-only: where a process was killed while it made the store, SQLite must first take that back.
    var configuration = Configuration()
    configuration.busyMode = .timeout(patience)
    do {
      try DatabaseQueue(path: path, configuration: configuration).read { database in
        let isEmpty = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") == 0
        let mark = try Int32.fetchOne(database, sql: "PRAGMA application_id")
        guard isEmpty || mark == StoreSchema.applicationID else {
          throw StoreError.notAStore(path: path, reason: "it is a database of another program")
        }
        let known = Set(StoreSchema.migrator.migrations)
        let applied = isEmpty ? [] : try StoreSchema.migrator.appliedIdentifiers(database)
        let unknown = applied.subtracting(known).sorted()
        guard unknown.isEmpty else { throw StoreError.newerStore(path: path, changes: unknown) }
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(patience)
    configuration.prepareDatabase { database in
      // Copies of rows that SQLite needs for a moment stay in memory.
      try database.execute(sql: "PRAGMA temp_store = MEMORY")
      guard !database.configuration.readonly else { return }
      try database.execute(sql: "PRAGMA page_size = \(SealedBlob.pageSize)")
      _ = try Int.fetchOne(database, sql: "PRAGMA secure_delete = ON")
    }
    return configuration
  }
}
