import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import VoicePrint
import VoicePrintJobs
import VoicePrintStore

/// How jobs are run, beside what they find out.
struct RunnerTests {
  private static let segment = ConversationSegment(start: 0, end: 1, voice: .other(0), confidence: 0.5)

  private func audio() throws -> JobRequest.Audio { .content(try Voices.shared.get().bytes("m1", 0)) }

  @Test func asManyRunAtOnceAsTheOptionsSay() async throws {
    let now = Mutex(0)
    let most = Mutex(0)
    let analyzer = ScriptedAnalyzer {
      let count = now.withLock { count in
        count += 1
        return count
      }
      most.withLock { $0 = max($0, count) }
      // Three come together where three may; a fourth would have time to show itself.
      let patience = ContinuousClock.now + .seconds(20)
      while most.withLock({ $0 }) < 3, ContinuousClock.now < patience { Thread.sleep(forTimeInterval: 0.01) }
      Thread.sleep(forTimeInterval: 0.05)
      now.withLock { $0 -= 1 }
      return [Self.segment]
    }
    var options = JobScene.options
    options.concurrency = 3
    let scene = try JobScene(analyzer: analyzer, options: options)
    try await scene.running {
      var ids: [JobID] = []
      for _ in 0..<12 { ids.append(try await scene.submit(.diarize, try audio())) }
      for id in ids { #expect(try await scene.ended(id).status == .success) }
    }
    #expect(most.withLock { $0 } == 3)
  }

  @Test func jobsRunOnThreadsOfLowPriority() async throws {
    let niceness = Mutex<Int32>(0)
    let analyzer = ScriptedAnalyzer {
      niceness.withLock { $0 = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }
      return [Self.segment]
    }
    let scene = try JobScene(analyzer: analyzer)
    try await scene.running { _ = try await scene.ended(try await scene.submit(.diarize, try audio())) }
    #expect(niceness.withLock { $0 } == 10)
    #expect(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) == 0)
  }

  @Test func aFullQueueRefuses() async throws {
    var options = JobScene.options
    options.queueLimit = 2
    let scene = try JobScene(options: options)
    for _ in 0..<2 { _ = try await scene.submit(.diarize, try audio()) }
    do {
      _ = try await scene.submit(.diarize, try audio())
      Issue.record("accepted")
    } catch JobSubmissionError.full(let limit, let seconds) {
      #expect(limit == 2 && seconds == options.retryAfterSeconds)
    }
  }

  @Test func aJobThatEndsItsProcessIsNotBegunForEver() async throws {
    let scene = try JobScene()
    let id = try await scene.submit(.diarize, try audio())
    // As if the process had died three times while it ran.
    for _ in 0..<3 {
      #expect(try scene.store.claimJob(unreadable: []) != nil)
      #expect(try scene.store.recoverJobs() == 1)
    }
    let status = try await scene.running { try await scene.ended(id) }
    #expect(status.status == .fail)
    #expect(status.failures.first?.message.contains("begun 3 times") == true)
  }

  @Test func aJobThatHasNotEndedWhenTheServerStopsIsBegunAnew() async throws {
    let folder = try ScratchFolder()
    let began = Mutex(false)
    let endless = ScriptedAnalyzer {
      began.withLock { $0 = true }
      while true {
        try Task.checkCancellation()
        Thread.sleep(forTimeInterval: 0.005)
      }
    }
    var options = JobScene.options
    options.shutdownGraceSeconds = 0.1
    let first = try JobScene(folder: folder, analyzer: endless, options: options)
    let id = try await first.submit(.diarize, try audio())
    let group = ServiceGroup(services: [first.runner], logger: Logger(label: "group"))
    async let running: Void = group.run()
    while !began.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
    await group.triggerGracefulShutdown()
    try await running
    let waiting = try #require(try first.store.job(id))
    #expect(waiting.state == .waiting && waiting.attempts == 0)
    let second = try JobScene(folder: folder)
    let status = try await second.running { try await second.ended(id) }
    #expect(status.status == .success)
  }

  @Test func aJobThatIsNearlyDoneIsFinishedWhenTheServerStops() async throws {
    let began = Mutex(false)
    let analyzer = ScriptedAnalyzer {
      began.withLock { $0 = true }
      Thread.sleep(forTimeInterval: 0.2)
      return [Self.segment]
    }
    let receiver = try LoopbackServer { _, _ in .status(200) }
    defer { receiver.stop() }
    let scene = try JobScene(analyzer: analyzer)
    let id = try await scene.submit(.diarize, try audio(), webhook: receiver.url("/"))
    let group = ServiceGroup(services: [scene.runner], logger: Logger(label: "group"))
    async let running: Void = group.run()
    while !began.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
    await group.triggerGracefulShutdown()
    try await running
    #expect(try scene.store.job(id)?.state == .succeeded)
  }

  @Test func aStoreHasOneRunner() async throws {
    let folder = try ScratchFolder()
    let scene = try JobScene(folder: folder)
    let lock = try JobLock(scene.store.location, patience: 0)
    let task = Task { try await scene.runner.run() }
    let id = try await scene.submit(.diarize, try audio())
    try await Task.sleep(for: .milliseconds(200))
    #expect(try scene.store.job(id)?.state == .waiting)
    withExtendedLifetime(lock) {}
    task.cancel()
    _ = try? await task.value
  }

  @Test func aRecordingIsFetchedForAJob() async throws {
    let voices = try Voices.shared.get()
    let content = try voices.bytes("m1", 3)
    let server = try LoopbackServer { request, _ in
      request.line.contains("here") ? .status(200, body: content) : .status(404)
    }
    defer { server.stop() }
    let scene = try JobScene()
    try scene.store.enroll("m1", texts: [0, 1, 2])
    let (here, gone) = try await scene.running {
      let here = try await scene.submit(.identify, .uri(server.url("/here")), speakers: ["m1"])
      let gone = try await scene.submit(.identify, .uri(server.url("/gone")), speakers: ["m1"])
      return (try await scene.ended(here), try await scene.ended(gone))
    }
    #expect(here.result?.utterances.first?.speakerId == "m1")
    #expect(gone.failures.map(\.parameterName) == ["contentUri"])
    #expect(gone.failures.first?.message.contains("no file came from there") == true)
  }

  /// What a job says of a server that it could not fetch from tells nothing of that server.
  @Test func failedFetchesAreToldAlike() async throws {
    let missing = try LoopbackServer { _, _ in .status(404) }
    let failing = try LoopbackServer { _, _ in .status(500) }
    let elsewhere = try LoopbackServer { _, _ in .status(302, headers: ["Location: http://10.0.0.1/"]) }
    let silent = try LoopbackServer { _, _ in .hang(after: []) }
    let nobody = try LoopbackServer { _, _ in .status(200) }
    nobody.stop()
    let folder = try ScratchFolder()
    let servers = [missing, failing, elsewhere, silent, nobody]
    defer { servers.forEach { $0.stop() } }
    var options = JobScene.options
    options.fetching.timeoutSeconds = 0.5
    let scene = try JobScene(allowed: [folder.path], options: options)
    let uris = servers.map { $0.url("/x") } + ["file://\(folder.path)/none.wav", "http://localhost:1/"]
    let failures = try await scene.running {
      var failures: [JobFailure] = []
      for uri in uris {
        failures += try await scene.ended(try await scene.submit(.diarize, .uri(uri))).failures
      }
      return failures
    }
    #expect(failures.count == uris.count && Set(failures.map(\.message)).count == 1, "\(failures)")
    #expect(failures.allSatisfy { $0.parameterName == "contentUri" })
  }
}
