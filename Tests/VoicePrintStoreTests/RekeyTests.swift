import Foundation
import GRDB
import Testing
import VoicePrint
import VoicePrintStore

@Suite struct RekeyTests {
  private func key(_ folder: TemporaryFolder) throws -> Data {
    try #require(FileManager.default.contents(atPath: folder.location.keyPath))
  }

  private func keyFiles(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("voiceprint.key") }
      .sorted()
  }

  private func sealed(_ folder: TemporaryFolder) throws -> [Data] {
    try folder.intruder().read { database in
      try Data.fetchAll(database, sql: "SELECT bytes FROM sealed")
        + Data.fetchAll(database, sql: "SELECT name FROM sample")
        + Data.fetchAll(database, sql: "SELECT sealed FROM auditLog")
    }
  }

  @Test func everyAnswerStaysAndNothingOldIsLeft() throws {
    let scene = try FullStore()
    var before = try scene.answers(of: scene.copy())
    let copy = try scene.copy()
    let formerKey = try key(copy)
    let former = try sealed(copy)
    let store = try EnrollmentStore(copy.location, actor: .commandLine(user: "ann"))
    let kept = try #require(try store.rekey())
    #expect(try key(copy) != formerKey)
    #expect(FileManager.default.contents(atPath: kept) == formerKey)
    #expect(try store.verify(summarize: summarize).faults == [])
    try store.close()
    let bytes = copy.databaseBytes
    #expect(former.allSatisfy { bytes.range(of: $0.prefix(32)) == nil })
    var after = try scene.answers(of: copy)
    #expect(after.log.last?.action == .rekey && after.log.last?.actor.text == "cli:ann")
    after.log.removeLast()
    // The number of the newest entry is the only answer that the change of the key adds to.
    #expect(after == before)
    before.log = []
    // With the former key in its place, the new one is not to be found, and is said to be missing.
    try FileManager.default.removeItem(atPath: copy.location.keyPath)
    try FileManager.default.moveItem(atPath: kept, toPath: copy.location.keyPath)
    #expect(throws: StoreError.wrongKey(path: copy.location.keyPath, store: copy.location.databasePath)) {
      try EnrollmentStore(copy.location)
    }
  }

  @Test func othersWhoHaveTheStoreOpenGoOn() throws {
    let folder = try TemporaryFolder()
    let store = try EnrollmentStore(folder.location)
    try store.enroll(speaker(1), sample(1))
    let other = try EnrollmentStore(folder.location)
    #expect(try other.record(of: speaker(1)).sampleCount == 1)
    for round in 0..<3 {
      try store.rekey(keepsFormerKey: false)
      try other.update(speaker(1), sample(2 + 2 * round))
      try store.update(speaker(1), sample(3 + 2 * round))
    }
    #expect(try other.enrollment(of: speaker(1)).samples.count == 7)
    #expect(try keyFiles(folder) == ["voiceprint.key"])
    #expect(try EnrollmentStore(folder.location).verify(summarize: summarize).faults == [])
  }

  @Test func aStoreThatSharesTheKeyFileStillOpens() throws {
    let folder = try TemporaryFolder()
    let other = StoreLocation(
      path: folder.path + "/other", keyPath: folder.location.keyPath, environment: [:])
    let store = try EnrollmentStore(folder.location)
    try store.enroll(speaker(1), sample(1))
    try EnrollmentStore(other).enroll(speaker(2), sample(2))
    try store.rekey()
    #expect(try EnrollmentStore(other).verify(summarize: summarize).enrollmentCount == 1)
    try EnrollmentStore(other).rekey()
    #expect(try EnrollmentStore(folder.location).record(of: speaker(1)).sampleCount == 1)
    #expect(try EnrollmentStore(other).record(of: speaker(2)).sampleCount == 1)
  }

  @Test func whatIsNotWholeKeepsItsKey() throws {
    let folder = try TemporaryFolder()
    let store = try EnrollmentStore(folder.location)
    try store.enroll(speaker(1), sample(1))
    try store.enroll(speaker(2), sample(2))
    let before = try key(folder)
    try folder.intruder().write { try $0.execute(sql: "UPDATE account SET createdAt = 7") }
    let error = #expect(throws: StoreError.self) { try store.rekey() }
    #expect(error?.description.contains("the key was not changed") == true)
    #expect(try key(folder) == before && keyFiles(folder) == ["voiceprint.key"])
    #expect(try store.record(of: speaker(1)).sampleCount == 1)
  }

  /// More rows than are in memory at once, of every kind that is visited whole.
  @Test func whatIsMoreThanAPageIsVisitedWhole() throws {
    let folder = try TemporaryFolder()
    let store = try EnrollmentStore(folder.location)
    for number in 0..<210 { try store.enroll(speaker(number), sample(number)) }
    for number in 0..<105 { try store.delete(speaker(2 * number)) }
    for number in 300..<405 { try store.enroll(speaker(number), sample(number)) }
    let before = try store.records(perPage: 1000).records
    #expect(before.count == 210)
    try store.rekey(keepsFormerKey: false)
    let found = try store.verify(summarize: summarize)
    #expect(found.faults == [] && found.enrollmentCount == 210 && found.sampleCount == 210)
    #expect(found.tombstoneCount == 105)
    #expect(try store.records(perPage: 1000).records == before)
    let path = folder.path + "/archive"
    let report = try store.export(to: path, passphrase: ArchiveTests.passphrase, cost: .least)
    #expect(report.speakers == before.map(\.speaker) && report.tombstoneCount == 105)
    let target = try TemporaryFolder()
    let other = try EnrollmentStore(target.location)
    _ = try other.importArchive(
      path, passphrase: ArchiveTests.passphrase, account: .standard, model: firstModel, transform: { $0 },
      summarize: summarize)
    #expect(try other.records(perPage: 1000).records == before)
  }

  /// The key of a change that failed, where it could not be taken away, is named until somebody does.
  @Test func aKeyThatWasLeftIsNamed() throws {
    let folder = try TemporaryFolder()
    let store = try EnrollmentStore(folder.location)
    try store.enroll(speaker(1), sample(1))
    #expect(try store.pendingKeys == [])
    let left = folder.location.keyPath + ".0123456789abcdef.new"
    try Data(repeating: 7, count: 32).write(to: URL(fileURLWithPath: left))
    for other in [".0123456789abcdef", ".0123.new", ".0123456789abcdeg.new"] {
      try Data().write(to: URL(fileURLWithPath: folder.location.keyPath + other))
    }
    #expect(try store.pendingKeys == [left])
    // The key that the store is sealed with is none that was left, wherever it lies.
    try store.rekey(keepsFormerKey: false)
    let id = try #require(
      try folder.intruder().read { try Data.fetchOne($0, sql: "SELECT keyID FROM keyRing") })
    let name = id.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
    let pending = "\(folder.location.keyPath).\(name).new"
    try FileManager.default.moveItem(atPath: folder.location.keyPath, toPath: pending)
    #expect(try EnrollmentStore(folder.location).pendingKeys == [left])
  }
}
