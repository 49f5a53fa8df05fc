internal import Foundation
internal import GRDB
public import VoicePrint

/// What was written to an archive.
public struct ArchiveReport: Equatable, Sendable {
  /// The speakers, in the order in which they were enrolled.
  public internal(set) var speakers: [SpeakerID] = []
  /// How many samples they have together.
  public internal(set) var sampleCount = 0
  /// How many deleted ids are remembered.
  public internal(set) var tombstoneCount = 0
  /// Length of the archive in bytes.
  public internal(set) var byteCount = 0
}

extension EnrollmentStore {
  /// Writes an account's enrollments, as they are at one moment, with all samples to a file that a passphrase opens.
  ///
  /// The file gets its name when all of it is on disk and the export stands in the log.
  ///
  /// - Parameters:
  ///   - path: the file; there must be none of that name.
  ///   - passphrase: of at least ``ArchivePassphrase/minimumLength`` characters.
  ///   - account: the owner.
  /// - Returns: what was written.
  /// - Throws: ``ArchiveError``, ``StoreError``.
  public func export(
    to path: String, passphrase: ArchivePassphrase, account: AccountID = .standard
  ) throws -> ArchiveReport {
    try export(to: path, passphrase: passphrase, account: account, cost: .standard)
  }

  /// Writes an archive with other work on its passphrase than the usual.
  package func export(
    to path: String, passphrase: ArchivePassphrase, account: AccountID = .standard, cost: ArchiveCost
  ) throws -> ArchiveReport {
    let writer = try ArchiveWriter(path, passphrase: passphrase, cost: cost)
    var exported: [ExportedEnrollment] = []
    var report = ArchiveReport()
    do {
      try pool.read { database in
        let tables = EnrollmentTables(database: database, keys: try keyRing.keys(in: database))
        (exported, report) = try CallerError.passing { try write(account, to: writer, tables) }
      }
    } catch let error as CallerError {
      throw error.underlying
    } catch {
      throw StoreError(error, path: location.databasePath)
    }
    try writer.finish()
    report.byteCount = writer.byteCount
    try logExport(of: exported, account: account)
    try writer.publish()
    return report
  }

  private func write(
    _ account: AccountID, to writer: ArchiveWriter, _ tables: EnrollmentTables
  ) throws -> ([ExportedEnrollment], ArchiveReport) {
    let owner = try AccountRow.find(account, in: tables.database)
    func count(_ table: String) throws -> Int {
      try Int.fetchOne(
        tables.database, sql: "SELECT COUNT(*) FROM \(table) WHERE account = ?", arguments: [owner.id]) ?? 0
    }
    let (enrolled, buried) = (try count("enrollment"), try count("tombstone"))
    guard enrolled > 0 || buried > 0 else { throw ArchiveError.nothingToWrite(account) }
    try writer.append(
      .beginning(
        .init(
          account: account.text, writtenAt: Timestamp.now.milliseconds, enrollmentCount: enrolled,
          tombstoneCount: buried)))
    var exported: [ExportedEnrollment] = []
    var report = ArchiveReport()
    try tables.visitEnrollments(of: owner) { columns in
      let row = try EnrollmentRow(columns, account: owner)
      let samples = try tables.samples(of: row, summary: try tables.summary(of: row), firstOrder: true)
      try writer.append(
        .enrollment(
          .init(
            speaker: row.speaker.text, idName: row.idName, createdAt: row.createdAt.milliseconds,
            updatedAt: row.updatedAt.milliseconds, model: row.model.identity.description,
            statisticsModel: row.model.statistics.description, sampleCount: samples.count)))
      for stored in samples {
        let sample = stored.sample
        try writer.append(
          .sample(
            addedAt: stored.addedAt.milliseconds, statistics: sample.statisticsBytes,
            firstOrder: sample.firstOrderBytes))
      }
      exported.append(
        ExportedEnrollment(
          speaker: row.speaker, samples: samples.map(\.sample.digest), model: row.model.identity))
      report.speakers.append(row.speaker)
      report.sampleCount += samples.count
    }
    try tables.visitTombstones(of: owner) { text in
      guard let tombstone = try tables.tombstone(of: SpeakerID(text), account: owner) else { return }
      try writer.append(
        .tombstone(.init(speaker: text, deletedAt: Timestamp(tombstone.deletedAt).milliseconds)))
      report.tombstoneCount += 1
    }
    return (exported, report)
  }
}
