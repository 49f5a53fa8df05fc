internal import Foundation
internal import GRDB

extension EnrollmentStore {
  /// Makes a whole copy of the store, as it is at one moment, while others may go on using it.
  ///
  /// The files of a store that is open are not one: what was written last stands in SQLite's log beside the database.
  /// A copy is one database file, with nothing beside it but the key where that is asked for.
  ///
  /// - Parameters:
  ///   - target: where to make it; there must be no store and, where the key comes along, no key.
  ///   - includingKey: whether to put the key beside it too.
  /// - Throws: ``StoreError/notAccessible(path:reason:)`` where a file is there already, and other ``StoreError``s;
  ///   nothing that was begun is left then.
  public func copy(to target: StoreLocation, includingKey: Bool) throws(StoreError) {
    let key = includingKey ? try KeyFile.read(location.keyPath) : nil
    guard !includingKey || key != nil else {
      throw .noKey(path: location.keyPath, store: location.databasePath)
    }
    try PrivateFiles.makeFolder(target.folder)
    guard try PrivateFiles.makeFile(target.databasePath) else {
      throw .notAccessible(path: target.databasePath, reason: "there is a file already")
    }
    if let key {
      var isMade = false
      defer { if !isMade { unsafe unlink(target.databasePath) } }
      isMade = try PrivateFiles.makeFile(target.keyPath, bytes: key)
      guard isMade else { throw .notAccessible(path: target.keyPath, reason: "there is a file already") }
    }
    do {
      var configuration = Configuration()
      configuration.busyMode = .timeout(Self.patience)
      let copy = try DatabaseQueue(path: target.databasePath, configuration: configuration)
      try pool.backup(to: copy)
      // One file, complete: without this the copy would begin with a log of its own.
      try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
      try copy.close()
      try PrivateFiles.synchronize(folder: target.folder)
    } catch {
      unsafe unlink(target.databasePath)
      if includingKey { unsafe unlink(target.keyPath) }
      throw StoreError(error, path: target.databasePath)
    }
  }
}
