internal import Foundation
internal import GRDB
internal import VoicePrint

/// An account's row of the table `calibration`.
struct CalibrationRow {
  let account: AccountRow
  let model: ContentDigest
  let fittedAt: Timestamp
  /// The row of the table `sealed` with the numbers.
  let numbers: Int64

  /// What the seal of the numbers is bound to.
  var fields: BoundFields { Self.fields(account: account, model: model, fittedAt: fittedAt) }

  static func fields(account: AccountRow, model: ContentDigest, fittedAt: Timestamp) -> BoundFields {
    var fields = BoundFields("calibration")
    fields.append(account.name.text)
    fields.append(model)
    fields.append(fittedAt.milliseconds)
    return fields
  }
}

extension EnrollmentTables {
  /// - Throws: ``StoreError/altered(_:)``.
  func calibrationRow(of account: AccountRow) throws -> CalibrationRow? {
    let row = try Row.fetchOne(
      database.cachedStatement(sql: "SELECT model, fittedAt, numbers FROM calibration WHERE account = ?"),
      arguments: [account.id])
    guard let row else { return nil }
    guard let model = ContentDigest(bytes: Array(try row.decode(Data.self, atIndex: 0))) else {
      throw StoreError.altered("the row of the calibration of account ‘\(account.name)’ was changed")
    }
    return CalibrationRow(
      account: account, model: model, fittedAt: Timestamp(milliseconds: try row.decode(atIndex: 1)),
      numbers: try row.decode(atIndex: 2))
  }

  /// Opens an account's calibration.
  ///
  /// - Throws: ``StoreError/altered(_:)``.
  func calibration(of account: AccountRow) throws -> StoredCalibration? {
    guard let row = try calibrationRow(of: account) else { return nil }
    let sealed = try Data.fetchOne(
      database.cachedStatement(sql: "SELECT bytes FROM sealed WHERE id = ?"), arguments: [row.numbers])
    guard let bytes = SealedBlob.open(sealed ?? Data(), bound: row.fields, keys: keys) else {
      throw StoreError.altered(
        "the calibration of account ‘\(account.name)’ does not open: it was changed or moved from another account, or "
          + "the row's model or time was changed")
    }
    return StoredCalibration(model: row.model, fittedAt: row.fittedAt.date, bytes: Array(bytes))
  }

  /// Stores a calibration in the place of the one that is there, and logs it.
  func setCalibration(_ bytes: [UInt8], model: ContentDigest, of account: AccountRow) throws {
    let now = Timestamp.now
    let fields = CalibrationRow.fields(account: account, model: model, fittedAt: now)
    if let row = try calibrationRow(of: account) {
      try SealedBlob.replace(row.numbers, with: bytes, bound: fields, keys: keys, in: database)
      try database.cachedStatement(sql: "UPDATE calibration SET model = ?, fittedAt = ? WHERE account = ?")
        .execute(arguments: [Data(model.bytes), now.milliseconds, account.id])
    } else {
      let numbers = try SealedBlob.insert(bytes, bound: fields, keys: keys, in: database)
      try database.cachedStatement(
        sql: "INSERT INTO calibration (account, model, fittedAt, numbers) VALUES (?, ?, ?, ?)"
      ).execute(arguments: [account.id, Data(model.bytes), now.milliseconds, numbers])
    }
    try log(.calibrate, .init(account: account.name, model: model), at: now)
  }

  /// Takes an account's calibration away and logs it.
  ///
  /// - Returns: whether there was one.
  @discardableResult
  func removeCalibration(of account: AccountRow) throws -> Bool {
    try database.cachedStatement(sql: "DELETE FROM calibration WHERE account = ?").execute(arguments: [
      account.id
    ])
    guard database.changesCount > 0 else { return false }
    try log(.resetCalibration, .init(account: account.name))
    return true
  }

  // MARK: Places

  /// The samples that an account has.
  func placeMark(of account: AccountRow) throws -> PlaceMark {
    let last = try Int64.fetchOne(
      database.cachedStatement(
        sql: "SELECT max(p.id) FROM enrollment e JOIN sample p ON p.enrollment = e.id WHERE e.account = ?"),
      arguments: [account.id])
    return PlaceMark(
      account: account.id, lastSample: last ?? 0, sampleCount: try sampleCount(of: account, upTo: last ?? 0))
  }

  /// Whether an account still has every sample that it had.
  func isWhole(_ account: AccountRow, since mark: PlaceMark) throws -> Bool {
    try mark.account == account.id && sampleCount(of: account, upTo: mark.lastSample) == mark.sampleCount
  }

  private func sampleCount(of account: AccountRow, upTo last: Int64) throws -> Int {
    try Int.fetchOne(
      database.cachedStatement(
        sql: """
          SELECT count(*) FROM enrollment e JOIN sample p ON p.enrollment = e.id WHERE e.account = ? AND p.id <= ?
          """), arguments: [account.id, last]) ?? 0
  }

  /// The state of an account; only the chosen enrollments are opened.
  func place(
    _ account: AccountRow, model: ContentDigest, limit: Int, precedence: (SpeakerID) -> UInt64
  ) throws -> PlaceState {
    precondition(limit >= 0, "a place has no fewer members than none")
    let rows = try Row.fetchCursor(
      database.cachedStatement(
        sql: "SELECT id, speaker FROM enrollment WHERE account = ? AND isComplete = 1 AND model = ?"),
      arguments: [account.id, Data(model.bytes)])
    var eligible: [(rank: UInt64, speaker: String, id: Int64)] = []
    while let row = try rows.next() {
      let (id, text) = (try row.decode(Int64.self, atIndex: 0), try row.decode(String.self, atIndex: 1))
      guard let speaker = try? SpeakerID(text) else {
        throw StoreError.altered("the enrollment row \(id) of account ‘\(account.name)’ was changed")
      }
      eligible.append((precedence(speaker), text, id))
    }
    let chosen = eligible.sorted { ($0.rank, $0.speaker) < ($1.rank, $1.speaker) }.prefix(limit)
    let members = try chosen.sorted { $0.speaker < $1.speaker }.compactMap { try signature($0.id, account) }
    return PlaceState(
      calibration: try calibration(of: account), members: members, mark: try placeMark(of: account))
  }

  private func signature(_ id: Int64, _ account: AccountRow) throws -> StoredSignature? {
    let sql = """
      SELECT \(EnrollmentRow.columns), s.bytes FROM enrollment e JOIN sealed s ON s.id = e.summary WHERE e.id = ?
      """
    return try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [id]).map {
      let (row, sealed) = try opened($0, account: account)
      return StoredSignature(row, sealed)
    }
  }
}
