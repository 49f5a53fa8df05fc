import Foundation
import GRDB
import Testing
import VoicePrint
import VoicePrintStore

/// Jobs on disk.
struct JobTests {
  private let folder: TemporaryFolder
  private let store: EnrollmentStore

  init() throws {
    folder = try TemporaryFolder()
    store = try EnrollmentStore(folder.location)
  }

  private func accept(_ request: [UInt8] = [1, 2, 3], account: AccountID = .standard) throws -> JobRecord {
    try #require(
      try store.acceptJob(.identify, request: request, callback: [9], account: account, limit: 100))
  }

  @Test func anIdIsATimeBasedUUID() throws {
    let before = Date()
    let ids = Set((0..<1000).map { _ in JobID() })
    #expect(ids.count == 1000)
    for id in ids {
      let parts = id.text.split(separator: "-").map { UInt64($0, radix: 16) ?? 0 }
      #expect(
        id.text.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
      #expect(parts[4] & 1 << 40 != 0, "a random node is marked as no hardware address")
      // RFC 9562: 100-nanosecond steps since 1582-10-15.
      let steps = (parts[2] & 0xFFF) << 48 | parts[1] << 32 | parts[0]
      let seconds = Double(steps) / 1e7 - 12_219_292_800
      #expect(abs(seconds - before.timeIntervalSince1970) < 60)
      #expect(JobID(id.text.uppercased()) == id)
    }
    for text in [
      "", "80800e1a", "80800e1a-a663-11ee-b548-0050568ccd0", "80800e1a-a663-11ee-b548-0050568ccd0g",
    ] {
      #expect(JobID(text) == nil)
    }
  }

  @Test func aJobGoesItsWay() throws {
    let accepted = try accept([1, 2, 3])
    #expect(try store.job(accepted.id)?.state == .waiting)
    let claimed = try #require(try store.claimJob(unreadable: []))
    #expect(claimed.request == [1, 2, 3])
    #expect(claimed.record.attempts == 1)
    #expect(try store.job(accepted.id)?.state == .running)
    #expect(try store.claimJob(unreadable: []) == nil)
    #expect(try store.dueDeliveries(at: .distantFuture, limit: 9).isEmpty)
    #expect(try store.finishJob(accepted.id, .succeeded, response: [7, 7]))
    #expect(try !store.finishJob(accepted.id, .failed, response: []), "it ends once")
    let ended = try #require(try store.job(accepted.id))
    #expect(ended.state == .succeeded && ended.response == [7, 7] && ended.completedAt != nil)
    let due = try store.dueDeliveries(at: Date(), limit: 9)
    #expect(due.map(\.callback) == [[9]] && due[0].record == ended)
    try store.endDelivery(of: accepted.id)
    #expect(try store.nextDelivery() == nil)
    #expect(try store.verify().faults == [])
  }

  @Test func theAudioGoesWhenTheJobIsFinished() throws {
    let audio = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    let job = try accept(audio)
    let sealed = try folder.intruder().read {
      try Data.fetchOne($0, sql: "SELECT s.bytes FROM sealed s JOIN job j ON j.request = s.id") ?? Data()
    }
    let part = sealed[40_000..<40_064]
    #expect(folder.databaseBytes.range(of: part) != nil)
    #expect(folder.databaseBytes.range(of: Data(audio[40_000..<40_064])) == nil, "audio is sealed")
    _ = try store.claimJob(unreadable: [])
    try store.finishJob(job.id, .failed, response: [])
    store.erase()
    #expect(folder.databaseBytes.range(of: part) == nil)
  }

  @Test func thereAreNoMoreThanTheLimit() throws {
    for _ in 0..<3 { #expect(try store.acceptJob(.diarize, request: [], callback: nil, limit: 3) != nil) }
    #expect(try store.acceptJob(.diarize, request: [], callback: nil, limit: 3) == nil)
    let first = try #require(try store.claimJob(unreadable: []))
    #expect(try store.acceptJob(.diarize, request: [], callback: nil, limit: 3) == nil)
    try store.finishJob(first.record.id, .succeeded, response: [])
    #expect(try store.acceptJob(.diarize, request: [], callback: nil, limit: 3) != nil)
    #expect(try store.jobCounts == JobCounts(waiting: 3, running: 0, undelivered: 0))
  }

  @Test func accountsAreServedInTurn() throws {
    let (busy, quiet) = (try AccountID("busy"), try AccountID("quiet"))
    try store.makeAccount(busy)
    try store.makeAccount(quiet)
    for _ in 0..<4 { _ = try accept(account: busy) }
    for _ in 0..<2 { _ = try accept(account: quiet) }
    var order: [AccountID] = []
    while let job = try store.claimJob(unreadable: []) {
      order.append(job.record.account)
      try store.finishJob(job.record.id, .succeeded, response: [])
      // Turns are told apart by milliseconds.
      Thread.sleep(forTimeInterval: 0.003)
    }
    #expect(order == [busy, quiet, busy, quiet, busy, busy])
  }

  @Test func anotherAccountsJobIsNotThere() throws {
    let other = try AccountID("other")
    try store.makeAccount(other)
    let job = try accept()
    #expect(try store.job(job.id, account: other) == nil)
    #expect(try store.job(JobID(), account: other) == nil)
  }

  @Test func whatWasRunningIsBegunAnew() throws {
    let (first, second) = (try accept(), try accept())
    _ = try store.claimJob(unreadable: [])
    _ = try store.claimJob(unreadable: [])
    try store.releaseJob(second.id, countsAttempt: false)
    #expect(try store.job(second.id)?.attempts == 0)
    try store.close()
    let again = try EnrollmentStore(folder.location)
    #expect(try again.recoverJobs() == 1)
    #expect(try again.job(first.id)?.state == .waiting)
    #expect(try again.job(first.id)?.attempts == 1, "the attempt stays counted")
  }

  @Test func aJobIsForgottenAfterSevenDays() throws {
    let (told, untold) = (try accept(), try accept())
    for job in [told, untold] {
      _ = try store.claimJob(unreadable: [])
      try store.finishJob(job.id, .succeeded, response: [1])
    }
    try store.endDelivery(of: told.id)
    let week = told.createdAt.addingTimeInterval(7 * 86_400)
    #expect(told.expiresAt == week)
    #expect(try store.job(told.id, at: week.addingTimeInterval(-0.001)) != nil)
    #expect(try store.job(told.id, at: week) == nil)
    #expect(try store.purgeJobs(at: week.addingTimeInterval(-1)) == 0)
    #expect(
      try store.purgeJobs(at: week.addingTimeInterval(60)) == 1, "the end of the other is still to be told")
    #expect(try store.job(told.id) == nil)
    #expect(try store.job(untold.id) != nil)
    #expect(try store.verify().faults == [])
  }

  @Test func aPostponedDeliveryComesLater() throws {
    let job = try accept()
    _ = try store.claimJob(unreadable: [])
    try store.finishJob(job.id, .failed, response: [1])
    #expect(try store.dueDeliveries(at: Date(), limit: 1, except: [job.id]).isEmpty)
    let later = Date().addingTimeInterval(60)
    try store.postponeDelivery(of: job.id, until: later)
    #expect(try store.dueDeliveries(at: Date(), limit: 1).isEmpty)
    #expect(abs(try #require(try store.nextDelivery()).timeIntervalSince(later)) < 0.002)
    #expect(try store.nextDelivery(except: [job.id]) == nil)
    #expect(try store.dueDeliveries(at: later.addingTimeInterval(1), limit: 1).first?.attempts == 1)
  }

  @Test func aRequestThatWasTamperedWithEndsTheJob() throws {
    let (first, second) = (try accept([1]), try accept([2]))
    try folder.intruder().write { database in
      try database.execute(sql: "UPDATE job SET request = NULL WHERE id = ?", arguments: [first.id.text])
      try database.execute(sql: "UPDATE job SET kind = 'diarize' WHERE id = ?", arguments: [second.id.text])
    }
    #expect(try store.claimJob(unreadable: [5]) == nil)
    for id in [first.id, second.id] {
      let record = try #require(try? store.job(id))
      #expect(record.state == .failed && record.response == [5])
    }
    try folder.intruder().write { try $0.execute(sql: "UPDATE job SET state = 'succeeded'") }
    #expect(throws: StoreError.self) { try store.job(first.id) }
  }

  @Test func oneProcessWorksOnJobs() throws {
    do {
      let lock = try JobLock(folder.location, patience: 0)
      #expect(throws: StoreError.busy(path: folder.location.databasePath + "-jobs", seconds: 0.05)) {
        try JobLock(folder.location, patience: 0.05)
      }
      withExtendedLifetime(lock) {}
    }
    _ = try JobLock(folder.location, patience: 0)
  }
}

/// Jobs and a process that is killed.
@Suite(.serialized) struct JobProcessTests {
  @Test func everyAcceptedJobSurvivesAKill() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    var generator = SystemRandomNumberGenerator()
    var (round, lineCount) = (0, 0)
    while lineCount < 150, round < 100 {
      let delay = Int.random(in: 1...200, using: &generator)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = path as String, delay = delay as Int] in
        try workUntilKilled(path: path, afterMilliseconds: delay)
      }
      round += 1
      let log = FileManager.default.contents(atPath: path + "/log") ?? Data()
      lineCount = log.count { $0 == UInt8(ascii: "\n") }
    }
    let store = try EnrollmentStore(folder.location)
    _ = try store.recoverJobs()
    let lines = try String(contentsOfFile: path + "/log", encoding: .utf8).split(separator: "\n")
    var (accepted, finished) = (Set<JobID>(), Set<JobID>())
    for line in lines {
      let id = try #require(JobID(String(line.dropFirst(2))))
      if line.hasPrefix("+") { accepted.insert(id) } else { finished.insert(id) }
    }
    for id in accepted {
      let record = try #require(try store.job(id), "an accepted job is lost")
      if finished.contains(id) {
        #expect(record.state == .succeeded && record.response == Array(id.text.utf8))
      }
    }
    #expect(try store.verify().faults == [])
    #expect(accepted.count > 50 && finished.count > 10)
    print("kill: \(accepted.count) jobs accepted, \(finished.count) finished in \(round) processes")
  }
}

/// Accepts two jobs and finishes one, again and again, and writes a line for each that was acknowledged.
private func workUntilKilled(path: String, afterMilliseconds delay: Int) throws {
  Thread.detachNewThread {
    Thread.sleep(forTimeInterval: Double(delay) / 1e3)
    kill(getpid(), SIGKILL)
  }
  let log = path + "/log"
  if !FileManager.default.fileExists(atPath: log) {
    _ = FileManager.default.createFile(atPath: log, contents: nil)
  }
  let file = try #require(FileHandle(forWritingAtPath: log))
  try file.seekToEnd()
  let store = try EnrollmentStore(StoreLocation(path: path, environment: [:]))
  _ = try store.recoverJobs()
  while true {
    for _ in 0..<2 {
      let job = try #require(
        try store.acceptJob(
          .identify, request: Array(repeating: 1, count: 50_000), callback: [1], limit: .max))
      try file.write(contentsOf: Data("+ \(job.id)\n".utf8))
    }
    let claimed = try #require(try store.claimJob(unreadable: []))
    let id = claimed.record.id
    try store.finishJob(id, .succeeded, response: Array(id.text.utf8))
    try file.write(contentsOf: Data("= \(id)\n".utf8))
  }
}
