import Foundation
import GRDB
import Testing
import VoicePrint
import VoicePrintStore

@Suite struct ErasureTests {
  let folder: TemporaryFolder
  let store: EnrollmentStore

  init() throws {
    folder = try TemporaryFolder()
    store = try EnrollmentStore(folder.location)
  }

  /// Every 16 bytes of the database and of SQLite's log, at every place.
  private func windows() -> Set<Data> {
    let bytes = [UInt8](folder.databaseBytes)
    return Set((0...max(0, bytes.count - 16)).map { Data(bytes[$0..<min($0 + 16, bytes.count)]) })
  }

  /// The pieces of a sealed blob, 16 bytes at every 8th place.
  private func pieces(_ blob: Data) -> [Data] {
    stride(from: 0, to: blob.count - 16, by: 8).map { Data(blob[$0..<$0 + 16]) }
  }

  private func sealed(of condition: String) throws -> [Data] {
    try folder.intruder().read { database in
      try Data.fetchAll(
        database,
        sql: """
          SELECT bytes FROM sealed WHERE id IN (SELECT summary FROM enrollment WHERE \(condition))
          OR id IN (SELECT statistics FROM sample WHERE enrollment IN (SELECT id FROM enrollment WHERE \(condition)))
          OR id IN (SELECT firstOrder FROM sample WHERE enrollment IN (SELECT id FROM enrollment WHERE \(condition)))
          """)
    }
  }

  @Test func deletingLeavesNoSealedByte() throws {
    for number in 0..<20 { try store.enroll(speaker(number), sample(number), sample(number + 100)) }
    let deleted = try sealed(of: "speaker = 'speaker_7'")
    let kept = try sealed(of: "speaker = 'speaker_8'")
    #expect(deleted.count == 5)
    var present = windows()
    #expect(deleted.allSatisfy { pieces($0).allSatisfy(present.contains) })
    #expect(try store.delete(speaker(7)))
    present = windows()
    #expect(deleted.allSatisfy { !pieces($0).contains(where: present.contains) })
    #expect(kept.allSatisfy { pieces($0).allSatisfy(present.contains) })
  }

  @Test func nothingEverStoredOutlivesItsDeletion() throws {
    var generator = SeededGenerator(seed: 9)
    var enrolled: [Int: Set<Int>] = [:]
    var seen = Set<Data>()
    for step in 0..<400 {
      let number = Int.random(in: 0..<60, using: &generator)
      let next = Int.random(in: 0..<1000, using: &generator)
      switch (Int.random(in: 0..<4, using: &generator), enrolled[number]) {
      case (_, nil):
        try store.enroll(speaker(number), sample(next))
        enrolled[number] = [next]
      case (0, _?):
        try store.delete(speaker(number))
        enrolled[number] = nil
      case (1, let samples?) where samples.count > 1:
        let removed = try #require(samples.min())
        try store.remove(sample(removed), of: speaker(number))
        enrolled[number]?.remove(removed)
      default:
        try store.update(speaker(number), sample(next))
        enrolled[number]?.insert(next)
      }
      if step % 5 == 0 { try seen.formUnion(sealed(of: "1")) }
    }
    store.erase()
    let live = Set(try sealed(of: "1"))
    let gone = seen.subtracting(live)
    #expect(gone.count > 100)
    let present = windows()
    #expect(live.allSatisfy { pieces($0).allSatisfy(present.contains) })
    #expect(gone.filter { pieces($0).contains(where: present.contains) }.count == 0)
    #expect(try store.verify(summarize: summarize).faults == [])
  }

  @Test func sealedBytesStandOnOverflowPagesOnly() throws {
    // A table's own pages are moved about by SQLite and can keep copies; each row has 489 bytes there, a filler.
    for (index, length) in [0, 1, 4056, 4060, 4061, 8000, 8152, 8153, 30_000, 70_000].enumerated() {
      try store.enroll(speaker(index), samples: [sample(index)], model: firstModel) {
        EnrollmentSummary(
          status: EnrollmentStatus($0, quality: .good), signature: [UInt8](repeating: 1, count: length))
      }
      #expect(try store.record(of: speaker(index)).summary.signature.count == length)
    }
    store.erase()
    let file = [UInt8](folder.databaseBytes)
    let blobs = try sealed(of: "1")
    #expect(blobs.count == 30)
    for blob in blobs {
      let start = try #require(Data(file).range(of: blob.prefix(32))?.lowerBound)
      #expect(start % 4096 == 4)
      #expect(blob.count % 4092 == 0)
    }
  }
}
