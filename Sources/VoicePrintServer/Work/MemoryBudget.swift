internal import Synchronization

/// So many bytes that may be held at once; who wants more waits in line.
final class MemoryBudget: Sendable {
  private struct Waiter {
    let id: Int
    let bytes: Int
    let continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var free: Int
    var nextID = 0
    var line: [Waiter] = []
  }

  private let state: Mutex<State>

  init(bytes: Int) { state = Mutex(State(free: bytes)) }

  /// Holds bytes while a closure runs.
  ///
  /// - Throws: ``ServerError/busy(retryAfter:)`` where they are not free by the deadline, or what the closure throws.
  func holding<Value>(
    _ bytes: Int, until deadline: ContinuousClock.Instant, _ body: () async throws -> Value
  ) async throws -> Value {
    guard await take(bytes, until: deadline) else { throw ServerError.busy(retryAfter: 2) }
    defer { release(bytes) }
    return try await body()
  }

  private func take(_ bytes: Int, until deadline: ContinuousClock.Instant) async -> Bool {
    let id: Int? = state.withLock { state in
      if state.line.isEmpty, state.free >= bytes {
        state.free -= bytes
        return nil
      }
      state.nextID += 1
      return state.nextID
    }
    guard let id else { return true }
    let alarm = Task {
      try await Task.sleep(until: deadline, clock: .continuous)
      giveUp(id)
    }
    defer { alarm.cancel() }
    return await withCheckedContinuation { continuation in
      let isLate = state.withLock { state in
        // The alarm may have looked for this waiter already.
        guard ContinuousClock.now < deadline else { return true }
        state.line.append(Waiter(id: id, bytes: bytes, continuation: continuation))
        return false
      }
      if isLate { continuation.resume(returning: false) }
      // What was released in between may already be enough.
      serve()
    }
  }

  private func giveUp(_ id: Int) {
    let waiter = state.withLock { state in
      state.line.firstIndex { $0.id == id }.map { state.line.remove(at: $0) }
    }
    waiter?.continuation.resume(returning: false)
    serve()
  }

  private func release(_ bytes: Int) {
    state.withLock { $0.free += bytes }
    serve()
  }

  /// Lets in those at the head of the line for whom there is room.
  private func serve() {
    let served = state.withLock { state in
      var served: [Waiter] = []
      while let first = state.line.first, first.bytes <= state.free {
        state.free -= first.bytes
        served.append(state.line.removeFirst())
      }
      return served
    }
    for waiter in served { waiter.continuation.resume(returning: true) }
  }
}
