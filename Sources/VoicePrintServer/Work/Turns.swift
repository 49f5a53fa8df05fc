internal import Synchronization

/// One at a time for each key, first come first served; different keys do not wait for each other.
///
/// Updates of one speaker take turns, so that what was computed from an enrollment still holds when it is stored, and
/// a speaker with hundreds of samples keeps nobody else waiting.
final class Turns<Key: Hashable & Sendable>: Sendable {
  /// Those who wait for each key that is taken.
  private let waiting = Mutex<[Key: [CheckedContinuation<Void, Never>]]>([:])

  /// Runs a closure when it is the key's turn.
  ///
  /// - Throws: ``ServerError/busy(retryAfter:)`` where that is after the deadline, or what the closure throws.
  func taking<Value>(
    _ key: Key, until deadline: ContinuousClock.Instant, _ body: () async throws -> Value
  ) async throws -> Value {
    await withCheckedContinuation { continuation in
      let isFree = waiting.withLock { waiting in
        guard waiting[key] != nil else {
          waiting[key] = []
          return true
        }
        waiting[key]?.append(continuation)
        return false
      }
      if isFree { continuation.resume() }
    }
    defer { passOn(key) }
    guard ContinuousClock.now < deadline else { throw ServerError.busy(retryAfter: 5) }
    return try await body()
  }

  private func passOn(_ key: Key) {
    let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
      guard let line = waiting[key], !line.isEmpty else {
        waiting[key] = nil
        return nil
      }
      return waiting[key]?.removeFirst()
    }
    next?.resume()
  }
}

/// A speaker among those of all accounts.
struct SpeakerKey: Hashable, Sendable {
  let account: String
  let speaker: String
}
