public import VoicePrint

extension EnrollmentStore {
  /// The records of the speakers who are asked for, in the order in which they are, all of one moment.
  ///
  /// - Parameters:
  ///   - speakers: each once.
  ///   - account: the owner.
  ///   - includePartial: whether enrollments that are not complete will do.
  /// - Returns: a record for each.
  /// - Throws: ``IdentificationError`` that names all who cannot be looked for, or ``StoreError``.
  public func requested(
    _ speakers: [SpeakerID], account: AccountID = .standard, includePartial: Bool = false
  ) throws -> [EnrollmentRecord] {
    try readCalling { tables in
      try tables.requested(
        speakers, account: try AccountRow.find(account, in: tables.database), includePartial: includePartial)
    }
  }
}

extension EnrollmentTables {
  /// - Throws: ``StoreError``, or ``CallerError`` with an ``IdentificationError`` that names all who cannot be looked
  ///   for.
  func requested(
    _ speakers: [SpeakerID], account: AccountRow, includePartial: Bool
  ) throws -> [EnrollmentRecord] {
    guard !speakers.isEmpty else { throw CallerError(underlying: IdentificationError.nobodyRequested) }
    var seen: Set<SpeakerID> = []
    for speaker in speakers where !seen.insert(speaker).inserted {
      throw CallerError(underlying: IdentificationError.repeatedSpeaker(speaker))
    }
    var records: [EnrollmentRecord] = []
    var unknown: [SpeakerID] = []
    var incomplete: [IdentificationError.IncompleteEnrollment] = []
    for speaker in speakers {
      guard let row = try find(speaker, account: account) else {
        unknown.append(speaker)
        continue
      }
      let record = try record(of: row)
      let status = record.summary.status
      if status.enrollmentComplete || includePartial {
        records.append(record)
      } else {
        incomplete.append(.init(speaker: speaker, speechDuration: status.totalSpeechDuration))
      }
    }
    guard unknown.isEmpty, incomplete.isEmpty else {
      throw CallerError(
        underlying: IdentificationError.unusableSpeakers(unknown: unknown, incomplete: incomplete))
    }
    return records
  }
}
