internal import HTTPTypes
internal import Hummingbird
internal import Synchronization

/// Counts requests by the minute where a limit was set, and says in every answer how many are left.
///
/// A caller is whoever sends the same `Authorization` header: the count must not depend on checking it.
final class RateLimit: Sendable {
  private struct Window {
    let minute: Int64
    var counts: [Int: Int] = [:]
  }

  /// What is said where there is no limit.
  private static let unlimited = 1_000_000

  private let limit: Int?
  private let window = Mutex(Window(minute: 0))
  private let start = ContinuousClock.now

  init(perMinute limit: Int?) { self.limit = limit }

  /// Counts a request.
  ///
  /// - Throws: ``ServerError/tooManyRequests(retryAfter:limit:)``.
  func admit(_ request: Request) throws(ServerError) {
    guard let limit else { return }
    let seconds = elapsedSeconds
    let count = window.withLock { window in
      if window.minute != seconds / 60 { window = Window(minute: seconds / 60) }
      window.counts[key(request), default: 0] += 1
      return window.counts[key(request), default: 0]
    }
    guard count <= limit else { throw .tooManyRequests(retryAfter: Int(60 - seconds % 60), limit: limit) }
  }

  /// Writes the headers that the cloud's answers had.
  func describe(_ request: Request, in headers: inout HTTPFields) {
    let limit = limit ?? Self.unlimited
    let used = self.limit == nil ? 0 : window.withLock { $0.counts[key(request)] ?? 0 }
    headers[.rateGroup] = request.uri.path.hasPrefix("/restapi/oauth") ? "auth" : "heavy"
    headers[.rateLimit] = "\(limit)"
    headers[.rateRemaining] = "\(max(0, limit - used))"
    headers[.rateWindow] = "60"
  }

  private var elapsedSeconds: Int64 { start.duration(to: .now).components.seconds }

  private func key(_ request: Request) -> Int { request.headers[.authorization].hashValue }
}
