import Foundation
import GRDB
import Testing
import VoicePrint
import VoicePrintStore

@Suite struct SealTests {
  let folder: TemporaryFolder
  let store: EnrollmentStore
  let anna: SpeakerID
  let berta: SpeakerID

  init() throws {
    folder = try TemporaryFolder()
    store = try EnrollmentStore(folder.location)
    anna = try SpeakerID("anna")
    berta = try SpeakerID("berta")
    try store.enroll(anna, sample(1), sample(2))
    try store.enroll(berta, sample(3), sample(4))
  }

  /// Edits outside VoicePrint, each with what must not be readable afterwards.
  static let edits: [(name: String, sql: String)] = [
    (
      "a flipped bit in a summary",
      """
      UPDATE sealed SET bytes = CAST(substr(bytes, 1, 99) || x'00000000' || substr(bytes, 104) AS BLOB)
      WHERE id = (SELECT summary FROM enrollment WHERE speaker = 'anna')
      """
    ),
    (
      "flipped bits in statistics",
      """
      UPDATE sealed SET bytes = CAST(substr(bytes, 1, 99) || x'00000000' || substr(bytes, 104) AS BLOB)
      WHERE id IN (SELECT statistics FROM sample)
      """
    ),
    (
      "flipped bits in first-order statistics",
      """
      UPDATE sealed SET bytes = CAST(substr(bytes, 1, 99) || x'00000000' || substr(bytes, 104) AS BLOB)
      WHERE id IN (SELECT firstOrder FROM sample)
      """
    ),
    ("a cut blob", "UPDATE sealed SET bytes = substr(bytes, 1, 20)"),
    (
      "summaries swapped between speakers",
      """
      CREATE TEMP TABLE t AS SELECT id, summary FROM enrollment; UPDATE enrollment SET summary = -id;
      UPDATE enrollment SET summary = (SELECT t.summary FROM temp.t WHERE t.id <> enrollment.id)
      """
    ),
    (
      "statistics in the place of first-order statistics",
      "UPDATE sample SET firstOrder = NULL; UPDATE sample SET firstOrder = statistics"
    ),
    (
      "samples swapped between speakers",
      "UPDATE sample SET enrollment = (SELECT e.id FROM enrollment e WHERE e.id <> sample.enrollment)"
    ),
    (
      "statistics swapped between samples of a speaker",
      """
      CREATE TEMP TABLE t AS SELECT id, enrollment, statistics FROM sample; UPDATE sample SET statistics = -id;
      UPDATE sample SET statistics =
        (SELECT t.statistics FROM temp.t WHERE t.id <> sample.id AND t.enrollment = sample.enrollment)
      """
    ),
    ("a speaker renamed", "UPDATE enrollment SET speaker = 'anna2' WHERE speaker = 'anna'"),
    ("an account renamed", "UPDATE account SET name = 'other'"),
    ("another model", "UPDATE enrollment SET model = zeroblob(32)"),
    ("another mixture", "UPDATE enrollment SET statisticsModel = zeroblob(32)"),
    ("marked complete", "UPDATE enrollment SET isComplete = 1 - isComplete"),
    ("another time", "UPDATE enrollment SET createdAt = createdAt + 1"),
    ("another time of a sample", "UPDATE sample SET addedAt = addedAt + 1"),
    ("another id name", "UPDATE enrollment SET idName = 'enrollmentId'"),
    ("a sample taken away", "DELETE FROM sample WHERE id = (SELECT MIN(id) FROM sample)"),
    ("a name changed", "UPDATE sample SET name = randomblob(32)"),
    (
      "a name of another length",
      "PRAGMA ignore_check_constraints = ON; UPDATE sample SET name = randomblob(300)"
    ),
  ]

  @Test(arguments: SealTests.edits.map(\.name))
  func anEditOutsideIsRefusedAndNamed(name: String) throws {
    #expect(try store.verify(summarize: summarize) == verification(enrollments: 2, samples: 4))
    let edit = try #require(Self.edits.first { $0.name == name })
    try folder.intruder().write { try $0.execute(sql: edit.sql) }
    var refusals: [StoreError] = []
    for account in try store.accounts() {
      for speaker in [anna, berta, try SpeakerID("anna2")] {
        do {
          _ = try store.enrollment(of: speaker, account: account, firstOrder: true)
        } catch {
          refusals.append(error)
        }
      }
    }
    let altered = refusals.compactMap { if case .altered(let what) = $0 { what } else { nil } }
    #expect(!altered.isEmpty)
    #expect(altered.allSatisfy { $0.contains("anna") || $0.contains("berta") })
    #expect(try !store.verify().faults.isEmpty)
  }

  @Test func anAlteredTombstoneIsNoticed() throws {
    try store.delete(anna)
    #expect(try store.verify() == verification(enrollments: 1, samples: 2, tombstones: 1))
    try folder.intruder().write { try $0.execute(sql: "UPDATE tombstone SET deletedAt = deletedAt + 1") }
    #expect(throws: StoreError.self) { try store.tombstone(of: anna) }
    #expect(try store.verify().faults.contains { $0.contains("the tombstone of ‘anna’") })
  }

  @Test func aWrongSummaryIsNoticed() throws {
    let found = try store.verify { enrollment in
      EnrollmentSummary(status: EnrollmentStatus(enrollment, quality: .high), signature: [])
    }
    #expect(found.faults.count == 2)
  }

  private func verification(enrollments: Int, samples: Int, tombstones: Int = 0) throws -> StoreVerification {
    let found = try store.verify()
    #expect(found.enrollmentCount == enrollments)
    #expect(found.sampleCount == samples)
    #expect(found.tombstoneCount == tombstones)
    #expect(found.faults.isEmpty)
    return found
  }

  @Test func nothingBiometricIsInClear() throws {
    let bytes = folder.databaseBytes
    for number in 1...4 {
      let sample = sample(number)
      #expect(bytes.range(of: Data(sample.digest.bytes)) == nil)
      #expect(bytes.range(of: Data(sample.digest.description.utf8)) == nil)
      #expect(bytes.range(of: Data(sample.statisticsBytes.suffix(16))) == nil)
      #expect(bytes.range(of: Data(try #require(sample.firstOrderBytes).suffix(16))) == nil)
    }
    for speaker in [anna, berta] {
      let summary = try store.record(of: speaker).summary
      #expect(bytes.range(of: Data(summary.signature.prefix(16))) == nil)
    }
    for word in ["enrollmentQuality", "totalSpeechDuration", "occupancies", "recording", ".wav"] {
      #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word)")
    }
    // What is meant to be in clear is found this way.
    #expect(bytes.range(of: Data(firstModel.identity.bytes)) != nil)
    #expect(bytes.range(of: Data("berta".utf8)) != nil)
  }
}
