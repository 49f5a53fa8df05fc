import Foundation
import Testing
import VoicePrint
import VoicePrintStore

@Suite struct ArchiveTests {
  let folder: TemporaryFolder
  let store: EnrollmentStore
  let path: String
  static let passphrase = ArchivePassphrase("correct horse battery")

  init() throws {
    folder = try TemporaryFolder()
    store = try EnrollmentStore(folder.location)
    path = folder.path + "/archive"
    for number in 0..<20 {
      try store.enroll(
        speaker(number), samples: (0..<12).map { sample(100 * $0 + number) },
        idName: number % 2 == 0 ? .speakerId : .enrollmentId, model: firstModel, summarize: summarize)
    }
    try store.update(speaker(3), sample(777))
    try store.enroll(speaker(99), sample(99))
    try store.delete(speaker(99))
  }

  @discardableResult
  private func export(account: AccountID = .standard, to path: String? = nil) throws -> ArchiveReport {
    try store.export(to: path ?? self.path, passphrase: Self.passphrase, account: account, cost: .least)
  }

  /// What an account answers.
  private struct Dump: Equatable {
    let records: [EnrollmentRecord]
    let samples: [[SampleRecord]]
    let enrollments: [Enrollment]
    let tombstones: [Tombstone?]
    let log: [AuditEntry]

    init(_ store: EnrollmentStore, withLog: Bool = true) throws {
      let records = try store.records(perPage: 1000).records
      self.records = records
      samples = try records.map { try store.samples(of: $0.speaker) }
      enrollments = try records.map { try store.enrollment(of: $0.speaker, firstOrder: true) }
      tombstones = try (0..<120).map { try store.tombstone(of: speaker($0)) }
      var log: [AuditEntry] = []
      if withLog { try store.visitLog { log.append($0) } }
      self.log = log
    }
  }

  // MARK: Whole archives

  @Test func anEmptyStoreAnswersTheSameAfterwards() throws {
    let report = try export()
    #expect(report.speakers.count == 20 && report.sampleCount == 241 && report.tombstoneCount == 1)
    #expect(report.byteCount > 2 * 65_536)
    let target = try TemporaryFolder()
    let other = try EnrollmentStore(target.location)
    let taken = try other.take(path)
    #expect(taken.imported == report.speakers && taken.sampleCount == 241 && taken.moved.isEmpty)
    #expect(try Dump(other, withLog: false) == Dump(store, withLog: false))
    #expect(try other.verify(summarize: summarize).faults == [])
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("archive") } == [
        "archive"
      ])
    // And it goes on: the same change gives the same on both sides.
    for store in [store, other] { try store.update(speaker(4), sample(55)) }
    #expect(try other.record(of: speaker(4)).summary == store.record(of: speaker(4)).summary)
  }

  @Test func bothSidesLogIt() throws {
    try export()
    let target = try TemporaryFolder()
    let other = try EnrollmentStore(target.location, actor: .commandLine(user: "bob"))
    try other.take(path)
    var exported: [AuditEntry] = []
    var imported: [AuditEntry] = []
    try store.visitLog { if $0.action == .exporting { exported.append($0) } }
    try other.visitLog { if $0.action == .importing { imported.append($0) } }
    #expect(exported.count == 20 && exported.map(\.samples) == imported.map(\.samples))
    #expect(imported.allSatisfy { $0.actor.text == "cli:bob" })
  }

  @Test func anotherAccountCanTakeThemIn() throws {
    try export()
    let account = try AccountID("sales")
    try store.makeAccount(account)
    let report = try store.importArchive(
      path, passphrase: Self.passphrase, account: account, model: firstModel, transform: { $0 },
      summarize: summarize)
    #expect(report.imported.count == 20)
    #expect(
      try store.record(of: speaker(3), account: account).summary == store.record(of: speaker(3)).summary)
    #expect(try store.verify(summarize: summarize).faults == [])
  }

  @Test func aMinimalStoreTakesThemInWithoutWhatItDoesNotKeep() throws {
    try export()
    let target = try TemporaryFolder()
    let other = try EnrollmentStore(target.location, keepsFirstOrderStatistics: false)
    try other.take(path)
    #expect(try other.samples(of: speaker(3)).allSatisfy { !$0.keepsFirstOrderStatistics })
    #expect(try other.record(of: speaker(3)) == store.record(of: speaker(3)))
    #expect(try other.verify(summarize: summarize).faults == [])
  }

  @Test func aFileThatIsThereIsNotOverwritten() throws {
    try Data("diary".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: ArchiveError.exists(path: path)) { try export() }
    #expect(FileManager.default.contents(atPath: path) == Data("diary".utf8))
    #expect(throws: ArchiveError.nothingToWrite(try AccountID("empty"))) {
      let empty = try AccountID("empty")
      try store.makeAccount(empty)
      try export(account: empty, to: path + "2")
    }
    #expect(throws: ArchiveError.shortPassphrase(count: 11)) {
      try store.export(to: path + "3", passphrase: ArchivePassphrase("elevenchars"))
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("archive") } == [
        "archive"
      ])
  }

  // MARK: Conflicts

  /// A store that has speaker 3 with two samples of the archive and one of its own.
  private func occupied() throws -> (TemporaryFolder, EnrollmentStore) {
    let target = try TemporaryFolder()
    let other = try EnrollmentStore(target.location)
    try other.enroll(speaker(3), sample(3), sample(103), sample(888))
    try other.enroll(speaker(55), sample(55))
    return (target, other)
  }

  @Test func conflictsAreNamedAndNothingIsImported() throws {
    try export()
    let (_, other) = try occupied()
    let before = try Dump(other)
    #expect(throws: ArchiveError.conflicts([try speaker(3)])) { try other.take(path) }
    #expect(try Dump(other) == before)
  }

  @Test func skippingLeavesThemAsTheyAre() throws {
    try export()
    let (_, other) = try occupied()
    let before = try other.record(of: speaker(3))
    let report = try other.take(path, .skip)
    #expect(report.skipped == [try speaker(3)] && report.imported.count == 19)
    #expect(try other.record(of: speaker(3)) == before)
    #expect(try other.verify(summarize: summarize).faults == [])
  }

  @Test func mergingAddsExactlyAndCountsOnce() throws {
    try export()
    let (_, other) = try occupied()
    let report = try other.take(path, .merge)
    let merged = try #require(report.merged.first)
    #expect(try report.merged.count == 1 && merged.speaker == speaker(3))
    #expect(merged.added == 11 && merged.duplicates == 2)
    let all = [3, 103, 203, 303, 403, 503, 603, 703, 803, 903, 1003, 1103, 777, 888].map {
      sample($0).withoutFirstOrder
    }
    let expected = try Enrollment(speaker: speaker(3), model: firstModel.identity, samples: all)
    #expect(try other.record(of: speaker(3)).summary == summarize(expected))
    #expect(try other.enrollment(of: speaker(3)) == expected)
    let again = try other.take(path, .merge)
    #expect(again.merged.count == 20 && again.sampleCount == 0)
    #expect(try other.verify(summarize: summarize).faults == [])
  }

  // MARK: Models

  @Test func anotherModelOfTheSameMixtureIsMovedTo() throws {
    try export()
    let target = try TemporaryFolder()
    let other = try EnrollmentStore(target.location)
    let report = try other.take(path, model: secondModel)
    #expect(report.moved.count == 20)
    _ = try store.upgrade(to: secondModel, transform: UpgradeTests.moved, summarize: summarize)
    for number in 0..<20 {
      #expect(try other.record(of: speaker(number)).summary == store.record(of: speaker(number)).summary)
      #expect(try other.enrollment(of: speaker(number)) == store.enrollment(of: speaker(number)))
    }
  }

  @Test func anotherMixtureIsRefused() throws {
    try export()
    let target = try TemporaryFolder()
    let other = try EnrollmentStore(target.location)
    let before = try Dump(other)
    #expect(
      throws: ArchiveError.otherModel(
        try speaker(0), expected: foreignModel.statistics, found: firstModel.statistics)
    ) { try other.take(path, model: foreignModel) }
    try store.setKeepsFirstOrderStatistics(false)
    try export(to: path + "2")
    let error = #expect(throws: ArchiveError.self) { try other.take(path + "2", model: secondModel) }
    if case .immovable(_, let reason) = error { #expect(reason.contains("not kept")) } else { Issue.record() }
    #expect(try Dump(other) == before)
  }

  // MARK: Damage

  @Test func everyDamageIsRefusedAndChangesNothing() throws {
    try export()
    let (_, other) = try occupied()
    let before = try Dump(other)
    let bytes = try #require(FileManager.default.contents(atPath: path))
    var generator = SeededGenerator(seed: 5)
    var damaged: [(String, Data)] = []
    for place in Array(0..<92) + (0..<60).map({ _ in Int.random(in: 92..<bytes.count, using: &generator) }) {
      var copy = bytes
      copy[place] ^= UInt8.random(in: 1...255, using: &generator)
      damaged.append(("byte \(place)", copy))
    }
    let piece = (64 << 10) + 16
    let lengths =
      [
        0, 1, 7, 8, 44, 91, 92, 93, 107, 108, 92 + piece, 92 + piece - 1, 92 + piece + 1, 92 + 2 * piece,
        bytes.count - 1,
      ]
      + (0..<20).map { _ in Int.random(in: 92..<bytes.count, using: &generator) }
    for length in lengths { damaged.append(("first \(length) bytes", bytes.prefix(length))) }
    let (first, second) = (bytes[92..<92 + piece], bytes[92 + piece..<92 + 2 * piece])
    let rest = bytes[(92 + 2 * piece)...]
    damaged.append(("two pieces exchanged", bytes.prefix(92) + second + first + rest))
    damaged.append(("a piece left out", bytes.prefix(92) + first + rest))
    damaged.append(("a piece twice", bytes.prefix(92) + first + first + second + rest))
    damaged.append(("only the last piece", bytes.prefix(92) + rest))
    damaged.append(("something behind it", bytes + [0]))
    damaged.append(("itself behind it", bytes + bytes))
    try export(to: path + "2")
    let another = try #require(FileManager.default.contents(atPath: path + "2"))
    damaged.append(("another's pieces", bytes.prefix(92) + another.dropFirst(92)))
    var kinds: [String: Int] = [:]
    for (what, contents) in damaged {
      try contents.write(to: URL(fileURLWithPath: path + "3"))
      let error = #expect(throws: ArchiveError.self, "\(what)") { try other.take(path + "3", .merge) }
      kinds[error.map { "\($0)".contains("damaged") ? "damaged" : "other" } ?? "none", default: 0] += 1
      switch error {
      case .damaged, .notAnArchive, .newerFormat: break
      default: Issue.record("\(what): \(String(describing: error))")
      }
    }
    #expect(try Dump(other) == before)
    #expect(try other.verify(summarize: summarize).faults == [])
    print("archive: \(damaged.count) damaged copies refused, \(kinds)")
  }

  @Test func aWrongPassphraseIsSaidToBeOne() throws {
    try export()
    let (_, other) = try occupied()
    let before = try Dump(other)
    for text in ["", "correct horse batterz", "correct horse battery ", "Correct horse battery"] {
      #expect(throws: ArchiveError.wrongPassphrase(path: path)) {
        try other.take(path, passphrase: ArchivePassphrase(text))
      }
    }
    #expect(try Dump(other) == before)
    // The same characters, composed in another way.
    _ = try store.export(
      to: path + "2", passphrase: ArchivePassphrase("na\u{00ef}ve passphrase"), account: .standard,
      cost: .least)
    try other.take(path + "2", .skip, passphrase: ArchivePassphrase("nai\u{0308}ve passphrase"))
  }

  @Test func aHostileHeaderIsRefusedBeforeItCostsAnything() throws {
    try export()
    let bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
    for cost in [
      (10, 8, 1), (14, 1, 1), (14, 8, 0), (0, 0, 0), (40, 8, 1), (255, 255, 255), (21, 8, 1), (20, 64, 64),
    ] {
      var header = Array(bytes.prefix(76))
      (header[9], header[10], header[11]) = (UInt8(cost.0), UInt8(cost.1), UInt8(cost.2))
      header += ContentDigest(of: header).bytes.prefix(16)
      try Data(header + bytes.dropFirst(92)).write(to: URL(fileURLWithPath: path + "2"))
      let error = #expect(throws: ArchiveError.self) { try store.take(path + "2") }
      guard case .unacceptableCost = error else {
        Issue.record("\(cost): \(String(describing: error))")
        continue
      }
    }
    #expect(throws: ArchiveError.self) { try store.take(folder.path) }
    #expect(throws: ArchiveError.self) { try store.take(folder.path + "/nothing") }
    #expect(throws: ArchiveError.notAnArchive(path: folder.location.databasePath)) {
      try store.take(folder.location.databasePath)
    }
  }
}

extension EnrollmentStore {
  @discardableResult
  func take(
    _ path: String, _ rule: ArchiveConflictRule = .fail, model: ModelReference = firstModel,
    passphrase: ArchivePassphrase = ArchiveTests.passphrase
  ) throws -> ImportReport {
    try importArchive(
      path, passphrase: passphrase, model: model, onConflict: rule, transform: UpgradeTests.moved,
      summarize: summarize)
  }
}
