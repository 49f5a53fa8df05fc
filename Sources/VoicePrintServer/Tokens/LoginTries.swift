internal import Synchronization

/// Makes whoever fails to log in wait: after a few failures, longer with each further one.
///
/// Failures count by the client that is claimed and the peer together, so that a stranger elsewhere keeps no client
/// out, and by the peer alone, so that it does not help to claim another client each time. Peers on this machine are
/// proxies, behind which are many, and count with their clients only.
package final class LoginTries: Sendable {
  private struct Count {
    var failures = 0
    /// Tries that have not ended.
    var running = 0
    var last: ContinuousClock.Instant
    var notBefore: ContinuousClock.Instant

    init(at now: ContinuousClock.Instant) { (last, notBefore) = (now, now) }

    /// A first guess at many secrets at once gets no further than one after the other would.
    func pause(_ free: Int, at now: ContinuousClock.Instant) -> Duration? {
      if failures == 0, running < LoginTries.sideBySide { return nil }
      if failures + running < free { return nil }
      if running == 0, failures > 0, now >= notBefore { return nil }
      return max(.seconds(1), now.duration(to: notBefore))
    }
  }

  /// Failures of one client at one peer, and of one peer, before there is a pause.
  private static let free = (client: 8, peer: 40)
  /// Tries at once as long as none has failed.
  private static let sideBySide = 64
  /// The first pause, which each further failure doubles, and the longest.
  private static let pauses = (first: 2.0, longest: 60.0)
  /// After so long without a failure all is forgotten.
  private static let memory = Duration.seconds(900)
  /// The most clients and peers that are remembered; the one that failed longest ago goes first.
  package static let capacity = 4_096

  private let counts = Mutex<[String: Count]>([:])

  private let now: @Sendable () -> ContinuousClock.Instant

  /// Nobody has failed yet.
  ///
  /// - Parameter now: tells the time.
  package init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) { self.now = now }

  /// How many are remembered.
  package var remembered: Int { counts.withLock { $0.count } }

  /// Tries a login.
  ///
  /// - Parameters:
  ///   - client: the client that is claimed.
  ///   - peer: where the request comes from; nil for this machine.
  ///   - body: the try.
  /// - Returns: what it gives.
  /// - Throws: ``ServerError/loginsTooFast(retryAfter:)`` where it is too early, or what the closure throws, of which
  ///   ``TokenFault/unknownClient`` and ``TokenFault/refusedGrant(_:)`` are failures.
  package func attempt<Value: Sendable>(
    _ client: String, from peer: String?, _ body: () async throws -> Value
  ) async throws -> Value {
    // No client's key is a peer's: that has no line break in it.
    var keys = [(key: "\(peer ?? "")\n\(client.prefix(64))", free: Self.free.client)]
    if let peer { keys.append((key: peer, free: Self.free.peer)) }
    try begin(keys)
    do {
      let value = try await body()
      // One client of a peer that logs in says nothing of its tries at others.
      end(Array(keys.prefix(1))) { $0 = 0 }
      end(Array(keys.dropFirst())) { _ in }
      return value
    } catch {
      let isFailure =
        switch error as? TokenFault {
        case .unknownClient, .refusedGrant: true
        default: false
        }
      end(keys) { $0 += isFailure ? 1 : 0 }
      throw error
    }
  }

  private func begin(_ keys: [(key: String, free: Int)]) throws(ServerError) {
    let now = now()
    let pause = counts.withLock { counts -> Duration? in
      let pause = keys.compactMap { counts[$0.key]?.pause($0.free, at: now) }.max()
      if pause == nil {
        for key in keys {
          Self.makeRoom(for: key.key, in: &counts, at: now)
          counts[key.key, default: Count(at: now)].running += 1
        }
      }
      return pause
    }
    if let pause { throw .loginsTooFast(retryAfter: Int((pause / .seconds(1)).rounded(.up))) }
  }

  private func end(_ keys: [(key: String, free: Int)], _ change: (inout Int) -> Void) {
    let now = now()
    counts.withLock { counts in
      for (key, free) in keys {
        guard var count = counts[key] else { continue }
        let before = count.failures
        count.running -= 1
        change(&count.failures)
        count.last = now
        if count.failures > before, count.failures >= free {
          let doublings = min(count.failures - free, 10)
          let seconds = min(Self.pauses.longest, Self.pauses.first * Double(1 << doublings))
          count.notBefore = now.advanced(by: .seconds(seconds))
        }
        counts[key] = count.failures == 0 && count.running == 0 ? nil : count
      }
    }
  }

  private static func makeRoom(
    for key: String, in counts: inout [String: Count], at now: ContinuousClock.Instant
  ) {
    if let count = counts[key] {
      if count.running == 0, count.last.duration(to: now) > memory { counts[key] = nil }
      return
    }
    guard counts.count >= capacity else { return }
    counts = counts.filter { $0.value.running > 0 || $0.value.last.duration(to: now) <= memory }
    guard counts.count >= capacity else { return }
    let idle = counts.filter { $0.value.running == 0 }
    if let oldest = idle.min(by: { $0.value.last < $1.value.last }) { counts[oldest.key] = nil }
  }
}
