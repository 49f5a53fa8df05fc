internal import Dispatch
internal import Foundation
internal import Synchronization

/// A fixed number of threads for work that blocks or computes, and a line before them, first come first served.
///
/// Such work must not run on the threads of Swift's tasks: there are as many of those as processors, and a server
/// whose tasks all compute answers nobody. Nor on Dispatch's, which are as few and shared: reading would wait for
/// analyses.
package final class WorkLine: Sendable {
  private let line: Line

  /// A line.
  ///
  /// - Parameters:
  ///   - name: names its threads in a debugger.
  ///   - threads: how many work at once.
  ///   - capacity: how many may wait.
  package init(_ name: String, threads: Int, capacity: Int) {
    line = Line(idle: threads, capacity: capacity)
    for number in 1...threads {
      let thread = Thread { [line] in line.work() }
      thread.name = "\(name) \(number)"
      // Decoders and the linear algebra keep large arrays on the heap, JSON's recursion does not.
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  deinit { line.close() }

  /// How many wait.
  package var waiting: Int { line.waiting }

  /// Runs a closure on one of the threads when its turn comes.
  ///
  /// - Parameters:
  ///   - deadline: until when it must have begun.
  ///   - goesAhead: whether it is the rest of work that has waited already, and goes before what has not.
  ///   - body: the work.
  /// - Returns: what the closure returns.
  /// - Throws: ``ServerError/busy(retryAfter:)`` where too many wait already or the turn has not come by the
  ///   deadline, or what the closure throws.
  package func run<Value: Sendable>(
    by deadline: ContinuousClock.Instant, goesAhead: Bool = false,
    _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      line.add(
        Job(
          deadline: deadline, run: { continuation.resume(with: Result { try body() }) },
          refuse: { continuation.resume(throwing: ServerError.busy(retryAfter: 5)) }), goesAhead: goesAhead)
    }
  }
}

/// A closure that waits, and what is said where it waits for too long.
private struct Job {
  let deadline: ContinuousClock.Instant
  let run: @Sendable () -> Void
  let refuse: @Sendable () -> Void
}

/// What a line's threads share; it outlives the line until they have ended.
private final class Line: Sendable {
  private struct State {
    /// Threads that do nothing.
    var idle: Int
    var ahead = JobQueue()
    var others = JobQueue()
    var isClosed = false

    mutating func next() -> Job? { ahead.popFirst() ?? others.popFirst() }
  }

  private let capacity: Int
  private let state: Mutex<State>
  private let signal = DispatchSemaphore(value: 0)
  private let threads: Int

  init(idle: Int, capacity: Int) {
    self.capacity = capacity
    threads = idle
    state = Mutex(State(idle: idle))
  }

  /// Those for whom no thread is free.
  var waiting: Int { state.withLock { max(0, $0.ahead.count + $0.others.count - $0.idle) } }

  func add(_ job: Job, goesAhead: Bool) {
    let isTaken = state.withLock { state in
      guard goesAhead || state.others.count < capacity + state.idle else { return false }
      if goesAhead { state.ahead.append(job) } else { state.others.append(job) }
      return true
    }
    if isTaken { signal.signal() } else { job.refuse() }
  }

  func close() {
    state.withLock { $0.isClosed = true }
    for _ in 0..<threads { signal.signal() }
  }

  /// Works until the line is closed and empty.
  func work() {
    while true {
      signal.wait()
      let (job, isClosed) = state.withLock { state in
        let job = state.next()
        if job != nil { state.idle -= 1 }
        return (job, state.isClosed)
      }
      if let job {
        if ContinuousClock.now < job.deadline { job.run() } else { job.refuse() }
        state.withLock { $0.idle += 1 }
      } else if isClosed {
        return
      }
    }
  }
}

/// First in, first out, where taking costs the same however many there are.
private struct JobQueue {
  private var jobs: [Job?] = []
  private var head = 0

  var count: Int { jobs.count - head }

  mutating func append(_ job: Job) { jobs.append(job) }

  mutating func popFirst() -> Job? {
    guard head < jobs.count else { return nil }
    let job = jobs[head]
    jobs[head] = nil
    head += 1
    if head == jobs.count || head > 1024 {
      jobs.removeFirst(head)
      head = 0
    }
    return job
  }
}
