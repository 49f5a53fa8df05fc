internal import GRDB
public import VoicePrint

extension EnrollmentStore {
  /// Deletes an enrollment with all samples, and remembers that the id was there.
  ///
  /// The account's calibration goes in the same transaction, for it was fitted to this voice too.
  /// Nothing biometric of the speaker is left in the database file or in SQLite's log when this returns true.
  ///
  /// - Parameters:
  ///   - speaker: who it is.
  ///   - account: the owner.
  /// - Returns: false where another process was reading for so long that SQLite's log still holds the sealed
  ///   bytes; they go with a later ``erase()``, or when the last process closes the store.
  /// - Throws: ``StoreError/notEnrolled(_:deletedAt:)`` and other ``StoreError``s.
  @discardableResult
  public func delete(_ speaker: SpeakerID, account: AccountID = .standard) throws(StoreError) -> Bool {
    try write { tables in
      let owner = try AccountRow.find(account, in: tables.database)
      let row = try tables.require(speaker, account: owner)
      let now = Timestamp.now
      try tables.database.cachedStatement(sql: "DELETE FROM enrollment WHERE id = ?").execute(arguments: [
        row.id
      ])
      try tables.bury(speaker, account: owner, at: now)
      try tables.log(.delete, .init(account: account, speaker: speaker), at: now)
      try tables.removeCalibration(of: owner)
    }
    return erase()
  }

  /// What is remembered of a deleted enrollment; nil for an id that was never deleted, or enrolled again.
  ///
  /// - Throws: ``StoreError``.
  public func tombstone(
    of speaker: SpeakerID, account: AccountID = .standard
  ) throws(StoreError) -> Tombstone? {
    try read { tables in
      try tables.tombstone(of: speaker, account: try AccountRow.find(account, in: tables.database))
    }
  }

  /// Moves SQLite's log into the database and cuts the log to nothing: pages overwritten since go for good.
  ///
  /// - Returns: false where another process was reading for so long that the log could not be cut.
  @discardableResult
  public func erase() -> Bool {
    (try? pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }) != nil
  }
}
