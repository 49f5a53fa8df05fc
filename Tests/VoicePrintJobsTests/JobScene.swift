import Foundation
import Logging
import Synchronization
import Testing
import VoicePrint
import VoicePrintJobs
import VoicePrintStore

/// The model that comes along, and voices that espeak-ng speaks, once for all tests.
final class Voices: Sendable {
  static let shared = Result { try Voices() }

  let model: VoiceModel
  private let folder: ScratchFolder

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

  private init() throws {
    model = try VoiceModel(contentsOf: VoiceModel.Location().path)
    folder = try ScratchFolder()
    for voice in ["m1", "f3"] {
      for text in Self.texts.indices {
        try Self.tool(
          "espeak-ng", "-v", "en-us+\(voice)", "-s", "\(150 + 7 * text)", "-w", path(voice, text),
          Self.texts[text])
      }
    }
  }

  /// A recording of about seven seconds; voices `m1` and `f3`, texts 0…3.
  func path(_ voice: String, _ text: Int) -> String { "\(folder.path)/\(voice)-\(text).wav" }

  func bytes(_ voice: String, _ text: Int) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: path(voice, text))))
  }

  /// A new file made by sox, which stays as long as the voices do.
  func sox(_ arguments: [String], to name: String) throws -> String {
    let path = "\(folder.path)/\(UUID().uuidString)-\(name)"
    try Self.tool("sox", arguments.map { $0 == "OUTPUT" ? path : $0 })
    return path
  }

  static func tool(_ name: String, _ arguments: String...) throws { try tool(name, arguments) }

  /// Runs a program that the tests need; that it is there is part of the tests.
  static func tool(_ name: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(name) \(arguments)")
  }
}

extension EnrollmentStore {
  /// Enrolls a voice by some of its texts.
  func enroll(_ voice: String, texts: [Int], account: AccountID = .standard) throws {
    let voices = try Voices.shared.get()
    let model = voices.model
    var extractor = SignatureExtractor(model: model)
    let samples = try texts.map { text in
      try extractor.sample(of: AudioDecoder().recording(contentsOf: voices.path(voice, text)))
    }
    try enroll(
      SpeakerID(voice), samples: samples, account: account,
      model: ModelReference(identity: model.identity, statistics: model.statisticsIdentity)
    ) { enrollment in
      let assessment = try model.assessment(of: enrollment)
      return EnrollmentSummary(status: assessment.status, signature: assessment.signature.bytes)
    }
  }
}

/// An analyzer by a function, for tests of everything around it.
struct ScriptedAnalyzer: VoicePrintJobs.ConversationAnalyzer {
  let script: @Sendable () throws -> [ConversationSegment]

  func segments(
    of reader: inout AudioReader, lookingFor speakers: [(speaker: SpeakerID, signature: VoiceSignature)],
    at place: Place, hints: ConversationHints
  ) throws -> [ConversationSegment] { try script() }
}

/// A store, and a queue of jobs in it.
struct JobScene {
  let folder: ScratchFolder
  let store: EnrollmentStore
  let queue: JobQueue
  let runner: JobRunner

  /// Quick enough for a test.
  static var options: JobOptions {
    var options = JobOptions()
    options.webhooks.retryPausesSeconds = [0.02, 0.02, 0.02, 0.02, 0.02]
    options.webhooks.timeoutSeconds = 2
    options.fetching.retryPausesSeconds = []
    return options
  }

  init(
    folder: ScratchFolder? = nil, allowed: [String] = [],
    analyzer: (any VoicePrintJobs.ConversationAnalyzer)? = nil,
    options: JobOptions = JobScene.options
  ) throws {
    let model = try Voices.shared.get().model
    self.folder = try folder ?? ScratchFolder()
    store = try EnrollmentStore(StoreLocation(path: self.folder.path, environment: [:]))
    queue = JobQueue(
      store: store, threads: WorkThreads("store", count: 4), targets: try AllowedTargets(allowed),
      options: options)
    var logger = Logger(label: "jobs", factory: { StreamLogHandler.standardError(label: $0) })
    logger.logLevel = .critical
    runner = JobRunner(
      queue: queue,
      analysis: RecordingAnalysis(
        store: store, model: model, analyzer: analyzer ?? DiarizingAnalyzer(model: model),
        maximumDurationSeconds: options.maximumDurationSeconds), logger: logger)
  }

  /// Runs the jobs while something is done.
  func running<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    let runner = runner
    let task = Task { try await runner.run() }
    do {
      let value = try await body()
      task.cancel()
      try await task.value
      return value
    } catch {
      task.cancel()
      try await task.value
      throw error
    }
  }

  func submit(
    _ kind: JobKind, _ audio: JobRequest.Audio, speakers: [String] = [],
    hints: ConversationHints = ConversationHints(), webhook: String? = nil, account: AccountID = .standard
  ) async throws -> JobID {
    try await queue.submit(
      JobRequest(kind: kind, audio: audio, speakers: speakers, hints: hints), webhook: webhook,
      requestID: "request-1", account: account)
  }

  /// The status of a job that has ended.
  func ended(_ id: JobID, account: AccountID = .standard) async throws -> JobStatus {
    for _ in 0..<6000 {
      let status = try #require(try await queue.status(of: id, account: account))
      if status.status != .inProgress { return status }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw CocoaError(.userCancelled)
  }

  /// Waits until nothing is left to be told.
  func told() async throws {
    for _ in 0..<3000 {
      if try await queue.counts().undelivered == 0 { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw CocoaError(.userCancelled)
  }
}

/// Where an expectation fails, the model of a scene is not written out number by number.
extension JobScene: CustomDebugStringConvertible, CustomReflectable {
  var debugDescription: String { "a scene in \(folder.path)" }
  var customMirror: Mirror { Mirror(self, children: []) }
}

extension JobStatus {
  var result: JobResult? { if case .result(let result) = response { result } else { nil } }
  var failures: [JobFailure] { if case .errors(let failures) = response { failures } else { [] } }
}
