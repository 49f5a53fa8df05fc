internal import GRDB
public import VoicePrint

/// What became of each enrollment when a store was moved to another model.
public struct UpgradeReport: Equatable, Sendable {
  /// An enrollment that stays with its model, and why.
  public struct Unmoved: Equatable, Sendable {
    /// Who it is.
    public let speaker: SpeakerID
    /// Why it could not be moved, and what to do.
    public let reason: String
  }

  /// The enrollments that were moved.
  public internal(set) var moved: [SpeakerID] = []
  /// Those that were made with the new model already.
  public internal(set) var alreadyThere: [SpeakerID] = []
  /// Those that stay as they were.
  public internal(set) var unmoved: [Unmoved] = []
}

extension EnrollmentStore {
  /// Moves an account's enrollments to a model with the same front end and mixture, each of them whole or not
  /// at all. A calibration that was fitted with another model goes with the first that moves.
  ///
  /// - Parameters:
  ///   - model: the model to move to.
  ///   - account: the owner.
  ///   - transform: gives a sample's statistics by the new model, from its first-order statistics.
  ///   - summarize: computes what is stored beside the samples.
  /// - Returns: which enrollments moved, and why others did not; what the closures throw is such a reason.
  /// - Throws: ``StoreError`` where the store itself fails; enrollments moved until then stay moved.
  public func upgrade(
    to model: ModelReference, account: AccountID = .standard,
    transform: (EnrollmentSample) throws -> EnrollmentSample,
    summarize: (Enrollment) throws -> EnrollmentSummary
  ) throws(StoreError) -> UpgradeReport {
    let speakers = try read { tables in
      let owner = try AccountRow.find(account, in: tables.database)
      return try String.fetchAll(
        tables.database, sql: "SELECT speaker FROM enrollment WHERE account = ? ORDER BY id",
        arguments: [owner.id]
      ).map { try SpeakerID($0) }
    }
    var report = UpgradeReport()
    for speaker in speakers {
      do throws(StoreError) {
        let outcome = try write { tables in
          try move(speaker, account: account, to: model, transform: transform, summarize: summarize, tables)
        }
        switch outcome {
        case .moved: report.moved.append(speaker)
        case .alreadyThere: report.alreadyThere.append(speaker)
        case .gone: break
        case .unmoved(let reason):
          report.unmoved.append(UpgradeReport.Unmoved(speaker: speaker, reason: reason))
        }
      } catch .altered(let what) {
        report.unmoved.append(UpgradeReport.Unmoved(speaker: speaker, reason: what))
      }
    }
    return report
  }

  private enum MoveOutcome {
    case moved, alreadyThere, gone
    case unmoved(String)
  }

  private func move(
    _ speaker: SpeakerID, account: AccountID, to model: ModelReference,
    transform: (EnrollmentSample) throws -> EnrollmentSample,
    summarize: (Enrollment) throws -> EnrollmentSummary, _ tables: EnrollmentTables
  ) throws -> MoveOutcome {
    let owner = try AccountRow.find(account, in: tables.database)
    guard var row = try tables.find(speaker, account: owner) else { return .gone }
    if row.model == model { return .alreadyThere }
    guard row.model.statistics == model.statistics else {
      return .unmoved(
        "it was made with another front end or mixture (\(row.model.statistics.short), not "
          + "\(model.statistics.short)): enroll it again from its recordings")
    }
    let stored = try tables.samples(of: row, summary: try tables.summary(of: row), firstOrder: true)
    let moved: [(from: StoredSample, to: SampleBytes)]
    let summary: EnrollmentSummary
    do {
      moved = try stored.map { ($0, try Self.moved($0.sample, by: transform)) }
      let enrollment = Enrollment(speaker: speaker, model: model.identity, samples: moved.map(\.to.sample))
      summary = try Self.summary(of: enrollment, summarize)
    } catch let error as CallerError {
      return .unmoved("\(error.underlying)")
    } catch let error as StoreError {
      return .unmoved("\(error)")
    }
    row.model = model
    row.updatedAt = .now
    for sample in moved { try tables.replace(sample.from, with: sample.to, in: row) }
    try tables.update(&row, summary: summary, names: stored.map(\.name))
    try tables.log(.upgrade, row, samples: [])
    if let calibration = try tables.calibrationRow(of: owner), calibration.model != model.identity {
      try tables.removeCalibration(of: owner)
    }
    return .moved
  }

  static func moved(
    _ sample: EnrollmentSample, by transform: (EnrollmentSample) throws -> EnrollmentSample
  ) throws -> SampleBytes {
    guard sample.firstOrder != nil else {
      throw CallerError(underlying: NoFirstOrderStatistics())
    }
    var moved = try CallerError.marking { try transform(sample) }
    precondition(moved.digest == sample.digest, "a sample keeps its digest when it moves")
    moved.firstOrder = sample.firstOrder
    return try SampleBytes(moved)
  }
}

/// Why a sample of a minimal store cannot move.
private struct NoFirstOrderStatistics: Error, CustomStringConvertible {
  var description: String {
    "its first-order statistics were not kept (the store is or was minimal): enroll it again from its recordings"
  }
}
