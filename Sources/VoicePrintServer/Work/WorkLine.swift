internal import Dispatch
internal import Synchronization

/// A fixed number of threads for work that blocks or computes, and a line before them, first come first served.
///
/// Such work must not run on the threads of Swift's tasks: there are as many of those as processors, and a server
/// whose tasks all compute answers nobody.
package final class WorkLine: Sendable {
  private struct Job {
    let deadline: ContinuousClock.Instant
    let run: @Sendable () -> Void
    let refuse: @Sendable () -> Void
  }

  private struct State {
    var idle: Int
    // Taken from `head` on, so that taking costs the same however long the line is.
    var line: [Job?] = []
    var head = 0

    var waiting: Int { line.count - head }

    mutating func next() -> Job? {
      guard head < line.count else { return nil }
      let job = line[head]
      line[head] = nil
      head += 1
      if head == line.count {
        line.removeAll(keepingCapacity: true)
        head = 0
      }
      return job
    }
  }

  private let queue: DispatchQueue
  private let capacity: Int
  private let state: Mutex<State>

  /// A line.
  ///
  /// - Parameters:
  ///   - name: names its threads in a debugger.
  ///   - threads: how many work at once.
  ///   - capacity: how many may wait.
  package init(_ name: String, threads: Int, capacity: Int) {
    queue = DispatchQueue(label: "voiceprint.\(name)", attributes: .concurrent)
    self.capacity = capacity
    state = Mutex(State(idle: threads))
  }

  /// How many wait.
  package var waiting: Int { state.withLock { $0.waiting } }

  /// Runs a closure on one of the threads when its turn comes.
  ///
  /// - Throws: ``ServerError/busy(retryAfter:)`` where too many wait already or the turn has not come by the
  ///   deadline, or what the closure throws.
  package func run<Value: Sendable>(
    by deadline: ContinuousClock.Instant, _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let job = Job(
        deadline: deadline, run: { continuation.resume(with: Result { try body() }) },
        refuse: { continuation.resume(throwing: ServerError.busy(retryAfter: 5)) })
      let (starts, refused) = state.withLock { state in
        guard state.waiting < capacity || state.idle > 0 else { return (false, true) }
        state.line.append(job)
        guard state.idle > 0 else { return (false, false) }
        state.idle -= 1
        return (true, false)
      }
      if refused { job.refuse() }
      if starts { queue.async { self.work() } }
    }
  }

  /// Works until the line is empty.
  private func work() {
    while let job = next() {
      if ContinuousClock.now < job.deadline { job.run() } else { job.refuse() }
    }
  }

  private func next() -> Job? {
    state.withLock { state in
      if let job = state.next() { return job }
      state.idle += 1
      return nil
    }
  }
}
