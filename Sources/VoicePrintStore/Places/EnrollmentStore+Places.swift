public import VoicePrint

extension EnrollmentStore {
  /// An account's calibration and those of its enrollments that come first, all of one moment.
  ///
  /// Which they are depends on who is enrolled, and not on the order of enrolling.
  ///
  /// - Parameters:
  ///   - account: the owner.
  ///   - model: only complete enrollments of this model are chosen from.
  ///   - limit: how many at most.
  ///   - precedence: those with the lowest come first; among equals, the lower id. It must not call the store.
  /// - Returns: the state of the account.
  /// - Throws: ``StoreError``.
  public func place(
    account: AccountID = .standard, model: ContentDigest, limit: Int, precedence: (SpeakerID) -> UInt64
  ) throws(StoreError) -> PlaceState {
    try read { tables in
      let owner = try AccountRow.find(account, in: tables.database)
      return try tables.place(owner, model: model, limit: limit, precedence: precedence)
    }
  }

  /// The record of a speaker and the state of the account, of one moment.
  ///
  /// - Parameters:
  ///   - speaker: who it is.
  ///   - account: the owner.
  ///   - model: see ``place(account:model:limit:precedence:)``.
  ///   - limit: see there.
  ///   - precedence: see there.
  /// - Returns: both.
  /// - Throws: ``StoreError/notEnrolled(_:deletedAt:)`` and other ``StoreError``s.
  public func verification(
    of speaker: SpeakerID, account: AccountID = .standard, model: ContentDigest, limit: Int,
    precedence: (SpeakerID) -> UInt64
  ) throws(StoreError) -> (record: EnrollmentRecord, place: PlaceState) {
    try read { tables in
      let owner = try AccountRow.find(account, in: tables.database)
      return (
        try tables.record(of: speaker, account: owner),
        try tables.place(owner, model: model, limit: limit, precedence: precedence)
      )
    }
  }

  /// Visits signatures as ``visitSignatures(account:includePartial:_:)`` does and gives the state of the account, all
  /// of one moment.
  ///
  /// - Parameters:
  ///   - account: the owner.
  ///   - includePartial: whether enrollments that are not complete are visited.
  ///   - model: see ``place(account:model:limit:precedence:)``.
  ///   - limit: see there.
  ///   - precedence: see there.
  ///   - begin: takes the state of the account before the first signature; what it throws ends the visit.
  ///   - visit: takes each signature; what it throws ends the visit.
  /// - Returns: the state of the account.
  /// - Throws: ``StoreError``, or what `begin` or `visit` throws.
  @discardableResult
  public func identification(
    account: AccountID = .standard, includePartial: Bool = false, model: ContentDigest, limit: Int,
    precedence: (SpeakerID) -> UInt64, begin: (PlaceState) throws -> Void = { _ in },
    visit: (StoredSignature) throws -> Void
  ) throws -> PlaceState {
    try readCalling { tables in
      let owner = try AccountRow.find(account, in: tables.database)
      let state = try tables.place(owner, model: model, limit: limit, precedence: precedence)
      try CallerError.marking { try begin(state) }
      try tables.visitSignatures(of: owner, includePartial: includePartial, visit)
      return state
    }
  }

  /// The records of the speakers who are asked for, as ``requested(_:account:includePartial:)`` gives them, and the
  /// state of the account, all of one moment.
  ///
  /// - Parameters:
  ///   - speakers: each once.
  ///   - account: the owner.
  ///   - includePartial: whether enrollments that are not complete will do.
  ///   - model: see ``place(account:model:limit:precedence:)``.
  ///   - limit: see there.
  ///   - precedence: see there.
  /// - Returns: a record for each, and the state of the account.
  /// - Throws: ``IdentificationError`` that names all who cannot be looked for, or ``StoreError``.
  public func requested(
    _ speakers: [SpeakerID], account: AccountID = .standard, includePartial: Bool = false,
    model: ContentDigest, limit: Int, precedence: (SpeakerID) -> UInt64
  ) throws -> (records: [EnrollmentRecord], place: PlaceState) {
    try readCalling { tables in
      let owner = try AccountRow.find(account, in: tables.database)
      return (
        try tables.requested(speakers, account: owner, includePartial: includePartial),
        try tables.place(owner, model: model, limit: limit, precedence: precedence)
      )
    }
  }
}
