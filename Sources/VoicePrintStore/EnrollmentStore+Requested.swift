public import VoicePrint

extension EnrollmentStore {
  /// The records of the speakers who are asked for, in the order in which they are.
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
    guard !speakers.isEmpty else { throw IdentificationError.nobodyRequested }
    var seen: Set<SpeakerID> = []
    for speaker in speakers where !seen.insert(speaker).inserted {
      throw IdentificationError.repeatedSpeaker(speaker)
    }
    var records: [EnrollmentRecord] = []
    var unknown: [SpeakerID] = []
    var incomplete: [IdentificationError.IncompleteEnrollment] = []
    for speaker in speakers {
      guard let record = try recordIfEnrolled(of: speaker, account: account) else {
        unknown.append(speaker)
        continue
      }
      let status = record.summary.status
      if status.enrollmentComplete || includePartial {
        records.append(record)
      } else {
        incomplete.append(.init(speaker: speaker, speechDuration: status.totalSpeechDuration))
      }
    }
    guard unknown.isEmpty, incomplete.isEmpty else {
      throw IdentificationError.unusableSpeakers(unknown: unknown, incomplete: incomplete)
    }
    return records
  }

  private func recordIfEnrolled(
    of speaker: SpeakerID, account: AccountID
  ) throws(StoreError) -> EnrollmentRecord? {
    do {
      return try record(of: speaker, account: account)
    } catch {
      guard case .notEnrolled = error else { throw error }
      return nil
    }
  }
}
