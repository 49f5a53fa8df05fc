import Foundation
import Testing
import VoicePrint
import VoicePrintStore

/// Kills in the middle of what changes much at once: afterwards all of it was done, or nothing.
@Suite(.serialized) struct KillTests {
  @Test func aKillDuringAnImportLeavesAllOrNothing() async throws {
    let source = try TemporaryFolder()
    let archive = source.path + "/archive"
    let store = try EnrollmentStore(source.location)
    for number in 0..<60 { try store.enroll(speaker(number), sample(number), sample(number + 100)) }
    _ = try store.export(to: archive, passphrase: ArchiveTests.passphrase, cost: .least)
    let target = try TemporaryFolder()
    try EnrollmentStore(target.location).enroll(speaker(200), sample(7))
    var generator = SystemRandomNumberGenerator()
    var (undone, done) = (0, 0)
    // Grows until it reaches behind the transaction, however fast the machine is.
    var longest = 100_000
    for _ in 0..<24 {
      let path = target.path
      let delay = Int.random(in: longest / 4..<longest, using: &generator)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = path as String, archive = archive as String, delay = delay as Int] in
        try importUntilKilled(archive, path: path, afterMicroseconds: delay)
      }
      let found = try EnrollmentStore(target.location)
      #expect(try found.verify(summarize: summarize).faults == [])
      let records = try found.records(perPage: 1000).records
      #expect(records.first?.speaker == (try speaker(200)))
      guard records.count > 1 else {
        undone += 1
        longest += delay / 3
        continue
      }
      #expect(try records.dropFirst().elementsEqual(store.records(perPage: 1000).records))
      done += 1
      for record in records.dropFirst() { try found.delete(record.speaker) }
    }
    print("kill: \(undone) imports undone, \(done) done")
    #expect(undone > 0 && done > 0)
  }

  @Test func aKillDuringAChangeOfTheKeyLeavesAStoreThatOpens() async throws {
    let folder = try TemporaryFolder()
    let store = try EnrollmentStore(folder.location)
    for number in 0..<60 { try store.enroll(speaker(number), sample(number), sample(number + 100)) }
    let before = try store.records(perPage: 1000).records
    try store.close()
    var generator = SystemRandomNumberGenerator()
    var keys: Set<Data> = []
    var longest = 100_000
    for round in 0..<24 {
      let path = folder.path
      let delay = Int.random(in: longest / 8..<longest, using: &generator)
      await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, delay = delay as Int] in
        try changeKeyUntilKilled(path: path, afterMicroseconds: delay)
      }
      let found = try EnrollmentStore(folder.location)
      #expect(try found.verify(summarize: summarize).faults == [], "round \(round)")
      #expect(try found.records(perPage: 1000).records == before)
      try found.close()
      let key = try #require(FileManager.default.contents(atPath: folder.location.keyPath))
      if !keys.insert(key).inserted { longest += delay / 3 }
    }
    print("kill: \(keys.count) keys after 24 changes that were killed")
    #expect(keys.count > 1)
  }
}

private func importUntilKilled(_ archive: String, path: String, afterMicroseconds delay: Int) throws {
  killMyself(afterMicroseconds: delay)
  let store = try EnrollmentStore(StoreLocation(path: path, environment: [:]))
  try store.take(archive)
  Thread.sleep(forTimeInterval: 10)
}

private func changeKeyUntilKilled(path: String, afterMicroseconds delay: Int) throws {
  let store = try EnrollmentStore(StoreLocation(path: path, environment: [:]))
  killMyself(afterMicroseconds: delay)
  try store.rekey(keepsFormerKey: false)
  Thread.sleep(forTimeInterval: 10)
}
