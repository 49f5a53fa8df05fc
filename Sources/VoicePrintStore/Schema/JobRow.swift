internal import Foundation
internal import GRDB
internal import VoicePrint

/// What a job seals; kinds differ, so that a request cannot be passed off as a response.
enum JobBlobKind: String, CaseIterable {
  case request = "job request"
  case response = "job response"
  case callback = "job callback"
}

/// A job's row.
struct JobRow {
  let number: Int64
  let id: JobID
  let account: AccountID
  let kind: JobKind
  let createdAt: Timestamp
  let state: JobState
  let attempts: Int
  let completedAt: Timestamp?
  let deliveries: Int
  /// Rows of the table `sealed`.
  let request: Int64?
  let response: Int64?
  let callback: Int64?

  /// What ``init(_:)`` reads.
  static let selection = """
    SELECT j.number, j.id, a.name, j.kind, j.createdAt, j.state, j.attempts, j.completedAt, j.deliveries,
      j.request, j.response, j.callback FROM job j JOIN account a ON a.id = j.account
    """

  init(_ row: Row) throws {
    number = try row.decode(atIndex: 0)
    guard let id = JobID(try row.decode(String.self, atIndex: 1)),
      let account = try? AccountID(try row.decode(String.self, atIndex: 2)),
      let kind = JobKind(rawValue: try row.decode(String.self, atIndex: 3)),
      let state = JobState(rawValue: try row.decode(String.self, atIndex: 5))
    else { throw StoreError.altered("the row of job \(number) was changed") }
    (self.id, self.account, self.kind, self.state) = (id, account, kind, state)
    createdAt = Timestamp(milliseconds: try row.decode(atIndex: 4))
    attempts = try row.decode(atIndex: 6)
    completedAt = try row.decode(Int64?.self, atIndex: 7).map { Timestamp(milliseconds: $0) }
    deliveries = try row.decode(atIndex: 8)
    request = try row.decode(atIndex: 9)
    response = try row.decode(atIndex: 10)
    callback = try row.decode(atIndex: 11)
  }

  /// What the seal of one of its blobs is bound to: a response also to how and when the job ended.
  static func fields(
    _ blob: JobBlobKind, id: JobID, account: AccountID, kind: JobKind, createdAt: Timestamp,
    end: (state: JobState, time: Timestamp)? = nil
  ) -> BoundFields {
    var fields = BoundFields(blob.rawValue)
    fields.append(account.text)
    fields.append(id.text)
    fields.append(kind.rawValue)
    fields.append(createdAt.milliseconds)
    if let end {
      fields.append(end.state.rawValue)
      fields.append(end.time.milliseconds)
    }
    return fields
  }

  func fields(_ blob: JobBlobKind, end: (state: JobState, time: Timestamp)? = nil) -> BoundFields {
    Self.fields(blob, id: id, account: account, kind: kind, createdAt: createdAt, end: end)
  }

  /// The row of the table `sealed` with one of its blobs, and what that is bound to; nil where there is none.
  func place(of blob: JobBlobKind) -> (id: Int64, fields: BoundFields)? {
    switch blob {
    case .request: request.map { ($0, fields(.request)) }
    case .callback: callback.map { ($0, fields(.callback)) }
    case .response: response.map { ($0, fields(.response, end: completedAt.map { (state, $0) })) }
    }
  }

  func record(response: [UInt8]?) -> JobRecord {
    JobRecord(
      id: id, account: account, kind: kind, createdAt: createdAt.date, state: state, attempts: attempts,
      completedAt: completedAt?.date, response: response)
  }
}

extension EnrollmentTables {
  /// Opens one of a job's blobs.
  ///
  /// - Throws: ``StoreError/altered(_:)``.
  func open(_ blob: JobBlobKind, of row: JobRow) throws -> [UInt8]? {
    guard let (id, fields) = row.place(of: blob) else { return nil }
    let sealed = try Data.fetchOne(
      database.cachedStatement(sql: "SELECT bytes FROM sealed WHERE id = ?"), arguments: [id])
    guard let bytes = SealedBlob.open(sealed ?? Data(), bound: fields, keys: keys) else {
      throw StoreError.altered(
        "the \(blob.rawValue) of job \(row.id) in account ‘\(row.account)’ does not open: it was changed or moved "
          + "from another job, or the job's kind, times or state were changed")
    }
    return Array(bytes)
  }

  /// The first job that a query finds.
  func job(_ condition: String, _ arguments: StatementArguments) throws -> JobRow? {
    try Row.fetchOne(
      database.cachedStatement(sql: "\(JobRow.selection) \(condition)"), arguments: arguments
    ).map { try JobRow($0) }
  }

  /// Takes a sealed blob away; nothing may refer to it any more.
  func removeSealed(_ id: Int64?) throws {
    guard let id else { return }
    try database.cachedStatement(sql: "DELETE FROM sealed WHERE id = ?").execute(arguments: [id])
  }
}
