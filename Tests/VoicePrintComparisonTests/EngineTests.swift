import Foundation
import Logging
import ServiceLifecycle
import Testing
import VoicePrint
import VoicePrintComparison
import VoicePrintServer
import VoicePrintStore

/// The engine in this process and a server of the same model, on voices that espeak-ng speaks.
@Suite struct EngineTests {
  static let model = Result { try VoiceModel(contentsOf: VoiceModel.Location().path) }

  private static let texts = [
    "The north wind and the sun were disputing which was the stronger, when a traveler came along wrapped in a "
      + "warm cloak.",
    "They agreed that the one who first succeeded in making the traveler take his cloak off should be considered "
      + "stronger than the other.",
    "Then the north wind blew as hard as he could, but the more he blew, the more closely did the traveler fold "
      + "his cloak around him.",
    "And at last the north wind gave up the attempt. Then the sun shone out warmly, and immediately the traveler "
      + "took off his cloak.",
  ]

  /// Two speakers with three recordings, one of them too short for an enrollment, and a conversation of both.
  private static func work(in folder: ScratchFolder) throws -> ComparisonWork {
    var spoken: [String] = []
    for (speaker, voice) in [("ann", "f3"), ("bob", "m1")] {
      let place = "\(folder.path)/speakers/\(speaker)"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      for (number, text) in texts.enumerated() {
        let path = number < 3 ? "\(place)/\(number).wav" : "\(folder.path)/\(speaker).wav"
        try tool("espeak-ng", "-v", "en-us+\(voice)", "-s", "150", "-w", path, text)
        if number == 3 { spoken.append(path) }
      }
      try tool("espeak-ng", "-v", "en-us+\(voice)", "-w", "\(place)/1-short.wav", "It is too short.")
    }
    try FileManager.default.createDirectory(
      atPath: folder.path + "/talks", withIntermediateDirectories: true)
    try tool("sox", spoken[0], spoken[1], spoken[0], folder.path + "/talks/talk.wav")
    try Data("no sound".utf8).write(to: URL(fileURLWithPath: folder.path + "/talks/broken.wav"))
    return try ComparisonWork(speakers: folder.path + "/speakers", conversations: folder.path + "/talks")
  }

  /// Runs a program that the tests need; that it is there is part of the tests.
  private static func tool(_ name: String, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(name) \(arguments)")
  }

  private static func engine() throws -> EngineSide {
    EngineSide(
      model: try model.get(), name: "engine",
      limits: EngineSide.Limits(sampleSeconds: 6...33, conversationSeconds: 14_400, sampleBytes: 16 << 20))
  }

  /// Runs a server with its jobs and a client, and gives its address and the client's credentials.
  private static func serving<Value: Sendable>(
    _ folder: ScratchFolder, _ body: @escaping @Sendable (String, ServerCredentials) async throws -> Value
  ) async throws -> Value {
    let store = try EnrollmentStore(StoreLocation(path: folder.path + "/store", environment: [:]))
    let client = try await ClientRegistry(store: store).add(nil, secret: nil, owner: nil, account: .standard)
    var options = ServerOptions()
    options.port = 0
    let server = try SpeakerServer(
      store: store, model: try model.get(), options: options,
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    let (ports, continuation) = AsyncStream<Int>.makeStream()
    let application = try server.application { continuation.yield($0) }
    let credentials = ServerCredentials(
      clientID: client.id.text, clientSecret: client.secret, jwt: client.assertion)
    return try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask {
        do { try await application.run() } catch is CancellationError {}
        return nil
      }
      group.addTask {
        for await port in ports { return try await body("http://127.0.0.1:\(port)", credentials) }
        return nil
      }
      defer { group.cancelAll() }
      while let value = try await group.next() { if let value { return value } }
      throw CocoaError(.userCancelled)
    }
  }

  @Test func engineServerAndRecordingAgreeExactly() async throws {
    let folder = try ScratchFolder()
    let work = try Self.work(in: folder)
    let journal = folder.path + "/server.jsonl"
    let left = try await SideRun(asking: Self.engine()).answers(to: work)
    let right = try await Self.serving(folder) { address, credentials in
      let client = ServerClient(address: try ServerAddress(address), credentials: credentials)
      let recording = try AnswerRecording(continuing: journal, side: address)
      let run = SideRun(asking: ServerSide(client: client), recording: recording)
      let answers: Result<SideAnswers, any Error>
      do {
        let found = try await run.answers(to: work)
        try await run.remove(run.left(of: found))
        answers = .success(found)
      } catch {
        answers = .failure(error)
      }
      await client.close()
      return try answers.get()
    }
    let live = SideComparison(work: work, left: left, right: right)
    #expect(live.differing.map(\.words) == [])
    // Something was compared: recordings, two refusals of either kind, and who speaks when.
    #expect(live.grades(last: false).total == 6)
    #expect(live.completeness(last: true).counts == [[0, 0], [0, 2]])
    #expect(live.refusals.map(\.step.file.name).sorted() == ["1-short.wav", "1-short.wav", "broken.wav"])
    #expect(live.refusals.allSatisfy { $0.left?.message == $0.right?.message })
    #expect(live.conversations.count == 1)
    #expect(Set(live.conversations.flatMap(\.left).map(\.speaker)) == ["ann", "bob"])
    #expect(live.heard.same > 10)
    #expect(live.latencies.map(\.operation) == [.create, .update, .identify])
    #expect(LimitsOfAgreement(live.added(to: .totalSpeechDuration)).largest == 0)

    let recorded = try await SideRun(replaying: AnswerRecording(reading: journal)).answers(to: work)
    let replayed = SideComparison(work: work, left: left, right: recorded)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    #expect(try encoder.encode(replayed) == encoder.encode(live))
  }

  /// An engine that goes on takes in again what it took in before, and asks itself nothing twice.
  @Test func theEngineGoesOnToo() async throws {
    let folder = try ScratchFolder()
    let work = try Self.work(in: folder)
    let journal = folder.path + "/engine.jsonl"
    let whole = try await SideRun(
      asking: Self.engine(), recording: AnswerRecording(continuing: journal, side: "engine")
    ).answers(to: work)
    let lines = try String(contentsOfFile: journal, encoding: .utf8).split(separator: "\n")
    // Of ann, two recordings and the short one are left, of bob nothing.
    try Data((lines[..<4].joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: journal))
    let recording = try AnswerRecording(continuing: journal, side: "engine")
    let resumed = try await SideRun(asking: Self.engine(), recording: recording).answers(to: work)
    #expect(resumed.answers.mapValues(\.response) == whole.answers.mapValues(\.response))
    #expect(SideComparison(work: work, left: whole, right: resumed).isIdentical)
  }

  @Test func whatIsNotRecordedIsSaidToBeMissing() async throws {
    let folder = try ScratchFolder()
    let work = try Self.work(in: folder)
    let journal = folder.path + "/empty.jsonl"
    try Data("{\"side\":\"elsewhere\"}\n".utf8).write(to: URL(fileURLWithPath: journal))
    let run = SideRun(replaying: try AnswerRecording(reading: journal))
    let answers = try await run.answers(to: work)
    #expect(run.name == "elsewhere")
    #expect(answers.answers.isEmpty)
    #expect(answers.failure(of: work.steps[0]) == "the recording has no answer to it")
    let comparison = SideComparison(work: work, left: answers, right: answers)
    #expect(comparison.refusals.count == work.steps.count)
    #expect(comparison.grades(last: true).quadraticKappa == nil)
  }
}
