internal import Foundation
internal import GRDB

extension EnrollmentStore {
  /// Changes the store's key: everything sealed is sealed anew, in one transaction.
  ///
  /// The new key is on disk before the transaction, and takes the place of the key file after it; the database says
  /// which of the two it is sealed with, so that a store opens whenever this was interrupted. Other processes that have
  /// the store open go on with the new key. What is not whole is not sealed anew: it would pass for whole afterwards.
  ///
  /// - Parameter keepsFormerKey: whether the former key is kept beside the new one, for copies of the store that
  ///   were made before, and for other stores that use the same key file.
  /// - Returns: the file in which the former key is kept; nil where it was removed.
  /// - Throws: ``StoreError/altered(_:)`` where a check finds faults, and other ``StoreError``s.
  @discardableResult
  public func rekey(keepsFormerKey: Bool = true) throws(StoreError) -> String? {
    let kept = try FolderLock.holding(location.folder, patience: Self.patience) {
      () throws(StoreError) -> String? in
      let key = try KeyFile.makePending(beside: location.keyPath)
      let id = KeyFile.id(of: key)
      var isWhole = false
      do {
        try pool.write { database in
          let former = EnrollmentTables(database: database, keys: try keyRing.keys(in: database))
          let faults = try verify(former).faults
          guard faults.isEmpty else {
            throw StoreError.altered(
              "the key was not changed, because the store is not whole: \(faults.joined(separator: "; "))")
          }
          isWhole = true
          try seal(former, key: key, id: id)
        }
      } catch {
        // A key that the database may be sealed with stays where it is, whatever went wrong.
        if !isWhole { unsafe unlink(KeyFile.Beside(location.keyPath, id: id).pending) }
        throw StoreError(error, path: location.databasePath)
      }
      return try KeyFile.promote(id, at: location.keyPath)
    }
    erase()
    guard let kept, !keepsFormerKey else { return kept }
    try KeyFile.destroy(kept)
    return nil
  }

  /// Files with keys that were made to be in use and are not: a change of the key failed or was killed. Nothing needs
  /// them, unless another store that shares the key file is sealed with one.
  ///
  /// - Throws: ``StoreError``.
  public var pendingKeys: [String] {
    get throws(StoreError) {
      let used = try read { tables in
        try Data.fetchOne(tables.database, sql: "SELECT keyID FROM keyRing").map {
          KeyFile.Beside(location.keyPath, id: Array($0)).pending
        }
      }
      return KeyFile.pending(beside: location.keyPath).filter { $0 != used }
    }
  }

  private func seal(_ former: EnrollmentTables, key: [UInt8], id: [UInt8]) throws {
    let keys = StoreKeys(key: key, store: former.keys.store, credentials: former.keys.credentialBytes)
    counter.begin(with: keys)
    defer { counter.end() }
    let head = try KeyChange(from: former, to: keys).sealAll(id: id)
    let trail = AuditTrail(former.database, keys: keys, actor: actor, beginning: head)
    try trail.append(.rekey)
    // The head was counted after the rows had changed.
    try trail.finish(adding: [:])
  }
}
