internal import Foundation
public import VoicePrint

/// What becomes of an archive's enrollment whose id is enrolled already.
public enum ArchiveConflictRule: String, CaseIterable, Sendable {
  /// Nothing at all is imported, and the ids are named.
  case fail
  /// The enrollment that is there stays as it is.
  case skip
  /// The archive's samples are added to the enrollment that is there; a recording that both have counts once.
  case merge
}

/// What an import did.
public struct ImportReport: Equatable, Sendable {
  /// An enrollment that was there and got samples from the archive.
  public struct Merged: Equatable, Sendable {
    /// Who it is.
    public let speaker: SpeakerID
    /// How many samples were added.
    public let added: Int
    /// How many were there already.
    public let duplicates: Int
  }

  /// Those that were not there.
  public internal(set) var imported: [SpeakerID] = []
  /// Those that were there and got samples, or had them all.
  public internal(set) var merged: [Merged] = []
  /// Those that were there and stayed as they were.
  public internal(set) var skipped: [SpeakerID] = []
  /// Those that were made with another model of the same front end and mixture, and moved to this one.
  public internal(set) var moved: [SpeakerID] = []
  /// How many samples were stored.
  public internal(set) var sampleCount = 0
}

extension EnrollmentStore {
  /// Takes in an archive that ``export(to:passphrase:account:)`` wrote: all of it, or nothing.
  ///
  /// The archive is read twice: once to check all of it and to compute what is stored beside the samples, which may
  /// take long, and once inside the transaction. Times of enrollments and samples stay those of the archive.
  ///
  /// - Parameters:
  ///   - path: the archive.
  ///   - passphrase: what it was sealed under.
  ///   - account: the account that takes the enrollments in, whichever they came from.
  ///   - model: the model that the enrollments have, or are moved to.
  ///   - rule: what becomes of ids that are enrolled already.
  ///   - transform: gives a sample's statistics by the model, from its first-order statistics.
  ///   - summarize: computes what is stored beside the samples.
  /// - Returns: what was done.
  /// - Throws: ``ArchiveError``, ``StoreError``, or what the closures throw; then nothing was changed.
  public func importArchive(
    _ path: String, passphrase: ArchivePassphrase, account: AccountID = .standard, model: ModelReference,
    onConflict rule: ArchiveConflictRule = .fail,
    transform: (EnrollmentSample) throws -> EnrollmentSample,
    summarize: (Enrollment) throws -> EnrollmentSummary
  ) throws -> ImportReport {
    let reader = try ArchiveReader(path, passphrase: passphrase)
    let known = Set(try speakers(account: account))
    var summaries: [SpeakerID: EnrollmentSummary] = [:]
    var conflicts: [SpeakerID] = []
    try reader.visit(
      enrollment: { archived in
        if known.contains(archived.speaker) {
          conflicts.append(archived.speaker)
          if rule != .merge { return }
        }
        let samples = try Self.samples(of: archived, for: model, transform: transform)
        if !known.contains(archived.speaker) {
          summaries[archived.speaker] = try summarize(Self.enrollment(archived, samples, model))
        }
      }, tombstone: { _, _ in })
    guard rule != .fail || conflicts.isEmpty else { throw ArchiveError.conflicts(conflicts) }
    return try writeCalling { tables in
      let owner = try AccountRow.find(account, in: tables.database)
      let incoming = IncomingArchive(
        owner: owner, model: model, rule: rule, tables: tables, summaries: summaries,
        keepsFirstOrder: try StoreMetadata.keepsFirstOrderStatistics(in: tables.database))
      return try CallerError.passing {
        try incoming.take(
          reader, samples: { try Self.samples(of: $0, for: model, transform: transform) },
          summarize: summarize)
      }
    }
  }

  /// The speakers of an account.
  private func speakers(account: AccountID) throws(StoreError) -> [SpeakerID] {
    try read { tables in
      let owner = try AccountRow.find(account, in: tables.database)
      return try tables.speakers(of: owner)
    }
  }

  /// The samples of an archive's enrollment by a model.
  private static func samples(
    of archived: ArchivedEnrollment, for model: ModelReference,
    transform: (EnrollmentSample) throws -> EnrollmentSample
  ) throws -> [SampleBytes] {
    if archived.model == model {
      return try ConcurrentMap.mapWaiting(archived.samples) { archived throws(StoreError) in
        try SampleBytes(archived.sample)
      }
    }
    guard archived.model.statistics == model.statistics else {
      throw ArchiveError.otherModel(
        archived.speaker, expected: model.statistics, found: archived.model.statistics)
    }
    do {
      return try archived.samples.map { try moved($0.sample, by: transform) }
    } catch let error as CallerError {
      throw ArchiveError.immovable(archived.speaker, reason: "\(error.underlying)")
    }
  }

  static func enrollment(
    _ archived: ArchivedEnrollment, _ samples: [SampleBytes], _ model: ModelReference
  ) -> Enrollment {
    Enrollment(speaker: archived.speaker, model: model.identity, samples: samples.map(\.sample))
  }
}
