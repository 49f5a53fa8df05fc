internal import Foundation
internal import Synchronization

/// Finds the addresses of a host.
package struct HostResolver: Sendable {
  private let resolve: @Sendable (String) async throws -> [IPAddress]

  /// A resolver by a function.
  package init(_ resolve: @escaping @Sendable (String) async throws -> [IPAddress]) { self.resolve = resolve }

  /// A resolver by a function that blocks, on threads of its own.
  ///
  /// - Parameters:
  ///   - threads: how many look up at once; further hosts wait.
  ///   - lookUp: the function.
  package init(threads: Int, _ lookUp: @escaping @Sendable (String) throws -> [IPAddress]) {
    let lookups = Lookups(threads: threads, lookUp)
    resolve = { try await lookups.addresses(of: $0) }
  }

  /// The addresses of a host, in the order in which to try them.
  ///
  /// A cancelled task is not kept, whatever the function does: name servers that hang cannot be called off.
  ///
  /// - Throws: what the function throws, `CancellationError`.
  package func addresses(of host: String) async throws -> [IPAddress] {
    let answer = FirstAnswer<[IPAddress]>()
    let resolve = resolve
    let work = Task {
      do {
        answer.give(.success(try await resolve(host)))
      } catch {
        answer.give(.failure(error))
      }
    }
    return try await withTaskCancellationHandler {
      try await answer.value
    } onCancel: {
      work.cancel()
      answer.give(.failure(CancellationError()))
    }
  }

  /// The system's resolver: eight threads, each held for as long as name servers do not answer.
  package static let system = HostResolver(threads: 8) { try SystemAddresses.lookUp($0) }
}

/// Looks hosts up on a few threads; whoever asks for a host that is being looked up waits for the same answer.
private final class Lookups: Sendable {
  private typealias Waiter = FirstAnswer<[IPAddress]>

  private struct State {
    /// Who waits, by host; a host stands here from the first question to the answer.
    var waiters: [String: [Waiter]] = [:]
  }

  private let state = Mutex(State())
  private let queue = OperationQueue()
  private let lookUp: @Sendable (String) throws -> [IPAddress]

  init(threads: Int, _ lookUp: @escaping @Sendable (String) throws -> [IPAddress]) {
    precondition(threads > 0, "at least one thread")
    self.lookUp = lookUp
    queue.name = "host resolver"
    queue.maxConcurrentOperationCount = threads
  }

  func addresses(of host: String) async throws -> [IPAddress] {
    try Task.checkCancellation()
    let waiter = Waiter()
    // A host that everybody has left still stands here while its turn has not come or has not ended.
    let isFirst = state.withLock { state in
      defer { state.waiters[host, default: []].append(waiter) }
      return state.waiters[host] == nil
    }
    if isFirst { queue.addOperation { [self] in answer(host) } }
    return try await withTaskCancellationHandler {
      try await waiter.value
    } onCancel: {
      leave(waiter, host)
    }
  }

  private func answer(_ host: String) {
    // Where all who asked have left before their turn, nobody is asked.
    let isWanted = state.withLock { state in
      guard state.waiters[host]?.isEmpty == true else { return true }
      state.waiters[host] = nil
      return false
    }
    guard isWanted else { return }
    let found = Result { try lookUp(host) }
    for waiter in state.withLock({ $0.waiters.removeValue(forKey: host) ?? [] }) { waiter.give(found) }
  }

  private func leave(_ waiter: Waiter, _ host: String) {
    state.withLock { $0.waiters[host]?.removeAll { $0 === waiter } }
    waiter.give(.failure(CancellationError()))
  }
}

/// The first answer that anybody gives, for one task that waits for it.
private final class FirstAnswer<Value: Sendable>: Sendable {
  private enum State {
    case open
    case awaited(CheckedContinuation<Value, any Error>)
    case given(Result<Value, any Error>)
    case taken
  }

  private let state = Mutex(State.open)

  /// Answers, unless somebody has answered.
  func give(_ answer: Result<Value, any Error>) {
    let waiting = state.withLock { state -> CheckedContinuation<Value, any Error>? in
      switch state {
      case .open:
        state = .given(answer)
        return nil
      case .awaited(let continuation):
        state = .taken
        return continuation
      case .given, .taken: return nil
      }
    }
    waiting?.resume(with: answer)
  }

  /// The answer, to be asked for once.
  var value: Value {
    get async throws {
      try await withCheckedThrowingContinuation { continuation in
        let given = state.withLock { state -> Result<Value, any Error>? in
          if case .given(let answer) = state {
            state = .taken
            return answer
          }
          state = .awaited(continuation)
          return nil
        }
        if let given { continuation.resume(with: given) }
      }
    }
  }
}
