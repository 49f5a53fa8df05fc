internal import GRDB
internal import VoicePrint

/// An archive on its way into the tables, inside one transaction.
struct IncomingArchive {
  let owner: AccountRow
  let model: ModelReference
  let rule: ArchiveConflictRule
  let tables: EnrollmentTables
  /// What was computed of enrollments that are not there.
  let summaries: [SpeakerID: EnrollmentSummary]
  let keepsFirstOrder: Bool

  func take(
    _ reader: ArchiveReader, samples: (ArchivedEnrollment) throws -> [SampleBytes],
    summarize: (Enrollment) throws -> EnrollmentSummary
  ) throws -> ImportReport {
    var report = ImportReport()
    var conflicts: [SpeakerID] = []
    try reader.visit(
      enrollment: { archived in
        let row = try tables.find(archived.speaker, account: owner)
        if row != nil, rule != .merge {
          if rule == .fail {
            conflicts.append(archived.speaker)
          } else {
            report.skipped.append(archived.speaker)
          }
          return
        }
        let offered = try samples(archived)
        if archived.model != model { report.moved.append(archived.speaker) }
        if let row {
          let merged = try merge(archived, offered, into: row, summarize)
          report.merged.append(merged)
          report.sampleCount += merged.added
        } else {
          report.sampleCount += try insert(archived, offered, summarize)
          report.imported.append(archived.speaker)
        }
      },
      tombstone: { speaker, time in
        guard try tables.find(speaker, account: owner) == nil,
          try tables.tombstone(of: speaker, account: owner) == nil
        else { return }
        try tables.bury(speaker, account: owner, at: time)
      })
    guard conflicts.isEmpty else { throw ArchiveError.conflicts(conflicts) }
    return report
  }

  /// Stores an enrollment that is not there.
  ///
  /// - Returns: how many samples it has.
  private func insert(
    _ archived: ArchivedEnrollment, _ offered: [SampleBytes],
    _ summarize: (Enrollment) throws -> EnrollmentSummary
  ) throws -> Int {
    let enrollment = EnrollmentStore.enrollment(archived, offered, model)
    let summary = try summaries[archived.speaker] ?? EnrollmentStore.summary(of: enrollment, summarize)
    let row = try tables.insert(
      archived.speaker, account: owner, idName: archived.idName, at: archived.createdAt,
      updatedAt: archived.updatedAt, model: model, summary: summary,
      names: tables.names(of: enrollment, account: owner.name))
    for (bytes, stored) in zip(offered, archived.samples) {
      try tables.insert(bytes, into: row, at: stored.addedAt, keepsFirstOrder: keepsFirstOrder)
    }
    try tables.removeTombstone(of: archived.speaker, account: owner)
    try tables.log(.importing, row, samples: offered.map(\.digest))
    return offered.count
  }

  /// Adds samples to an enrollment that is there; where it has all of them, nothing changes.
  private func merge(
    _ archived: ArchivedEnrollment, _ offered: [SampleBytes], into stored: EnrollmentRow,
    _ summarize: (Enrollment) throws -> EnrollmentSummary
  ) throws -> ImportReport.Merged {
    var row = stored
    guard row.model == model else {
      throw StoreError.wrongModel(row.speaker, expected: model.identity, found: row.model.identity)
    }
    let samples = try tables.samples(of: row, summary: try tables.summary(of: row), firstOrder: false)
    var enrollment = Enrollment(speaker: row.speaker, model: model.identity, samples: samples.map(\.sample))
    let added = EnrollmentStore.add(offered, to: &enrollment).added
    if !added.isEmpty {
      row.updatedAt = .now
      let times = Dictionary(
        archived.samples.map { ($0.sample.digest, $0.addedAt) }, uniquingKeysWith: { first, _ in first })
      for bytes in added {
        try tables.insert(
          bytes, into: row, at: times[bytes.digest] ?? row.updatedAt, keepsFirstOrder: keepsFirstOrder)
      }
      try tables.update(
        &row, summary: try EnrollmentStore.summary(of: enrollment, summarize),
        names: tables.names(of: enrollment, account: owner.name))
      try tables.log(.importing, row, samples: added.map(\.digest))
    }
    return ImportReport.Merged(
      speaker: row.speaker, added: added.count, duplicates: offered.count - added.count)
  }
}

extension EnrollmentTables {
  /// The speakers of an account in the order in which they were enrolled.
  func speakers(of account: AccountRow) throws -> [SpeakerID] {
    try String.fetchAll(
      database, sql: "SELECT speaker FROM enrollment WHERE account = ? ORDER BY id", arguments: [account.id]
    ).map { try SpeakerID($0) }
  }
}
