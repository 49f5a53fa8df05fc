internal import Dispatch
internal import Foundation
internal import Synchronization

/// Threads of their own for work that computes or waits for a disk, so that it takes none of the few threads on
/// which all other tasks run, and can be given a lower priority than they have.
///
/// `withTaskExecutorPreference` brings a task onto them. They live until ``stop()``.
package final class WorkThreads: TaskExecutor {
  /// How the system shares the processor between these threads and others.
  package enum Priority: Sendable {
    /// Like all others.
    case normal
    /// Behind all others: on Linux niceness 10, a tenth of what a normal thread gets where both want to run.
    case low
  }

  private struct State {
    // Newest last; a queue of a few entries.
    var jobs: [UnownedJob] = []
    var isStopped = false
  }

  private let state = Mutex(State())
  private let available = DispatchSemaphore(value: 0)
  private let count: Int

  /// Starts threads.
  package init(_ name: String, count: Int, priority: Priority = .normal) {
    precondition(count > 0, "at least one thread")
    self.count = count
    for number in 1...count {
      let thread = Thread { [self] in
        Thread.current.name = "\(name) \(number)"
        if priority == .low { Self.lowerPriority() }
        while runNext() {}
      }
      // Analysis keeps some buffers on the stack; a secondary thread has 512 KiB on macOS.
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    state.withLock { state in
      precondition(!state.isStopped, "no work for threads that were stopped")
      state.jobs.append(job)
    }
    available.signal()
  }

  /// Ends the threads when they have done what they were given. No task may prefer them afterwards.
  package func stop() {
    state.withLock { $0.isStopped = true }
    for _ in 0..<count { available.signal() }
  }

  private func runNext() -> Bool {
    available.wait()
    let job = state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
    guard let job else { return false }
    unsafe job.runSynchronously(on: asUnownedTaskExecutor())
    return true
  }

  private static func lowerPriority() {
    #if canImport(Darwin)
      Thread.current.qualityOfService = .utility
    #else
      // On Linux a thread has a niceness of its own, and 0 stands for the calling thread.
      _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
    #endif
  }
}

extension WorkThreads {
  /// Runs something that blocks on one of the threads.
  package nonisolated func run<Value: Sendable>(_ body: @Sendable () throws -> Value) async throws -> Value {
    try await withTaskExecutorPreference(self) { try await Self.call(body) }
  }

  /// Being asynchronous and nobody's, it runs where the task prefers.
  private static func call<Value>(_ body: () throws -> Value) async throws -> Value { try body() }
}
