import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Testing
import VoicePrint
import VoicePrintServer
import VoicePrintStore

/// Recordings that espeak-ng speaks, once for all tests.
enum Speech {
  static let texts = [
    "The north wind and the sun were disputing which was the stronger, when a traveler came along wrapped in a "
      + "warm cloak.",
    "They agreed that the one who first succeeded in making the traveler take his cloak off should be considered "
      + "stronger than the other.",
    "Then the north wind blew as hard as he could, but the more he blew, the more closely did the traveler fold "
      + "his cloak around him.",
    "And at last the north wind gave up the attempt. Then the sun shone out warmly, and immediately the traveler "
      + "took off his cloak.",
  ]

  /// A WAV file of about seven seconds of a voice such as `m1`.
  static func wav(_ text: Int, as voice: String = "m1") throws -> Data {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(
      "speech-\(UUID().uuidString).wav"
    ).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try run("espeak-ng", "-v", "en-us+\(voice)", "-s", "150", "-w", path, texts[text])
    return try Data(contentsOf: URL(fileURLWithPath: path))
  }

  /// Runs a program that the tests need; that it is there is part of the tests.
  static func run(_ name: String, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(name) \(arguments)")
  }
}

/// A server on a store of its own.
final class ServerScene: Sendable {
  static let model = Result { try VoiceModel(contentsOf: VoiceModel.Location().path) }

  let folder: String
  let store: EnrollmentStore
  let server: SpeakerServer

  init(
    logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
    _ configure: (inout ServerOptions) throws -> Void = { _ in }
  ) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("server-\(UUID().uuidString)").path
    store = try EnrollmentStore(StoreLocation(path: folder, environment: [:]))
    var options = ServerOptions()
    options.port = 0
    try configure(&options)
    server = try SpeakerServer(
      store: store, model: try Self.model.get(), options: options, logger: logger)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Runs the server and tells its address.
  func listening(_ body: @escaping @Sendable (String) async throws -> Void) async throws {
    let (ports, continuation) = AsyncStream<Int>.makeStream()
    let application = try server.application { continuation.yield($0) }
    let scheme = server.options.certificate == nil ? "http" : "https"
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        do {
          try await application.run()
        } catch is CancellationError {}
      }
      group.addTask {
        for await port in ports {
          try await body("\(scheme)://127.0.0.1:\(port)")
          break
        }
      }
      try await group.next()
      group.cancelAll()
    }
  }

  /// Talks to the server without a network between.
  func test<Value: Sendable>(_ body: @Sendable (Client) async throws -> Value) async throws -> Value {
    try await server.application().test(.router) { try await body(Client(client: $0)) }
  }
}

/// A client of a server in a test.
struct Client: Sendable {
  let client: any TestClientProtocol

  /// An answer with its JSON.
  struct Answer {
    let status: Int
    let headers: HTTPFields
    let body: Data

    var json: [String: Any] {
      get throws { try #require(JSONSerialization.jsonObject(with: body) as? [String: Any]) }
    }
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, body: Data? = nil, headers: HTTPFields = [:]
  ) async throws -> Answer {
    try await client.execute(
      uri: path, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) }
    ) { response in
      Answer(
        status: response.status.code, headers: response.headers, body: Data(response.body.readableBytesView))
    }
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, json: [String: Any], headers: HTTPFields = [:]
  ) async throws -> Answer {
    try await send(method, path, body: try JSONSerialization.data(withJSONObject: json), headers: headers)
  }
}

let enrollments = "/ai/audio/v1/enrollments"

extension Process {
  /// A program found by its name, that says nothing.
  static func silent(_ name: String, _ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    return process
  }

  /// Runs without holding a thread of Swift's tasks meanwhile.
  func runToEnd() async throws -> Int32 {
    try await withCheckedThrowingContinuation { continuation in
      terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do {
        try run()
      } catch {
        terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
  }
}
