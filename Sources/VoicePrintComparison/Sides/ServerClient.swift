internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import VoicePrint

/// Asks a server, as often as it takes and no oftener than it likes: logs in, waits where the server asks for it, and
/// tries again what failed on the way.
package actor ServerClient {
  /// What a server answered to one request.
  struct Answer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: JSONValue
    let milliseconds: Double
    let attempts: Int

    var side: SideAnswer {
      SideAnswer(status: status, milliseconds: milliseconds, response: body, attempts: attempts)
    }
  }

  /// A request.
  struct Request: Sendable {
    let method: HTTPMethod
    /// Path and query.
    let path: String
    var body: [UInt8]?
    var contentType = "application/json"

    var words: String { "\(method.rawValue) \(path)" }
  }

  let address: ServerAddress
  let limits: AskingLimits
  private let credentials: ServerCredentials
  private let client: HTTPClient
  private let pause: @Sendable (Double) async throws -> Void
  private let notice: @Sendable (String) -> Void
  private var token: (text: String, expires: ContinuousClock.Instant)?
  /// Until when the server wants to be left alone, and for how many seconds that was said.
  private var rest: (until: ContinuousClock.Instant, seconds: Double)?

  /// A client, to be closed.
  ///
  /// - Parameters:
  ///   - address: of the server.
  ///   - credentials: to log in with.
  ///   - limits: how long and how often it is asked.
  ///   - pause: waits so many seconds.
  ///   - notice: is told why nothing happens.
  package init(
    address: ServerAddress, credentials: ServerCredentials, limits: AskingLimits = AskingLimits(),
    pause: @escaping @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) },
    notice: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.address = address
    self.credentials = credentials
    self.limits = limits
    self.pause = pause
    self.notice = notice
    // Recordings go to the host that was named: no redirect is followed.
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.timeout.connect = .seconds(15)
    configuration.timeout.read = .nanoseconds(Int64(limits.attemptSeconds * 1e9))
    configuration.httpVersion = .http1Only
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  /// Closes the connections; nothing can be asked afterwards.
  package func close() async { try? await client.shutdown() }

  /// Sends a request until it is answered.
  ///
  /// - Parameters:
  ///   - request: what is asked.
  ///   - settle: looks whether an attempt that failed on the way has come through after all, and what its answer was;
  ///     asked before a request that changes something is sent again.
  /// - Returns: the answer, also one that says no.
  /// - Throws: ``ComparisonError`` where the server cannot be asked; `CancellationError` in a pause.
  func answer(
    to request: Request, settle: (@Sendable () async throws -> SideAnswer?)? = nil
  ) async throws -> SideAnswer {
    var state = Attempts(pauses: limits.pausesSeconds[...])
    while true {
      try await waitForTurn(&state)
      let token = try await accessToken()
      state.count += 1
      switch await attempt(request, token: token) {
      case .success(let answer):
        observe(answer.headers)
        guard try await isFinal(answer, &state) else { break }
        return SideAnswer(
          status: answer.status, milliseconds: answer.milliseconds, response: answer.body,
          attempts: state.count)
      case .failure(let failure):
        guard let seconds = state.pauses.popFirst() else {
          throw ComparisonError.unavailable(
            host: address.host, reason: failure.reason, attempts: state.count)
        }
        state.isUncertain = true
        notice("\(address.host): \(failure.reason); asking again in \(Self.words(seconds))")
        try await pause(seconds)
      }
      if state.isUncertain, let settle, let settled = try await settle() { return settled }
      state.isUncertain = false
    }
  }

  /// What is counted while one request is sent.
  private struct Attempts {
    var count = 0
    var pauses: ArraySlice<Double>
    var waited = 0.0
    var hasRenewed = false
    /// Whether the last attempt may have done what it was to do.
    var isUncertain = false
  }

  /// Whether an answer is the answer to the question; where it is not, waits until it may be put again.
  private func isFinal(_ answer: Answer, _ state: inout Attempts) async throws -> Bool {
    switch answer.status {
    case 401 where !state.hasRenewed && !credentials.isEmpty && credentials.accessToken == nil:
      state.hasRenewed = true
      token = nil
      return false
    case 401, 403:
      throw ComparisonError.refused(
        host: address.host, status: answer.status, message: answer.side.failure ?? "")
    case 429:
      let seconds = answer.headers.number("Retry-After") ?? limits.rateLimitPauseSeconds
      try await wait(seconds, &state, "wants a pause")
      return false
    case 408, 500...599:
      guard let next = state.pauses.popFirst() else {
        // A fault in answering this question is an answer; not being there is none.
        guard [408, 502, 503, 504].contains(answer.status) else { return true }
        throw ComparisonError.unavailable(
          host: address.host, reason: "status \(answer.status), \(answer.side.failure ?? "")",
          attempts: state.count)
      }
      state.isUncertain = answer.status != 503
      try await wait(
        max(next, answer.headers.number("Retry-After") ?? 0), &state, "answers \(answer.status)")
      return false
    default: return true
    }
  }

  private func wait(_ seconds: Double, _ state: inout Attempts, _ reason: String) async throws {
    state.waited += seconds
    guard state.waited <= limits.patienceSeconds else {
      throw ComparisonError.rateLimited(host: address.host, seconds: limits.patienceSeconds)
    }
    notice("\(address.host) \(reason); asking again in \(Self.words(seconds))")
    rest = nil
    try await pause(seconds)
  }

  /// Waits where the last answer said that no more requests are free.
  private func waitForTurn(_ state: inout Attempts) async throws {
    guard let rest, rest.until > .now else { return }
    try await wait(
      min(rest.seconds, ContinuousClock.now.duration(to: rest.until) / .seconds(1)), &state,
      "takes no more requests in this minute")
  }

  private func observe(_ headers: HTTPHeaders) {
    guard let left = headers.number("X-Rate-Limit-Remaining"), left < 1 else {
      rest = nil
      return
    }
    let seconds = headers.number("X-Rate-Limit-Window") ?? limits.rateLimitPauseSeconds
    rest = (.now + .seconds(seconds), seconds)
  }

  /// Waits between two questions how a job stands.
  func pauseBeforePolling(_ seconds: Double) async throws { try await pause(seconds) }

  // MARK: Tokens

  private func accessToken() async throws -> String? {
    if let given = credentials.accessToken { return given }
    if credentials.isEmpty { return nil }
    if let token, token.expires > .now { return token.text }
    var request = Request(method: .POST, path: "/restapi/oauth/token")
    request.contentType = "application/x-www-form-urlencoded"
    request.body = Array(
      credentials.form.map { "\($0.name)=\($0.value.formEncoded)" }.joined(separator: "&").utf8)
    var state = Attempts(pauses: limits.pausesSeconds[...])
    while true {
      state.count += 1
      switch await attempt(request, token: nil) {
      case .success(let answer) where answer.status == 200:
        guard let text = answer.body["access_token"]?.text else {
          throw ComparisonError.unexpected(host: address.host, reason: "a login gives no access_token")
        }
        let seconds = answer.body["expires_in"]?.double ?? 3600
        token = (text, .now + .seconds(max(seconds - 60, 1)))
        return text
      case .success(let answer) where answer.status == 400:
        throw ComparisonError.refused(
          host: address.host, status: 400, message: answer.side.failure ?? "the login failed")
      case .success(let answer):
        state.hasRenewed = true
        guard try await isFinal(answer, &state) else { continue }
        throw ComparisonError.refused(
          host: address.host, status: answer.status, message: answer.side.failure ?? "the login failed")
      case .failure(let failure):
        guard let seconds = state.pauses.popFirst() else {
          throw ComparisonError.unavailable(
            host: address.host, reason: failure.reason, attempts: state.count)
        }
        notice("\(address.host): \(failure.reason); logging in again in \(Self.words(seconds))")
        try await pause(seconds)
      }
    }
  }

  private var basicAuthorization: String? {
    guard let id = credentials.clientID, let secret = credentials.clientSecret else { return nil }
    return "Basic " + Data("\(id):\(secret)".utf8).base64EncodedString()
  }

  // MARK: One attempt

  private struct Failure: Error {
    let reason: String
  }

  /// Sends a request once. What was begun is brought to its end even where the run is being stopped: an answer that is
  /// on its way is not thrown away.
  private func attempt(_ request: Request, token: String?) async -> Result<Answer, Failure> {
    var message = HTTPClientRequest(url: address.text + request.path)
    message.method = request.method
    message.headers = ["User-Agent": "VoicePrint", "Accept": "application/json"]
    if let token {
      message.headers.add(name: "Authorization", value: "Bearer \(token)")
    } else if request.path == "/restapi/oauth/token", let basicAuthorization {
      message.headers.add(name: "Authorization", value: basicAuthorization)
    }
    if let body = request.body {
      message.headers.add(name: "Content-Type", value: request.contentType)
      message.body = .bytes(body)
    }
    let (client, limits, sent) = (client, limits, message)
    return await Task {
      do {
        let start = ContinuousClock.now
        let response = try await client.execute(
          sent, timeout: .nanoseconds(Int64(limits.attemptSeconds * 1e9)))
        let body = try await response.body.collect(upTo: 64 << 20)
        let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
        return .success(
          Answer(
            status: Int(response.status.code), headers: response.headers,
            body: JSONValue(bytes: Array(body.readableBytesView)), milliseconds: milliseconds, attempts: 1))
      } catch {
        return .failure(Failure(reason: Self.reason(error)))
      }
    }.value
  }

  private static func words(_ seconds: Double) -> String {
    seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(tenths(seconds)) s"
  }

  private static func reason(_ error: any Error) -> String {
    switch error as? HTTPClientError {
    case .connectTimeout: return "no connection in time"
    case .remoteConnectionClosed: return "the connection was closed"
    case .deadlineExceeded, .readTimeout: return "no answer in time"
    default:
      if error is NIOConnectionError || error is IOError { return "no connection" }
      return String("\(error)".prefix(160))
    }
  }
}
