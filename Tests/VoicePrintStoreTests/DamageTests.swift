import Foundation
import Testing
import VoicePrint
import VoicePrintStore

@Suite struct DamageTests {
  /// What a store answers to everything that can be asked.
  private struct Answers: Equatable {
    var records: [EnrollmentRecord] = []
    var samples: [[SampleRecord]] = []
    var enrollments: [Enrollment] = []
    var tombstone: Tombstone?

    init(_ store: EnrollmentStore, deleted: SpeakerID) throws {
      records = try store.records(perPage: 1000).records
      tombstone = try store.tombstone(of: deleted)
      for record in records {
        samples.append(try store.samples(of: record.speaker))
        enrollments.append(try store.enrollment(of: record.speaker, firstOrder: true))
      }
    }
  }

  @Test func aDamagedFileIsReportedOrAnswersTheSame() throws {
    let folder = try TemporaryFolder()
    let deleted = try SpeakerID("deleted")
    let answers: Answers
    do {
      let store = try EnrollmentStore(folder.location)
      for number in 0..<6 { try store.enroll(speaker(number), sample(number), sample(number + 50)) }
      try store.enroll(deleted, sample(99))
      try store.delete(deleted)
      answers = try Answers(store, deleted: deleted)
      try store.close()
    }
    let bytes = try #require(FileManager.default.contents(atPath: folder.location.databasePath))
    var generator = SeededGenerator(seed: 12)
    var refused = 0
    var reported = 0
    var harmless = 0
    for _ in 0..<150 {
      let copy = try TemporaryFolder()
      try FileManager.default.copyItem(atPath: folder.location.keyPath, toPath: copy.location.keyPath)
      var damaged = bytes
      // Half of the places are in the first pages, where SQLite keeps its structures.
      let limit = Bool.random(using: &generator) ? bytes.count : 40_000
      let place = Int.random(in: 0..<limit, using: &generator)
      let length = Int.random(in: 1...4, using: &generator)
      for offset in place..<min(place + length, bytes.count) {
        damaged[offset] ^= UInt8.random(in: 1...255, using: &generator)
      }
      try damaged.write(to: URL(fileURLWithPath: copy.location.databasePath))
      do {
        let store = try EnrollmentStore(copy.location)
        let found = try store.verify(summarize: summarize)
        if found.faults.isEmpty {
          #expect(try Answers(store, deleted: deleted) == answers, "\(length) bytes at \(place)")
          harmless += 1
        } else {
          reported += 1
        }
      } catch {
        #expect(error is StoreError)
        refused += 1
      }
    }
    print("damage: \(refused) refused at opening, \(reported) reported by verify, \(harmless) harmless")
    #expect(refused + reported > 20)
  }
}
