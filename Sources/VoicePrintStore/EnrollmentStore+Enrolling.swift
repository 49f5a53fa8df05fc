internal import Foundation
public import VoicePrint

extension EnrollmentStore {
  /// Enrolls a speaker who is not enrolled; an id that was deleted may be enrolled again.
  ///
  /// - Parameters:
  ///   - speaker: who it is.
  ///   - samples: at least one; a recording that comes twice counts once.
  ///   - idName: the name under which the id was sent.
  ///   - account: the owner.
  ///   - model: the model that made the samples.
  ///   - summarize: computes what is stored beside the samples; they come without first-order statistics.
  /// - Returns: what was stored.
  /// - Throws: ``StoreError``, or what `summarize` throws; then nothing was changed.
  @discardableResult
  public func enroll(
    _ speaker: SpeakerID, samples: [EnrollmentSample], idName: SpeakerIDName = .speakerId,
    account: AccountID = .standard, model: ModelReference,
    summarize: (Enrollment) throws -> EnrollmentSummary
  ) throws -> EnrollmentChange {
    guard !samples.isEmpty else { throw StoreError.noSamples(speaker) }
    let offered = try ConcurrentMap.mapWaiting(samples) { sample throws(StoreError) in try SampleBytes(sample)
    }
    return try writeCalling { tables in
      let owner = try AccountRow.find(account, in: tables.database)
      guard try tables.find(speaker, account: owner) == nil else { throw StoreError.alreadyEnrolled(speaker) }
      var enrollment = Enrollment(speaker: speaker, model: model.identity)
      let (added, duplicates) = Self.add(offered, to: &enrollment)
      let summary = try Self.summary(of: enrollment, summarize)
      let now = Timestamp.now
      let row = try tables.insert(
        speaker, account: owner, idName: idName, at: now, model: model, summary: summary,
        names: tables.names(of: enrollment, account: account))
      try insert(added, into: row, at: now, tables)
      try tables.removeTombstone(of: speaker, account: owner)
      try tables.log(.enroll, row, samples: added.map(\.digest))
      return change(row, enrollment, summary, added: added, duplicates: duplicates)
    }
  }

  /// Adds samples to an enrollment; where all of them are there already, nothing changes.
  ///
  /// - Parameters:
  ///   - speaker: who it is.
  ///   - samples: the recordings to add, in any order.
  ///   - account: the owner.
  ///   - model: the model that made the samples: the one the enrollment was made with.
  ///   - summarize: computes what is stored beside the samples; they come without first-order statistics.
  /// - Returns: what was stored, and which samples were there already.
  /// - Throws: ``StoreError``, or what `summarize` throws; then nothing was changed.
  @discardableResult
  public func update(
    _ speaker: SpeakerID, adding samples: [EnrollmentSample], account: AccountID = .standard,
    model: ModelReference, summarize: (Enrollment) throws -> EnrollmentSummary
  ) throws -> EnrollmentChange {
    guard !samples.isEmpty else { throw StoreError.noSamples(speaker) }
    let offered = try ConcurrentMap.mapWaiting(samples) { sample throws(StoreError) in try SampleBytes(sample)
    }
    return try writeCalling { tables in
      var (row, sealed, stored) = try load(speaker, account: account, model: model, tables)
      var enrollment = Enrollment(speaker: speaker, model: model.identity, samples: stored.map(\.sample))
      let (added, duplicates) = Self.add(offered, to: &enrollment)
      var summary = try sealed.summary
      if !added.isEmpty {
        summary = try Self.summary(of: enrollment, summarize)
        row.updatedAt = .now
        try insert(added, into: row, at: row.updatedAt, tables)
        try tables.update(&row, summary: summary, names: tables.names(of: enrollment, account: account))
        try tables.log(.update, row, samples: added.map(\.digest))
      }
      return change(row, enrollment, summary, added: added, duplicates: duplicates)
    }
  }

  /// Removes a sample, as if it had never been added.
  ///
  /// The account's calibration goes in the same transaction, for it was fitted to this sample too.
  ///
  /// - Parameters:
  ///   - digest: names the recording.
  ///   - speaker: whose sample it is.
  ///   - account: the owner.
  ///   - model: the model the enrollment was made with.
  ///   - summarize: computes what is stored beside the samples that are left.
  /// - Returns: what was stored.
  /// - Throws: ``StoreError``, or what `summarize` throws; then nothing was changed.
  @discardableResult
  public func removeSample(
    _ digest: ContentDigest, of speaker: SpeakerID, account: AccountID = .standard, model: ModelReference,
    summarize: (Enrollment) throws -> EnrollmentSummary
  ) throws -> EnrollmentChange {
    let change = try writeCalling { tables in
      var (row, _, stored) = try load(speaker, account: account, model: model, tables)
      guard let index = stored.firstIndex(where: { $0.sample.digest == digest }) else {
        throw StoreError.noSuchSample(speaker, digest)
      }
      guard stored.count > 1 else { throw StoreError.lastSample(speaker, digest) }
      try tables.delete(stored.remove(at: index))
      let enrollment = Enrollment(speaker: speaker, model: model.identity, samples: stored.map(\.sample))
      let summary = try Self.summary(of: enrollment, summarize)
      row.updatedAt = .now
      try tables.update(&row, summary: summary, names: stored.map(\.name))
      try tables.log(.removeSample, row, samples: [digest])
      try tables.removeCalibration(of: row.account)
      return self.change(row, enrollment, summary, added: [], duplicates: [])
    }
    erase()
    return change
  }

  // MARK: Steps

  /// The enrollment of a speaker, if it was made with this model.
  private func load(
    _ speaker: SpeakerID, account: AccountID, model: ModelReference, _ tables: EnrollmentTables
  ) throws -> (EnrollmentRow, SealedSummary, [StoredSample]) {
    let owner = try AccountRow.find(account, in: tables.database)
    let row = try tables.require(speaker, account: owner)
    guard row.model == model else {
      throw StoreError.wrongModel(speaker, expected: model.identity, found: row.model.identity)
    }
    let sealed = try tables.summary(of: row)
    return (row, sealed, try tables.samples(of: row, summary: sealed, firstOrder: false))
  }

  /// Adds what is not there yet.
  static func add(
    _ offered: [SampleBytes], to enrollment: inout Enrollment
  ) -> (added: [SampleBytes], duplicates: [ContentDigest]) {
    var added: [SampleBytes] = []
    var duplicates: [ContentDigest] = []
    for bytes in offered {
      if enrollment.add(bytes.sample) { added.append(bytes) } else { duplicates.append(bytes.digest) }
    }
    return (added, duplicates)
  }

  /// What the caller computes from an enrollment.
  static func summary(
    of enrollment: Enrollment, _ summarize: (Enrollment) throws -> EnrollmentSummary
  ) throws(CallerError) -> EnrollmentSummary {
    let summary = try CallerError.marking { try summarize(enrollment) }
    precondition(
      summary.status.speakerId == enrollment.speaker.text, "a summary is of the speaker it is stored with")
    return summary
  }

  private func insert(
    _ samples: [SampleBytes], into row: EnrollmentRow, at time: Timestamp, _ tables: EnrollmentTables
  ) throws {
    let keepsFirstOrder = try StoreMetadata.keepsFirstOrderStatistics(in: tables.database)
    for bytes in samples {
      try tables.insert(bytes, into: row, at: time, keepsFirstOrder: keepsFirstOrder)
    }
  }

  private func change(
    _ row: EnrollmentRow, _ enrollment: Enrollment, _ summary: EnrollmentSummary, added: [SampleBytes],
    duplicates: [ContentDigest]
  ) -> EnrollmentChange {
    EnrollmentChange(
      enrollment: enrollment,
      record: EnrollmentRecord(row, sampleCount: enrollment.samples.count, summary: summary),
      added: added.map(\.digest), duplicates: duplicates)
  }
}

extension EnrollmentRecord {
  init(_ row: EnrollmentRow, sampleCount: Int, summary: EnrollmentSummary) {
    self.init(
      speaker: row.speaker, account: row.account.name, idName: row.idName, createdAt: row.createdAt.date,
      updatedAt: row.updatedAt.date, model: row.model, sampleCount: sampleCount, summary: summary)
  }
}

extension EnrollmentTables {
  /// The names of an enrollment's samples.
  func names(of enrollment: Enrollment, account: AccountID) -> [[UInt8]] {
    enrollment.samples.map { keys.name(of: $0.digest, account: account, speaker: enrollment.speaker) }
  }

  /// Logs what became of an enrollment at the time its row tells.
  func log(_ action: AuditEntry.Action, _ row: EnrollmentRow, samples: [ContentDigest]) throws {
    try log(
      action,
      .init(
        account: row.account.name, speaker: row.speaker, samples: samples, model: row.model.identity,
        updatedAt: row.updatedAt))
  }
}
