import Foundation
import Testing
import VoicePrint
import VoicePrintJobs
import VoicePrintStore

/// Telling the ends of jobs.
struct WebhookTests {
  private static let audio = JobRequest.Audio.content([UInt8]("not audio, which ends a job at once".utf8))

  @Test func aReceiverGetsExactlyWhatIsPromised() async throws {
    let receiver = try LoopbackServer { _, _ in .status(204) }
    defer { receiver.stop() }
    let scene = try JobScene()
    let (id, status) = try await scene.running {
      let id = try await scene.submit(
        .identify, Self.audio, webhook: receiver.url("/server.php?webhook&extId=1%26telSessionId=2"))
      let status = try await scene.ended(id)
      try await scene.told()
      return (id, status)
    }
    let request = try #require(receiver.requests.first)
    #expect(receiver.requests.count == 1)
    #expect(request.line == "POST /server.php?webhook&extId=1%26telSessionId=2 HTTP/1.1")
    #expect(request.header("Content-Length") == "\(request.body.count)")
    #expect(request.header("Transfer-Encoding") == nil && request.header("Expect") == nil)
    #expect(request.header("Content-Type") == "application/json")
    #expect(request.header("RCRequestId") == "request-1")
    #expect(request.header("Authorization") == nil)
    #expect(try JSONDecoder().decode(JobStatus.self, from: Data(request.body)) == status)
    #expect(status.jobId == id.text)
  }

  @Test func aReceiverThatFailsIsAskedFiveTimesMore() async throws {
    let receiver = try LoopbackServer { _, _ in .status(500) }
    defer { receiver.stop() }
    let scene = try JobScene()
    try await scene.running {
      _ = try await scene.submit(.identify, Self.audio, webhook: receiver.url("/"))
      while receiver.requests.count < 6 { try await Task.sleep(for: .milliseconds(10)) }
      try await scene.told()
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(receiver.requests.count == 6)
    #expect(Set(receiver.requests.map(\.body)).count == 1)
  }

  /// Pauses double; they are measured from below only.
  @Test func pausesAreKept() async throws {
    let receiver = try LoopbackServer { _, number in .status(number < 3 ? 503 : 200) }
    defer { receiver.stop() }
    var options = JobScene.options
    options.webhooks.retryPausesSeconds = [0.1, 0.2, 0.4]
    let scene = try JobScene(options: options)
    try await scene.running {
      _ = try await scene.submit(.identify, Self.audio, webhook: receiver.url("/"))
      while receiver.requests.count < 4 { try await Task.sleep(for: .milliseconds(10)) }
      try await scene.told()
    }
    let times = receiver.requests.map(\.time)
    for (index, pause) in [0.1, 0.2, 0.4].enumerated() {
      #expect(times[index].duration(to: times[index + 1]) >= .seconds(pause - 0.002))
    }
    #expect(WebhookOptions().retryPausesSeconds == [2, 4, 8, 16, 32])
  }

  @Test func redirectsOfAReceiverAreNotFollowed() async throws {
    let elsewhere = try LoopbackServer { _, _ in .status(200) }
    let url = elsewhere.url("/")
    let receiver = try LoopbackServer { _, _ in .status(307, headers: ["Location: \(url)"]) }
    defer { [elsewhere, receiver].forEach { $0.stop() } }
    let scene = try JobScene()
    try await scene.running {
      _ = try await scene.submit(.identify, Self.audio, webhook: receiver.url("/"))
      while receiver.requests.count < 6 { try await Task.sleep(for: .milliseconds(10)) }
      try await scene.told()
    }
    #expect(elsewhere.requests.isEmpty)
  }

  @Test func oneReceiverThatHangsKeepsNobodyWaiting() async throws {
    let slow = try LoopbackServer { _, _ in .hang(after: []) }
    let quick = try LoopbackServer { _, _ in .status(200) }
    defer { [slow, quick].forEach { $0.stop() } }
    var options = JobScene.options
    options.webhooks.timeoutSeconds = 60
    let scene = try JobScene(options: options)
    try await scene.running {
      for _ in 0..<3 { _ = try await scene.submit(.identify, Self.audio, webhook: slow.url("/")) }
      while slow.requests.count < 3 { try await Task.sleep(for: .milliseconds(10)) }
      _ = try await scene.submit(.identify, Self.audio, webhook: quick.url("/"))
      while quick.requests.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
    }
  }

  @Test func whatIsStillToBeToldIsToldAfterARestart() async throws {
    let folder = try ScratchFolder()
    let first = try JobScene(folder: folder)
    let receiver = try LoopbackServer { _, number in .status(number == 0 ? 500 : 200) }
    defer { receiver.stop() }
    var options = JobScene.options
    options.webhooks.retryPausesSeconds = [0.3]
    let second = try JobScene(folder: folder, options: options)
    _ = try await first.submit(.identify, Self.audio, webhook: receiver.url("/"))
    try await second.running {
      while receiver.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    }
    #expect(receiver.requests.count == 1)
    let third = try JobScene(folder: folder)
    try await third.running { try await third.told() }
    #expect(receiver.requests.count == 2)
  }

  @Test(arguments: ["http://10.0.0.1/x", "http://example.com/", "file:///tmp/x", "ftp://127.0.0.1/"])
  func aReceiverElsewhereIsRefusedAtOnce(_ url: String) async throws {
    let folder = try ScratchFolder()
    let scene = try JobScene(allowed: [folder.path])
    do {
      _ = try await scene.submit(.identify, Self.audio, webhook: url)
      Issue.record("accepted")
    } catch JobSubmissionError.refused(let failure) {
      #expect(failure.parameterName == "webhook" && failure.errorCode == "CAI-101")
    }
    #expect(try await scene.queue.counts() == JobCounts(waiting: 0, running: 0, undelivered: 0))
  }
}
