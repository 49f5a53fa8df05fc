import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import VoicePrint
import VoicePrintComparison

/// A server with the interface of enrollments, in memory, that can be told to behave badly.
final class ScriptedServer: Sendable {
  /// What it does instead of what it should.
  enum Fault: Sendable {
    /// Answers so, and does nothing.
    case answer(Int, headers: [String: String] = [:], body: String = "{}")
    /// Does what it is asked, and then answers so.
    case afterwards(Int)
    /// Does what it is asked, with further headers.
    case headers([String: String])
  }

  struct Seen: Sendable {
    let method: String
    let path: String
    let body: String
    let authorization: String?

    var words: String { "\(method) \(path)" }
  }

  private struct State {
    var seen: [Seen] = []
    var seconds: [String: Double] = [:]
    var jobPolls = 0
  }

  private let state = Mutex(State())
  private let fault: @Sendable (Seen, Int) -> Fault?

  /// - Parameter fault: gets each request and how many like it (method and path) came before.
  init(fault: @escaping @Sendable (Seen, Int) -> Fault? = { _, _ in nil }) { self.fault = fault }

  /// Every request that came.
  var seen: [Seen] { state.withLock { $0.seen } }
  /// Requests that carry recordings.
  var uploads: [Seen] { seen.filter { $0.body.contains("\"content\"") } }
  var enrolled: [String] { state.withLock { $0.seconds.keys.sorted() } }

  func enroll(_ id: String) { state.withLock { $0.seconds[id] = 100 } }

  /// Serves while a closure runs, which gets the address.
  func serving<Value: Sendable>(_ body: @escaping @Sendable (String) async throws -> Value) async throws
    -> Value
  {
    let (ports, continuation) = AsyncStream<Int>.makeStream()
    let application = Application(
      responder: CallbackResponder<BasicRequestContext> { request, _ in try await self.respond(request) },
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) },
      logger: Logger(label: "scripted", factory: { _ in SwiftLogNoOpLogHandler() }))
    return try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask {
        do { try await application.run() } catch is CancellationError {}
        return nil
      }
      group.addTask {
        for await port in ports { return try await body("http://127.0.0.1:\(port)") }
        return nil
      }
      defer { group.cancelAll() }
      while let value = try await group.next() { if let value { return value } }
      throw CocoaError(.userCancelled)
    }
  }

  private func respond(_ request: Request) async throws -> Response {
    let body = try await request.body.collect(upTo: 1 << 24)
    let seen = Seen(
      method: request.method.rawValue, path: request.uri.path,
      body: String(decoding: body.readableBytesView, as: UTF8.self),
      authorization: request.headers[.authorization])
    let number = state.withLock { state in
      state.seen.append(seen)
      return state.seen.count { $0.words == seen.words } - 1
    }
    switch fault(seen, number) {
    case .answer(let status, let headers, let body): return Self.response(status, body, headers)
    case .afterwards(let status):
      _ = outcome(seen)
      return Self.response(status, "{}")
    case .headers(let headers):
      let (status, body) = outcome(seen)
      return Self.response(status, body, headers)
    case nil:
      let (status, body) = outcome(seen)
      return Self.response(status, body)
    }
  }

  private static func response(_ status: Int, _ body: String, _ headers: [String: String] = [:]) -> Response {
    var fields: HTTPFields = [.contentType: "application/json"]
    for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
    return Response(
      status: .init(code: status), headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
  }

  /// Each recording counts ten seconds.
  private func outcome(_ seen: Seen) -> (Int, String) {
    let base = "/ai/audio/v1/enrollments"
    let id = seen.path.hasPrefix(base + "/") ? String(seen.path.dropFirst(base.count + 1)) : nil
    return state.withLock { state in
      switch (seen.method, seen.path, id) {
      case ("POST", "/restapi/oauth/token", _): return (200, #"{"access_token":"fresh","expires_in":3600}"#)
      case ("GET", base, _):
        return (200, "{\"records\":[\(state.seconds.map { Self.status($0, $1) }.joined(separator: ","))]}")
      case ("POST", base, _):
        guard let body = try? JSONDecoder().decode([String: String].self, from: Data(seen.body.utf8)),
          let id = body["speakerId"]
        else { return (400, "{}") }
        guard state.seconds[id] == nil else { return (409, #"{"message":"taken"}"#) }
        state.seconds[id] = 10
        return (201, Self.status(id, 10))
      case ("PATCH", _, .some(let id)), ("GET", _, .some(let id)):
        guard let seconds = state.seconds[id] else { return (404, "{}") }
        let now = seen.method == "PATCH" ? seconds + 10 : seconds
        state.seconds[id] = now
        return (seen.method == "PATCH" ? 201 : 200, Self.status(id, now))
      case ("DELETE", _, .some(let id)): return (state.seconds.removeValue(forKey: id) == nil ? 404 : 204, "")
      case ("POST", "/ai/audio/v1/async/speaker-identify", _): return (202, #"{"jobId":"job-1"}"#)
      case ("POST", "/ai/audio/v1/speaker-identify", _): return (200, Self.heard)
      case ("GET", "/ai/status/v1/jobs/job-1", _):
        state.jobPolls += 1
        return (
          200,
          state.jobPolls < 3
            ? #"{"jobId":"job-1","status":"InProgress"}"#
            : """
            {"jobId":"job-1","status":"Success","creationTime":"2026-01-01T00:00:00.000Z",
             "completionTime":"2026-01-01T00:00:01.250Z","response":\(Self.heard)}
            """
        )
      default: return (404, "{}")
      }
    }
  }

  private static let heard = #"{"utterances":[{"start":0,"end":2,"speakerId":"ann","confidence":0.9}]}"#

  private static func status(_ id: String, _ seconds: Double) -> String {
    """
    {"speakerId":"\(id)","enrollmentQuality":"\(seconds < 20 ? "Poor" : "Average")",
     "enrollmentComplete":\(seconds >= 20),"totalSpeechDuration":\(seconds - 1),"totalEnrollDuration":\(seconds)}
    """
  }
}
