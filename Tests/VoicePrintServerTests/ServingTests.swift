import Foundation
import HTTPTypes
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import VoicePrint
import VoicePrintServer
import VoicePrintStore

/// What those who run a server rely on: its log, and its end.
@Suite struct ServingTests {
  /// Lines of a log.
  private final class Lines: Sendable {
    let lines = Mutex<[String]>([])
    var text: String { lines.withLock { $0.joined(separator: "\n") } }
    var logger: Logger { Logger(label: "test", factory: { [self] _ in Handler(lines: self) }) }

    private struct Handler: LogHandler {
      let lines: Lines
      var metadata: Logger.Metadata = [:]
      var logLevel = Logger.Level.trace

      init(lines: Lines) { self.lines = lines }

      subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
      }

      func log(event: LogEvent) {
        let values = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let pairs = values.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
        lines.lines.withLock { $0.append("\(event.message) " + pairs.joined(separator: " ")) }
      }
    }
  }

  @Test func linesHaveTheRequestIDAndNoSecrets() async throws {
    let lines = Lines()
    let scene = try ServerScene(logger: lines.logger)
    let requestID = try #require(HTTPField.Name("RCRequestId"))
    let given = try #require(HTTPField.Name("X-Request-Id"))
    let content = try Speech.wav(0).base64EncodedString()
    try await scene.test { http in
      let login = try await http.send(
        .post, "/restapi/oauth/token", body: Data("grant_type=client_credentials".utf8),
        headers: [.authorization: "Basic " + Data("program:s3cret-s3cret".utf8).base64EncodedString()])
      let token = try #require(login.json["access_token"] as? String)
      let refresh = try #require(login.json["refresh_token"] as? String)
      let created = try await http.send(
        .post, enrollments, json: ["speakerId": "alice", "encoding": "Wav", "content": content],
        headers: [.authorization: "Bearer " + token, given: "proxy-4711"])
      #expect(created.status == 201 && created.headers[given] == "proxy-4711")
      let read = try await http.send(.get, "\(enrollments)/alice?access_token=\(token)")
      #expect(read.status == 200 && read.headers[given] == nil)
      // What is no name is neither answered nor logged.
      let odd = try await http.send(.get, enrollments, headers: [given: "a b\" status=500"])
      #expect(odd.status == 200 && odd.headers[given] == nil)

      let text = lines.text
      for answer in [login, created, read, odd] {
        let id = try #require(answer.headers[requestID])
        let own = text.split(separator: "\n").filter { $0.contains("request=\(id)") }
        #expect(own.count { $0.contains("status=") } == 1)
      }
      let line = try #require(text.split(separator: "\n").first { $0.contains("given=proxy-4711") })
      #expect(line.contains("request=\(created.headers[requestID] ?? "none")") && line.contains("status=201"))
      for secret in [token, refresh, "s3cret", String(content.prefix(200).suffix(40)), "a b\""] {
        #expect(!text.contains(secret))
      }
    }
  }

  @Test func aLogThatCannotBeWrittenEndsNothing() async {
    await #expect(processExitsWith: .success) {
      try FileHandle.standardError.close()
      ServerLog.logger(.text).info("answered")
    }
  }

  @Test func whatIsInFlightIsAnsweredBeforeTheEnd() async throws {
    let scene = try ServerScene()
    let (half, more) = (scene.folder + "/half", scene.folder + "/more")
    let body = scene.folder + "/body"
    let content = try Speech.wav(0).base64EncodedString()
    try Data("{\"speakerId\":\"alice\",\"encoding\":\"Wav\",\"content\":\"\(content)\"}".utf8)
      .write(to: URL(fileURLWithPath: body))
    // Asks whether it may send, waits for a file once it may, and sends; ends with 0 where it is answered 201.
    let client = """
      import os, socket, sys, time
      port, body, half, more = sys.argv[1:]
      data = open(body, "rb").read()
      with socket.create_connection(("127.0.0.1", int(port)), 60) as connection:
          head = "POST \(enrollments) HTTP/1.1\\r\\nHost: localhost\\r\\nExpect: 100-continue\\r\\n"
          connection.sendall(f"{head}Content-Length: {len(data)}\\r\\n\\r\\n".encode())
          assert b" 100 " in connection.recv(1000)
          open(half, "w").close()
          while not os.path.exists(more): time.sleep(0.01)
          connection.sendall(data)
          assert b" 201 " in connection.recv(1000)
      """
    let (ports, continuation) = AsyncStream<Int>.makeStream()
    let group = ServiceGroup(
      services: [try scene.server.application { continuation.yield($0) }],
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    async let end: Void = group.run()
    let port = try #require(await ports.first { _ in true })
    async let status = Process.silent("python3", ["-c", client, "\(port)", body, half, more]).runToEnd()
    while !FileManager.default.fileExists(atPath: half) { try await Task.sleep(for: .milliseconds(10)) }
    await group.triggerGracefulShutdown()
    // Nobody else is let in from now on.
    let refusal = "import socket, sys; sys.exit(socket.socket().connect_ex(('127.0.0.1', \(port))) == 0)"
    while try await Process.silent("python3", ["-c", refusal]).runToEnd() != 0 {}
    try Data().write(to: URL(fileURLWithPath: more))
    #expect(try await status == 0)
    try await end
    #expect(try scene.store.records(includePartial: true).records.map(\.speaker.text) == ["alice"])
  }

  @Test func whoOnlyBeginsToSendTakesNoRoom() async throws {
    let scene = try ServerScene {
      $0.limits.bodyBytes = 1 << 20
      $0.limits.heldBodyBytes = 1 << 20
      $0.limits.requestSeconds = 10
    }
    let (begun, body) = (scene.folder + "/begun", scene.folder + "/body")
    let content = try Speech.wav(0).base64EncodedString()
    try Data("{\"speakerId\":\"alice\",\"encoding\":\"Wav\",\"content\":\"\(content)\"}".utf8)
      .write(to: URL(fileURLWithPath: body))
    // Promises all that may be held, sends a byte of it, and is patient.
    let client = """
      import socket, sys
      with socket.create_connection(("127.0.0.1", int(sys.argv[1])), 60) as connection:
          head = "POST \(enrollments) HTTP/1.1\\r\\nHost: localhost\\r\\nExpect: 100-continue\\r\\n"
          connection.sendall(f"{head}Content-Length: {1 << 20}\\r\\n\\r\\n".encode())
          assert b" 100 " in connection.recv(1000)
          connection.sendall(b"{")
          open(sys.argv[2], "w").close()
          while connection.recv(1000): pass
      """
    try await scene.listening { address in
      let port = String(address.split(separator: ":").last ?? "")
      async let patient = Process.silent("python3", ["-c", client, port, begun]).runToEnd()
      while !FileManager.default.fileExists(atPath: begun) { try await Task.sleep(for: .milliseconds(10)) }
      let curl = Process.silent(
        "curl", ["--silent", "--fail", "--data-binary", "@" + body, address + enrollments])
      #expect(try await curl.runToEnd() == 0)
      // It is hung up on in the end.
      #expect(try await patient == 0)
    }
  }
}
