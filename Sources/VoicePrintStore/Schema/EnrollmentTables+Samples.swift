internal import Foundation
internal import GRDB
internal import VoicePrint

/// A sample with where it stands.
struct StoredSample {
  let id: Int64
  /// Its keyed digest.
  let name: [UInt8]
  let addedAt: Timestamp
  /// Rows of the table `sealed`.
  let statistics: Int64
  let firstOrder: Int64?
  let sample: EnrollmentSample
}

extension EnrollmentTables {
  /// Every sample of an enrollment in the order in which they were added, each seal and the whole set checked.
  ///
  /// - Throws: ``StoreError/altered(_:)``.
  func samples(of row: EnrollmentRow, summary: SealedSummary, firstOrder: Bool) throws -> [StoredSample] {
    let sql =
      if firstOrder {
        """
        SELECT p.id, p.name, p.addedAt, p.statistics, p.firstOrder, s.bytes, f.bytes FROM sample p
        JOIN sealed s ON s.id = p.statistics LEFT JOIN sealed f ON f.id = p.firstOrder
        WHERE p.enrollment = ? ORDER BY p.addedAt, p.id
        """
      } else {
        """
        SELECT p.id, p.name, p.addedAt, p.statistics, p.firstOrder, s.bytes, NULL FROM sample p
        JOIN sealed s ON s.id = p.statistics WHERE p.enrollment = ? ORDER BY p.addedAt, p.id
        """
      }
    let rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: [row.id])
    var samples: [StoredSample] = []
    while let next = try rows.next() { samples.append(try sample(next, of: row, firstOrder: firstOrder)) }
    guard samples.count == summary.sampleCount,
      SealedSummary.digest(of: samples.map(\.name)) == summary.sampleSet
    else {
      throw StoreError.altered(
        "‘\(row.speaker)’ in account ‘\(row.account.name)’ should have \(summary.sampleCount) samples and has "
          + "\(samples.count) or others: samples were removed or put in outside VoicePrint")
    }
    return samples
  }

  private func sample(_ columns: Row, of row: EnrollmentRow, firstOrder: Bool) throws -> StoredSample {
    let name = Array(try columns.decode(Data.self, atIndex: 1))
    let addedAt = Timestamp(milliseconds: try columns.decode(atIndex: 2))
    guard name.count == 32 else {
      throw StoreError.altered(
        "the name of a sample of ‘\(row.speaker)’ in account ‘\(row.account.name)’ was changed")
    }
    func open(_ kind: SampleBlobKind, _ sealed: Data) throws -> [UInt8] {
      let fields = row.sampleFields(kind, name: name, addedAt: addedAt)
      guard let bytes = SealedBlob.open(sealed, bound: fields, keys: keys) else {
        throw StoreError.altered(
          "the \(kind.rawValue) of a sample of ‘\(row.speaker)’ in account ‘\(row.account.name)’ do not open: "
            + "they were changed or moved from another row, or the row's model, time or name was changed")
      }
      return Array(bytes)
    }
    let firstOrderRow: Int64? = try columns.decode(atIndex: 4)
    let statistics = try open(.statistics, try columns.decode(atIndex: 5))
    var first: [UInt8]?
    if firstOrder, firstOrderRow != nil {
      first = try open(.firstOrder, try columns.decode(Data?.self, atIndex: 6) ?? Data())
    }
    let sample = try EnrollmentSample(statisticsBytes: statistics, firstOrderBytes: first)
    return StoredSample(
      id: try columns.decode(atIndex: 0), name: name, addedAt: addedAt,
      statistics: try columns.decode(atIndex: 3), firstOrder: firstOrderRow, sample: sample)
  }

  /// Adds a sample; the caller writes the summary.
  func insert(_ bytes: SampleBytes, into row: EnrollmentRow, at time: Timestamp, keepsFirstOrder: Bool) throws
  {
    let name = keys.name(of: bytes.digest, account: row.account.name, speaker: row.speaker)
    let statistics = try SealedBlob.insert(
      bytes.statistics, bound: row.sampleFields(.statistics, name: name, addedAt: time), keys: keys,
      in: database)
    var firstOrder: Int64?
    if keepsFirstOrder, let plain = bytes.firstOrder {
      firstOrder = try SealedBlob.insert(
        plain, bound: row.sampleFields(.firstOrder, name: name, addedAt: time), keys: keys, in: database)
    }
    try database.cachedStatement(
      sql: "INSERT INTO sample (enrollment, name, addedAt, statistics, firstOrder) VALUES (?, ?, ?, ?, ?)"
    ).execute(arguments: [row.id, Data(name), time.milliseconds, statistics, firstOrder])
  }

  func delete(_ sample: StoredSample) throws {
    try database.cachedStatement(sql: "DELETE FROM sample WHERE id = ?").execute(arguments: [sample.id])
  }

  /// Seals a sample's numbers anew, for a row whose model has changed; the caller writes the summary.
  func replace(_ stored: StoredSample, with bytes: SampleBytes, in row: EnrollmentRow) throws {
    func replace(_ blob: Int64, _ kind: SampleBlobKind, _ plain: [UInt8]) throws {
      try SealedBlob.replace(
        blob, with: plain, bound: row.sampleFields(kind, name: stored.name, addedAt: stored.addedAt),
        keys: keys, in: database)
    }
    try replace(stored.statistics, .statistics, bytes.statistics)
    if let blob = stored.firstOrder, let plain = bytes.firstOrder { try replace(blob, .firstOrder, plain) }
  }
}
