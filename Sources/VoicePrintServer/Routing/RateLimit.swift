internal import HTTPTypes
internal import Hummingbird
internal import Synchronization

/// Counts requests by the minute where a limit was set, and says in every answer how many are left.
///
/// A caller is a client whose token was verified, and for all other requests the peer that they come from: nothing that
/// a request merely says makes it another caller.
package final class RateLimit: Sendable {
  private struct Window {
    let minute: Int64
    var counts: [String: Int] = [:]
  }

  /// What is said where there is no limit.
  private static let unlimited = 1_000_000
  /// The most callers that are counted one by one; further ones are counted together until the minute is over.
  package static let capacity = 4_096
  private static let others = "others"

  private let limit: Int?
  private let window = Mutex(Window(minute: 0))
  private let now: @Sendable () -> ContinuousClock.Instant
  private let start: ContinuousClock.Instant

  /// A count.
  ///
  /// - Parameters:
  ///   - limit: how many requests a caller may make in a minute; nil for any number.
  ///   - now: tells the time.
  package init(
    perMinute limit: Int?, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    (self.limit, self.now, start) = (limit, now, now())
  }

  /// How many callers are counted.
  package var callers: Int { window.withLock { $0.counts.count } }

  /// Counts a request of a client that was verified, or of a peer.
  ///
  /// - Throws: ``ServerError/tooManyRequests(retryAfter:limit:)``.
  func admit(client: String? = nil, _ context: ServerContext) throws(ServerError) {
    guard limit != nil, context.admission.begin() else { return }
    try admit(client.map { "client \($0)" } ?? "peer \(context.peer ?? "")") { context.admission.used = $0 }
  }

  /// Counts a request of a caller.
  ///
  /// - Parameters:
  ///   - caller: names it.
  ///   - note: told how many requests it has made in this minute.
  /// - Throws: ``ServerError/tooManyRequests(retryAfter:limit:)``.
  package func admit(_ caller: String, note: (Int) -> Void = { _ in }) throws(ServerError) {
    guard let limit else { return }
    let seconds = start.duration(to: now()).components.seconds
    let count = window.withLock { window in
      if window.minute != seconds / 60 { window = Window(minute: seconds / 60) }
      let isKnown = window.counts[caller] != nil || window.counts.count < Self.capacity
      let key = isKnown ? caller : Self.others
      window.counts[key, default: 0] += 1
      return window.counts[key, default: 0]
    }
    note(count)
    guard count <= limit else { throw .tooManyRequests(retryAfter: Int(60 - seconds % 60), limit: limit) }
  }

  /// Writes the headers that the cloud's answers had.
  func describe(_ request: Request, _ context: ServerContext, in headers: inout HTTPFields) {
    let limit = limit ?? Self.unlimited
    headers[.rateGroup] = request.uri.path.hasPrefix("/restapi/oauth") ? "auth" : "heavy"
    headers[.rateLimit] = "\(limit)"
    headers[.rateRemaining] = "\(max(0, limit - context.admission.used))"
    headers[.rateWindow] = "60"
  }
}

/// Whether a request was counted, once on its way through the server, and how many its caller has made with it.
final class Admission: Sendable {
  private let state = Mutex((wasCounted: false, used: 0))

  /// Whether the request was not counted so far.
  func begin() -> Bool {
    state.withLock { state in
      defer { state.wasCounted = true }
      return !state.wasCounted
    }
  }

  /// How many requests the caller has made in this minute.
  var used: Int {
    get { state.withLock { $0.used } }
    set { state.withLock { $0.used = newValue } }
  }
}

/// Counts requests that need no token, before they are answered.
struct OpenAdmission: RouterMiddleware {
  typealias Context = ServerContext

  let rates: RateLimit

  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    try rates.admit(context)
    return try await next(request, context)
  }
}
