internal import Foundation
internal import GRDB
internal import VoicePrint

/// An account's row.
struct AccountRow {
  let id: Int64
  let name: AccountID

  /// - Throws: ``StoreError/noSuchAccount(_:)``.
  static func find(_ name: AccountID, in database: Database) throws -> AccountRow {
    let id = try Int64.fetchOne(
      database.cachedStatement(sql: "SELECT id FROM account WHERE name = ?"), arguments: [name.text])
    guard let id else { throw StoreError.noSuchAccount(name) }
    return AccountRow(id: id, name: name)
  }
}

/// The part of an enrollment's row that is in clear; all of it is bound to the seal of the summary.
struct EnrollmentRow {
  let id: Int64
  let account: AccountRow
  let speaker: SpeakerID
  let idName: SpeakerIDName
  let createdAt: Timestamp
  var updatedAt: Timestamp
  var model: ModelReference
  var isComplete: Bool
  /// The row of the table `sealed` with the summary.
  let summary: Int64

  /// The columns that ``init(_:account:)`` reads, of the table under the name `e`.
  static let columns =
    "e.id, e.speaker, e.idName, e.createdAt, e.updatedAt, e.model, e.statisticsModel, e.isComplete, e.summary"
  /// How many they are.
  static let columnCount = 9

  init(_ row: Row, account: AccountRow) throws {
    id = try row.decode(atIndex: 0)
    self.account = account
    let text = try row.decode(String.self, atIndex: 1)
    guard let speaker = try? SpeakerID(text),
      let idName = SpeakerIDName(rawValue: try row.decode(String.self, atIndex: 2)),
      let identity = ContentDigest(bytes: Array(try row.decode(Data.self, atIndex: 5))),
      let statistics = ContentDigest(bytes: Array(try row.decode(Data.self, atIndex: 6)))
    else { throw StoreError.altered("the enrollment row \(id) of account ‘\(account.name)’ was changed") }
    self.speaker = speaker
    self.idName = idName
    createdAt = Timestamp(milliseconds: try row.decode(atIndex: 3))
    updatedAt = Timestamp(milliseconds: try row.decode(atIndex: 4))
    model = ModelReference(identity: identity, statistics: statistics)
    isComplete = try row.decode(atIndex: 7)
    summary = try row.decode(atIndex: 8)
  }

  init(
    id: Int64, account: AccountRow, speaker: SpeakerID, idName: SpeakerIDName, createdAt: Timestamp,
    updatedAt: Timestamp, model: ModelReference, isComplete: Bool, summary: Int64
  ) {
    self.id = id
    self.account = account
    self.speaker = speaker
    self.idName = idName
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.model = model
    self.isComplete = isComplete
    self.summary = summary
  }

  /// What the seal of the summary is bound to.
  var summaryFields: BoundFields {
    var fields = BoundFields("summary")
    fields.append(account.name.text)
    fields.append(speaker.text)
    fields.append(idName.rawValue)
    fields.append(createdAt.milliseconds)
    fields.append(updatedAt.milliseconds)
    fields.append(model)
    fields.append(isComplete ? 1 : 0)
    return fields
  }

  /// What the seal of a sample's blob is bound to.
  func sampleFields(_ kind: SampleBlobKind, name: [UInt8], addedAt: Timestamp) -> BoundFields {
    var fields = BoundFields(kind.rawValue)
    fields.append(account.name.text)
    fields.append(speaker.text)
    fields.append(name)
    fields.append(addedAt.milliseconds)
    fields.append(model)
    return fields
  }

  /// Opens the sealed summary.
  ///
  /// - Throws: ``StoreError/altered(_:)``.
  func openSummary(_ sealed: Data, keys: StoreKeys) throws(StoreError) -> SealedSummary {
    guard let bytes = SealedBlob.open(sealed, bound: summaryFields, keys: keys),
      let opened = SealedSummary(bytes: bytes)
    else {
      throw .altered(
        "the summary of ‘\(speaker)’ in account ‘\(account.name)’ does not open: it was changed or moved from "
          + "another row, or the row's model, times, id name or completeness were changed")
    }
    return opened
  }
}

/// The two blobs of a sample.
enum SampleBlobKind: String {
  case statistics
  case firstOrder = "first-order statistics"
}
