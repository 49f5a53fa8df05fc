import Foundation
import Synchronization
import Testing
import VoicePrint
import VoicePrintComparison

/// Work of two speakers with two recordings each and a conversation, a scripted server, and what is recorded of it.
struct ServerScene {
  let folder: ScratchFolder
  let work: ComparisonWork
  let server: ScriptedServer
  let pauses = Pauses()
  var journal: String { folder.path + "/answers.jsonl" }

  /// The pauses that were asked for; none of them is waited for.
  final class Pauses: Sendable {
    private let seconds = Mutex<[Double]>([])
    var all: [Double] { seconds.withLock { $0 } }
    func add(_ pause: Double) { seconds.withLock { $0.append(pause) } }
  }

  init(
    conversations: Int = 0,
    fault: @escaping @Sendable (ScriptedServer.Seen, Int) -> ScriptedServer.Fault? = {
      _, _ in nil
    }
  ) throws {
    folder = try ScratchFolder()
    let talks = folder.path + "/talks"
    for (name, text) in [
      ("speakers/ann/1.wav", "ann 1"), ("speakers/ann/2.wav", "ann 2"), ("speakers/bob/1.wav", "bob 1"),
      ("speakers/bob/2.wav", "bob 2"),
    ] + (0..<conversations).map({ ("talks/\($0).wav", "talk \($0)") }) {
      let url = URL(fileURLWithPath: folder.path + "/" + name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    work = try ComparisonWork(
      speakers: folder.path + "/speakers", conversations: conversations > 0 ? talks : nil)
    server = ScriptedServer(fault: fault)
  }

  /// A run against a server, with the recording if there is to be one.
  func run<Value: Sendable>(
    at address: String, credentials: ServerCredentials = ServerCredentials(), patience: Double = 900,
    records: Bool = true, _ body: @Sendable (SideRun) async throws -> Value
  ) async throws -> Value {
    var limits = AskingLimits()
    limits.patienceSeconds = patience
    limits.pausesSeconds = [1, 2]
    let pauses = pauses
    let client = ServerClient(
      address: try ServerAddress(address), credentials: credentials, limits: limits,
      pause: {
        try Task.checkCancellation()
        pauses.add($0)
      })
    let result: Result<Value, any Error>
    do {
      let recording = records ? try AnswerRecording(continuing: journal, side: address) : nil
      result = .success(try await body(SideRun(asking: ServerSide(client: client), recording: recording)))
    } catch {
      result = .failure(error)
    }
    await client.close()
    return try result.get()
  }

  /// The answers of one server to the work.
  func answers(
    at address: String, credentials: ServerCredentials = ServerCredentials(), patience: Double = 900,
    records: Bool = true
  ) async throws -> SideAnswers {
    let work = work
    return try await run(at: address, credentials: credentials, patience: patience, records: records) {
      try await $0.answers(to: work)
    }
  }

  /// The recordings that were sent, each by its words.
  var sent: [String] { server.uploads.map(\.words) }
}

let create = "POST /ai/audio/v1/enrollments"
func update(_ id: String) -> String { "PATCH /ai/audio/v1/enrollments/\(id)" }
