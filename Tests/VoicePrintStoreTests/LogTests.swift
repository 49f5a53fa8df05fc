import Crypto
import Foundation
import GRDB
import Testing
import VoicePrint
import VoicePrintStore

@Suite struct LogTests {
  let folder: TemporaryFolder
  let store: EnrollmentStore

  /// Eight entries: the beginning, and seven changes.
  init() throws {
    folder = try TemporaryFolder()
    store = try EnrollmentStore(folder.location, actor: .commandLine(user: "ann"))
    try store.enroll(speaker(1), sample(1), sample(2))
    try store.enroll(speaker(2), sample(3))
    try store.acting(as: .client(ClientID("dialer"))).update(speaker(1), sample(4))
    try store.remove(sample(1), of: speaker(1))
    try store.addClient(ClientID("dialer"), secret: "s", owner: SpeakerID("o"))
    try store.acting(as: .openServer).delete(speaker(2))
    try store.revokeClient(ClientID("dialer"))
  }

  private func entries(of speaker: SpeakerID? = nil, since: Date? = nil) throws -> [AuditEntry] {
    var entries: [AuditEntry] = []
    #expect(try store.visitLog(of: speaker, since: since) { entries.append($0) } == [])
    return entries
  }

  private func edit(_ sql: String) throws {
    try folder.intruder().writeWithoutTransaction { try $0.execute(sql: sql) }
  }

  @Test func everyChangeStandsInTheLog() throws {
    let log = try entries()
    #expect(log.map(\.sequence) == Array(1...8))
    #expect(
      log.map(\.action) == [
        .begin, .enroll, .enroll, .update, .removeSample, .addClient, .delete, .revokeClient,
      ])
    #expect(
      log.map(\.actor.text) == [
        "cli:ann", "cli:ann", "cli:ann", "client:dialer", "cli:ann", "cli:ann", "server:open", "cli:ann",
      ])
    #expect(log[1].samples == [sample(1).digest, sample(2).digest])
    #expect(log[3].samples == [sample(4).digest] && log[4].samples == [sample(1).digest])
    #expect(log[1].speaker == "speaker_1" && log[1].account == "default" && log[5].client == "dialer")
    #expect(log[1].model == firstModel.identity)
    #expect(try entries(of: speaker(1)).map(\.sequence) == [2, 4, 5])
    #expect(try entries(since: log[6].time).map(\.sequence).contains(8))
    #expect(try entries(since: Date().addingTimeInterval(60)).isEmpty)
    let found = try store.verifyLog()
    #expect(found.faults == [] && found.entryCount == 8 && found.head.count == 64)
  }

  @Test func whatChangesNothingIsNotLogged() throws {
    try store.update(speaker(1), sample(2))
    #expect(throws: StoreError.self) { try store.enroll(speaker(1), sample(9)) }
    struct Refusal: Error {}
    #expect(throws: Refusal.self) {
      try store.update(speaker(1), adding: [sample(9)], model: firstModel) { _ in throw Refusal() }
    }
    try store.revokeClient(ClientID("dialer"))
    #expect(try entries().count == 8)
    #expect(try store.verify(summarize: summarize).faults == [])
  }

  @Test func otherChangesAreLoggedToo() throws {
    try store.makeAccount(AccountID("b"))
    try store.upgrade(to: secondModel, transform: UpgradeTests.moved, summarize: summarize).moved.forEach {
      _ in
    }
    try store.setKeepsFirstOrderStatistics(false)
    try store.setKeepsFirstOrderStatistics(true)
    #expect(try entries().dropFirst(8).map(\.action) == [.addAccount, .upgrade, .minimal, .full])
    #expect(try store.verify(summarize: summarize).faults == [])
  }

  @Test func theLogHoldsNoDigestInClear() throws {
    let bytes = folder.databaseBytes
    #expect(bytes.range(of: Data(sample(1).digest.bytes)) == nil)
    #expect(bytes.range(of: Data(sample(1).digest.description.utf8)) == nil)
    #expect(bytes.range(of: Data("client:dialer".utf8)) == nil)
  }

  /// Edits of the log, each with the entry that is named and what is said of it.
  static let edits: [(name: String, sql: String, sequence: Int64, says: String)] = [
    (
      "contents",
      "UPDATE auditLog SET sealed = CAST(substr(sealed, 1, 40) || x'00' || substr(sealed, 42) AS BLOB) WHERE sequence = 4",
      4, "does not open"
    ),
    (
      "check", "UPDATE auditLog SET mac = randomblob(32) WHERE sequence = 4", 4, "is not that of its contents"
    ),
    ("removed", "DELETE FROM auditLog WHERE sequence = 3", 3, "entry 3 of the log is missing"),
    ("several removed", "DELETE FROM auditLog WHERE sequence IN (3, 4, 5)", 3, "entries 3 to 5"),
    ("first removed", "DELETE FROM auditLog WHERE sequence = 1", 1, "entry 1 of the log is missing"),
    ("last removed", "DELETE FROM auditLog WHERE sequence = 8", 8, "the last of the log, is missing"),
    ("tail cut off", "DELETE FROM auditLog WHERE sequence > 5", 6, "entries 6 to 8, the last"),
    ("all removed", "DELETE FROM auditLog", 1, "entries 1 to 8, the last"),
    (
      "closed gap",
      "DELETE FROM auditLog WHERE sequence = 3; UPDATE auditLog SET sequence = sequence - 1 WHERE sequence > 3",
      3, "was written as entry 4"
    ),
    (
      "swapped",
      "UPDATE auditLog SET sequence = -3 WHERE sequence = 3; UPDATE auditLog SET sequence = 3 WHERE sequence = 4; UPDATE auditLog SET sequence = 4 WHERE sequence = -3",
      3, "was written as entry 4"
    ),
    (
      "inserted", "INSERT INTO auditLog SELECT 9, sealed, mac FROM auditLog WHERE sequence = 4", 9,
      "was written as entry 4"
    ),
    (
      "copied over",
      "UPDATE auditLog SET (sealed, mac) = (SELECT sealed, mac FROM auditLog WHERE sequence = 2) WHERE sequence = 5",
      5, "was written as entry 2"
    ),
  ]

  @Test(arguments: LogTests.edits.map(\.name))
  func anEditIsFoundAndNamed(name: String) throws {
    let edit = try #require(Self.edits.first { $0.name == name })
    try self.edit(edit.sql)
    let faults = try store.verifyLog().faults
    #expect(faults.first?.sequence == edit.sequence, "\(faults)")
    #expect(faults.first?.description.contains(edit.says) == true, "\(faults)")
    #expect(try !store.verify().faults.isEmpty)
  }

  @Test func anEarlierHeadDoesNotHideACutTail() throws {
    store.erase()
    let earlier = try folder.intruder().read {
      try Data.fetchOne($0, sql: "SELECT sealed FROM head")
    }
    try store.enroll(speaker(7), sample(7))
    try folder.intruder().write {
      try $0.execute(sql: "DELETE FROM auditLog WHERE sequence = 9")
      try $0.execute(sql: "UPDATE head SET sealed = ?", arguments: [earlier])
    }
    #expect(try store.verifyLog().faults == [])
    #expect(
      try store.verify().faults.contains { $0.contains("‘speaker_7’") && $0.contains("does not know of it") })
  }

  @Test func aReplacedEntryIsFound() throws {
    // Somebody with a copy of the file from before puts an entry of it in the place of one that was written since.
    try folder.intruder().write { try $0.execute(sql: "CREATE TABLE kept AS SELECT * FROM auditLog") }
    let twin = try TemporaryFolder()
    store.erase()
    for path in [\StoreLocation.databasePath, \StoreLocation.keyPath] {
      try FileManager.default.copyItem(
        atPath: folder.location[keyPath: path], toPath: twin.location[keyPath: path])
    }
    let other = try EnrollmentStore(twin.location)
    try other.enroll(speaker(8), sample(8))
    try other.close()
    try store.enroll(speaker(7), sample(7))
    try store.enroll(speaker(6), sample(6))
    try folder.intruder().writeWithoutTransaction { database in
      try database.execute(sql: "ATTACH ? AS twin", arguments: [twin.location.databasePath])
      try database.execute(
        sql: """
          UPDATE auditLog SET (sealed, mac) = (SELECT sealed, mac FROM twin.auditLog t WHERE t.sequence = 9)
          WHERE sequence = 9
          """)
    }
    let faults = try store.verifyLog().faults
    #expect(faults.map(\.sequence) == [10])
    #expect(faults.first?.description.contains("one of the two was replaced") == true)
  }

  // MARK: Enrollments against the log

  @Test func anEnrollmentThatGoesOrComesBackIsNamed() throws {
    store.erase()
    let copy = folder.path + "/copy.sqlite"
    try FileManager.default.copyItem(atPath: folder.location.databasePath, toPath: copy)
    try store.enroll(speaker(3), sample(5))
    try store.update(speaker(1), sample(6))
    try folder.intruder().writeWithoutTransaction { database in
      try database.execute(sql: "DELETE FROM enrollment WHERE speaker = 'speaker_3'")
      try database.execute(sql: "PRAGMA foreign_keys = OFF; ATTACH '\(copy)' AS earlier")
      try database.execute(
        sql: """
          DELETE FROM sample; DELETE FROM sealed; DELETE FROM enrollment;
          INSERT INTO sealed SELECT * FROM earlier.sealed; INSERT INTO sample SELECT * FROM earlier.sample;
          INSERT INTO enrollment SELECT * FROM earlier.enrollment
          """)
    }
    // Every seal opens, and every answer is one that was right once.
    #expect(try store.enrollment(of: speaker(1)).samples.count == 2)
    let faults = try store.verify(summarize: summarize).faults
    #expect(
      faults.contains { $0.contains("‘speaker_3’") && $0.contains("entry 9") && $0.contains("removed") })
    #expect(
      faults.contains {
        $0.contains("‘speaker_1’") && $0.contains("entry 10")
          && $0.contains("without \(sample(6).digest.short)")
      })
    #expect(try store.verifyLog().faults == [])
  }

  @Test func aDeletedSpeakerWhoIsPutBackIsNamed() throws {
    let copy = folder.path + "/copy.sqlite"
    store.erase()
    try FileManager.default.copyItem(atPath: folder.location.databasePath, toPath: copy)
    try store.delete(speaker(1))
    try folder.intruder().writeWithoutTransaction { database in
      try database.execute(sql: "ATTACH '\(copy)' AS earlier")
      try database.execute(
        sql: """
          INSERT INTO sealed SELECT * FROM earlier.sealed; INSERT INTO enrollment SELECT * FROM earlier.enrollment;
          INSERT INTO sample SELECT * FROM earlier.sample; DELETE FROM tombstone WHERE speaker = 'speaker_1'
          """)
    }
    #expect(try store.enrollment(of: speaker(1)).samples.count == 2)
    let faults = try store.verify(summarize: summarize).faults
    #expect(faults.contains { $0.contains("‘speaker_1’") && $0.contains("deleted by entry 9") })
  }

  // MARK: Stores from before

  /// Makes of a store what a version without a log left.
  private func takeLogAway(_ folder: TemporaryFolder) throws {
    let key = try #require(FileManager.default.contents(atPath: folder.location.keyPath))
    let identity = try #require(
      try folder.intruder().read { try Data.fetchOne($0, sql: "SELECT identity FROM store") })
    let sealing = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: key), salt: identity, info: Data("VoicePrint sealing".utf8),
      outputByteCount: 32)
    let bound = identity + [18] + Data("VoicePrint store 1".utf8) + [9] + Data("key check".utf8)
    let check = try AES.GCM.seal(Data("VoicePrint".utf8), using: sealing, authenticating: bound).combined
    try folder.intruder().write { database in
      try database.execute(sql: "UPDATE store SET keyCheck = ?", arguments: [check])
      try database.execute(
        sql: """
          DROP TABLE auditLog; DROP TABLE head; DROP TABLE keyRing;
          DELETE FROM grdb_migrations WHERE identifier = 'audit'
          """)
    }
  }

  @Test func aStoreWithoutALogGetsOne() throws {
    let before = try store.record(of: speaker(1))
    try store.close()
    try takeLogAway(folder)
    let again = try EnrollmentStore(folder.location, actor: .commandLine(user: "bob"))
    #expect(try again.record(of: speaker(1)) == before)
    var log: [AuditEntry] = []
    try again.visitLog { log.append($0) }
    #expect(log.map(\.action) == [.begin, .found] && log[1].samples.count == 2)
    #expect(try again.verify(summarize: summarize).faults == [])
    try again.update(speaker(1), sample(9))
    try again.rekey()
    #expect(try EnrollmentStore(folder.location).verify(summarize: summarize).faults == [])
  }

  @Test func aLogThatWasTakenAwayIsNotBegunAnew() throws {
    try store.close()
    try edit("DELETE FROM auditLog; DELETE FROM head")
    let again = try EnrollmentStore(folder.location)
    #expect(try again.verifyLog().faults.count == 1)
    #expect(throws: StoreError.self) { try again.update(speaker(1), sample(9)) }
  }
}
