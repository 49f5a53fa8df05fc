internal import Foundation
internal import GRDB
internal import VoicePrint

/// The log inside one transaction: appends entries, and at the end seals the head that anchors them.
///
/// Entry n holds the check of entry n − 1, and its own check is an HMAC over its number, that check and its sealed
/// bytes: who has not the key can neither change an entry nor make one that follows another. The sealed head names
/// the number of entries and the last check, so that entries cut off at the end are missed.
final class AuditTrail {
  private let database: Database
  private let keys: StoreKeys
  private let actor: AuditActor
  private var draft: StoreHead?
  private var isChanged = false

  init(_ database: Database, keys: StoreKeys, actor: AuditActor) {
    (self.database, self.keys, self.actor) = (database, keys, actor)
  }

  /// A trail that begins, or begins anew under other keys.
  init(_ database: Database, keys: StoreKeys, actor: AuditActor, beginning head: StoreHead) {
    (self.database, self.keys, self.actor) = (database, keys, actor)
    (draft, isChanged) = (head, true)
  }

  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  /// What an entry is about.
  struct Subject {
    var account: AccountID?
    var speaker: SpeakerID?
    var client: ClientID?
    var samples: [ContentDigest] = []
    var model: ContentDigest?
    var updatedAt: Timestamp?
  }

  func append(_ action: AuditEntry.Action, _ subject: Subject = Subject(), at time: Timestamp = .now) throws {
    try append(
      AuditBody(
        sequence: 0, time: time.milliseconds, actor: actor.text, action: action,
        account: subject.account?.text, speaker: subject.speaker?.text, client: subject.client?.text,
        samples: subject.samples.isEmpty ? nil : subject.samples.map(\.description),
        model: subject.model?.description, updatedAt: subject.updatedAt?.milliseconds, previous: Data()))
  }

  /// Appends an entry; its number and its tie to the one before are set here.
  func append(_ unnumbered: AuditBody) throws {
    var head = try self.head
    var body = unnumbered
    body.sequence = head.entryCount + 1
    body.previous = head.lastCheck
    let sealed = keys.seal(Array(try Self.encoder.encode(body)), bound: AuditRow.fields)
    let check = AuditRow.check(of: sealed, sequence: body.sequence, previous: body.previous, keys: keys)
    try database.cachedStatement(sql: "INSERT INTO auditLog (sequence, sealed, mac) VALUES (?, ?, ?)")
      .execute(
        arguments: [body.sequence, sealed, check])
    head.entryCount = body.sequence
    head.lastCheck = check
    (draft, isChanged) = (head, true)
  }

  /// Seals the head, with what rows that changed add to the sums of their tables.
  func finish(adding changes: [String: RowSum]) throws {
    if !changes.isEmpty {
      var head = try self.head
      for (table, change) in changes { head.add(change, to: table) }
      (draft, isChanged) = (head, true)
    }
    if isChanged, let draft { try draft.write(to: database, keys: keys) }
  }

  private var head: StoreHead {
    get throws {
      if let draft { return draft }
      let head = try StoreHead.read(from: database, keys: keys)
      draft = head
      return head
    }
  }
}

/// A row of the log.
struct AuditRow {
  let sequence: Int64
  let sealed: Data
  let check: Data

  static let fields = BoundFields("log entry")
  static let query = "SELECT sequence, sealed, mac FROM auditLog ORDER BY sequence"

  init(_ row: Row) throws {
    sequence = try row.decode(atIndex: 0)
    sealed = try row.decode(atIndex: 1)
    check = try row.decode(atIndex: 2)
  }

  /// What was sealed; nil where the bytes were changed.
  func body(_ keys: StoreKeys) -> AuditBody? {
    keys.open(sealed, bound: Self.fields).flatMap { try? JSONDecoder().decode(AuditBody.self, from: $0) }
  }

  static func check(of sealed: Data, sequence: Int64, previous: Data, keys: StoreKeys) -> Data {
    var fields = BoundFields("log check")
    fields.append(sequence)
    fields.append(previous)
    fields.append(ContentDigest(of: sealed))
    return keys.logCheck(of: fields)
  }
}
