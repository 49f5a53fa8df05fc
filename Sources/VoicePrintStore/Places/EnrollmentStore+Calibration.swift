public import VoicePrint

extension EnrollmentStore {
  /// An account's calibration; nil where it has none.
  ///
  /// - Throws: ``StoreError``.
  public func calibration(account: AccountID = .standard) throws(StoreError) -> StoredCalibration? {
    try read { tables in
      try tables.calibration(of: try AccountRow.find(account, in: tables.database))
    }
  }

  /// Stores an account's calibration in the place of the one that is there.
  ///
  /// For numbers that were fitted to enrollments, see ``setCalibration(_:model:account:ifUnchangedSince:)``.
  ///
  /// - Parameters:
  ///   - bytes: the numbers as the engine wrote them.
  ///   - model: the model they were fitted with.
  ///   - account: the owner.
  /// - Throws: ``StoreError``.
  public func setCalibration(
    _ bytes: [UInt8], model: ContentDigest, account: AccountID = .standard
  ) throws(StoreError) {
    try write { tables in
      let owner = try AccountRow.find(account, in: tables.database)
      try tables.setCalibration(bytes, model: model, of: owner)
    }
  }

  /// Stores an account's calibration, unless the account has lost an enrollment or a sample since: numbers fitted to a
  /// voice do not outlive it.
  ///
  /// Enrollments and samples that were added since are no hindrance.
  ///
  /// - Parameters:
  ///   - bytes: the numbers as the engine wrote them.
  ///   - model: the model they were fitted with.
  ///   - account: the owner.
  ///   - mark: of this account, read with the enrollments that the numbers were fitted to, or before them.
  /// - Returns: whether it was stored; if not, nothing was changed.
  /// - Throws: ``StoreError``.
  public func setCalibration(
    _ bytes: [UInt8], model: ContentDigest, account: AccountID = .standard, ifUnchangedSince mark: PlaceMark
  ) throws(StoreError) -> Bool {
    try write { tables in
      let owner = try AccountRow.find(account, in: tables.database)
      guard try tables.isWhole(owner, since: mark) else { return false }
      try tables.setCalibration(bytes, model: model, of: owner)
      return true
    }
  }

  /// Takes an account's calibration away, from SQLite's log too where no other process is reading for long.
  ///
  /// - Returns: whether there was one.
  /// - Throws: ``StoreError``.
  @discardableResult
  public func resetCalibration(account: AccountID = .standard) throws(StoreError) -> Bool {
    let wasThere = try write { tables in
      try tables.removeCalibration(of: try AccountRow.find(account, in: tables.database))
    }
    if wasThere { erase() }
    return wasThere
  }

  /// Marks the samples that an account has now; to be read before the enrollments, where those are read one by one.
  ///
  /// - Throws: ``StoreError``.
  public func placeMark(account: AccountID = .standard) throws(StoreError) -> PlaceMark {
    try read { tables in
      try tables.placeMark(of: try AccountRow.find(account, in: tables.database))
    }
  }
}
