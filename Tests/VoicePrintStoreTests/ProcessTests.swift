import Foundation
import Testing
import VoicePrint
import VoicePrintStore

/// What other processes do to a store, each of them a real one.
@Suite(.serialized) struct ProcessTests {
  @Test func everyAcknowledgedChangeSurvivesAKill() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    var acknowledged = 0
    var generator = SystemRandomNumberGenerator()
    var processes = 0
    // A busy machine needs more of them.
    while processes < 20 || acknowledged <= 100 && processes < 200 {
      processes += 1
      let delay = Int.random(in: 1...300, using: &generator)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          path = path as String, acknowledged = acknowledged as Int, delay = delay as Int
        ] in
        try changeUntilKilled(path: path, from: acknowledged, afterMilliseconds: delay)
      }
      let log = FileManager.default.contents(atPath: path + "/log") ?? Data()
      #expect(log.count >= acknowledged)
      acknowledged = log.count
      let store = try EnrollmentStore(folder.location)
      var changes = ScriptedChanges(count: acknowledged)
      if try !store.holds(changes) {
        // The change that was under way when the process died may be there, if all of it is.
        _ = changes.next()
        #expect(try store.holds(changes), "after \(acknowledged) changes")
        acknowledged += 1
        #expect(FileManager.default.createFile(atPath: path + "/log", contents: log + [1]))
      }
      #expect(try store.verify(summarize: summarize).faults == [])
    }
    #expect(acknowledged > 100)
    print("kill: \(acknowledged) changes in \(processes) processes")
  }

  @Test func aKillWhileAStoreIsMadeLeavesNothingInTheWay() async throws {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<20 {
      let folder = try TemporaryFolder()
      let path = folder.path
      let delay = Int.random(in: 0...12_000, using: &generator)
      await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, delay = delay as Int] in
        try makeStoreUntilKilled(path: path, afterMicroseconds: delay)
      }
      try EnrollmentStore(folder.location).enroll(speaker(1), sample(1))
      #expect(try EnrollmentStore(folder.location).verify(summarize: summarize).faults == [])
    }
  }

  @Test func processesAtOnceKeepAllTheirChanges() async throws {
    for _ in 0..<3 {
      let folder = try TemporaryFolder()
      let path = folder.path
      // The three make the store and its key at the same moment.
      async let first = #expect(processExitsWith: .success) { [path = path as String] in
        try enrollMany(path: path, base: 1000)
      }
      async let second = #expect(processExitsWith: .success) { [path = path as String] in
        try enrollMany(path: path, base: 2000)
      }
      async let third = #expect(processExitsWith: .success) { [path = path as String] in
        try enrollMany(path: path, base: 3000)
      }
      _ = await (first, second, third)
      let store = try EnrollmentStore(folder.location)
      #expect(try store.records().totalCount == 1 + 3 * 20)
      #expect(try store.enrollment(of: SpeakerID("shared")).samples.count == 3 * 20)
      #expect(try store.verify(summarize: summarize).faults == [])
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasPrefix("voiceprint.key") }
          == ["voiceprint.key"])
    }
  }
}

/// Ends the process after a while, in the middle of whatever it does.
func killMyself(afterMicroseconds delay: Int) {
  Thread.detachNewThread {
    Thread.sleep(forTimeInterval: Double(delay) / 1e6)
    kill(getpid(), SIGKILL)
  }
}

private func makeStoreUntilKilled(path: String, afterMicroseconds delay: Int) throws {
  killMyself(afterMicroseconds: delay)
  _ = try EnrollmentStore(StoreLocation(path: path, environment: [:]))
  Thread.sleep(forTimeInterval: 10)
}

/// Makes scripted changes, writing a byte to the log for each that was acknowledged, until the process is killed.
private func changeUntilKilled(path: String, from start: Int, afterMilliseconds delay: Int) throws {
  killMyself(afterMicroseconds: 1000 * delay)
  let logPath = path + "/log"
  if !FileManager.default.fileExists(atPath: logPath) {
    _ = FileManager.default.createFile(atPath: logPath, contents: nil)
  }
  let log = try #require(FileHandle(forWritingAtPath: logPath))
  try log.seekToEnd()
  let store = try EnrollmentStore(StoreLocation(path: path, environment: [:]))
  var changes = ScriptedChanges(count: start)
  while true {
    try store.make(changes.next())
    try log.write(contentsOf: [1])
  }
}

/// Enrolls twenty speakers of its own and adds twenty samples to one that all processes share.
private func enrollMany(path: String, base: Int) throws {
  let store = try EnrollmentStore(StoreLocation(path: path, environment: [:]))
  let shared = try SpeakerID("shared")
  for number in base..<base + 20 {
    try store.enroll(speaker(number), sample(number))
    do {
      try store.enroll(shared, sample(number))
    } catch StoreError.alreadyEnrolled {
      try store.update(shared, sample(number))
    }
  }
}
