import Foundation
import Testing
import VoicePrint
import VoicePrintServer
import VoicePrintStore

/// The cloud's own client, Node's fetch and curl, against a server that listens.
@Suite(.serialized) struct ContractTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Runs a program of `Tests/Contract` and expects it to find no fault.
  private func run(
    _ program: String, options: [String] = [], _ recordings: [Data], registered: Bool,
    environment more: [String: String] = [:], _ configure: (inout ServerOptions) throws -> Void = { _ in }
  ) async throws {
    let scene = try ServerScene(configure)
    var arguments = [program] + options
    for (index, recording) in recordings.enumerated() {
      let path = scene.folder + "/recording-\(index).wav"
      try recording.write(to: URL(fileURLWithPath: path))
      arguments.append(path)
    }
    var environment = ProcessInfo.processInfo.environment.merging(more) { _, new in new }
    if registered {
      let client = try await ClientRegistry(store: scene.store).add()
      environment["VOICEPRINT_CLIENT_ID"] = client.id.text
      environment["VOICEPRINT_CLIENT_SECRET"] = client.secret
      environment["VOICEPRINT_JWT"] = client.assertion
    }
    let output = scene.folder + "/output"
    try Data().write(to: URL(fileURLWithPath: output))
    try await scene.listening { [arguments, environment] server in
      let process = Process()
      process.executableURL = Self.root.appendingPathComponent("Scripts/contract")
      process.arguments = arguments
      process.environment = environment.merging(["VOICEPRINT_SERVER": server]) { _, new in new }
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
      (process.standardOutput, process.standardError) = (file, file)
      let status = try await process.runToEnd()
      let said = try String(contentsOfFile: output, encoding: .utf8)
      #expect(status == 0 && said.contains(" 0 faults"), "\(program): \(said)")
    }
  }

  /// A port that nobody listens at, for a moment at least.
  private static func freePort() throws -> Int {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = unsafe withUnsafeMutablePointer(to: &name) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
      }
    }
    try #require(isBound)
    return Int(UInt16(bigEndian: name.sin_port))
  }

  private func recordings() throws -> [Data] { try (0..<3).map { try Speech.wav($0) } }

  @Test func officialPythonClientEnrolls() async throws {
    try await run("enrollments.py", recordings(), registered: true)
  }

  @Test func officialPythonClientHandsInJobs() async throws {
    let port = try Self.freePort()
    try await run(
      "jobs.py", recordings(), registered: true, environment: ["VOICEPRINT_RECEIVER_PORT": "\(port)"]
    ) { try $0.jobs.allow(["127.0.0.1:\(port)"]) }
  }

  @Test func nothingIsFetchedFromElsewhere() async throws {
    try await run("fetching.py", [Speech.wav(1)], registered: false)
  }

  @Test(arguments: [true, false]) func officialPythonClientLogsIn(_ registered: Bool) async throws {
    try await run("tokens.py", [], registered: registered) { $0.tokens.accessSeconds = 2 }
  }

  @Test(arguments: [true, false]) func samplesInJavaScript(_ registered: Bool) async throws {
    try await run("samples.mjs", recordings(), registered: registered)
  }

  @Test func answersAreThoseOfTheDocument() async throws {
    try await run("document.sh", options: ["10", "300"], [Speech.wav(1)], registered: false)
  }

  @Test func hostileRequestsAreOutlived() async throws {
    try await run("hostile.py", options: ["600", "90"], [Speech.wav(1)], registered: false) {
      $0.limits.idleSeconds = 3
      $0.limits.requestSeconds = 6
    }
  }

  @Test func noUpdateIsLostAmongManyConnections() async throws {
    try await run("load.py", options: ["40", "5"], [Speech.wav(1)], registered: false)
  }

  @Test func curl() async throws {
    try await run("curl.sh", recordings(), registered: true)
  }
}
