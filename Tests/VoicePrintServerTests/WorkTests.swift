import Foundation
import Synchronization
import Testing
import VoicePrintServer

/// The line before the threads that work, and the turns of one key.
@Suite struct WorkTests {
  /// Blocks threads of a line until it is opened.
  private final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func wait() { semaphore.wait() }
    func open(_ count: Int = 1) { for _ in 0..<count { semaphore.signal() } }
  }

  /// What closures of a line note.
  private final class Notes: Sendable {
    let running = Mutex((now: 0, most: 0))
    let order = Mutex<[Int]>([])
  }

  private let later = ContinuousClock.now.advanced(by: .seconds(60))

  @Test func asManyAtOnceAsThereAreThreads() async throws {
    let line = WorkLine("test", threads: 3, capacity: 100)
    let notes = Notes()
    let later = later
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        group.addTask {
          try await line.run(by: later) {
            notes.running.withLock {
              $0.now += 1
              $0.most = max($0.most, $0.now)
            }
            Thread.sleep(forTimeInterval: 0.01)
            notes.running.withLock { $0.now -= 1 }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(notes.running.withLock { $0.now == 0 && (1...3).contains($0.most) })
  }

  @Test func aFullLineTurnsAwayAndALateTurnIsRefused() async throws {
    let line = WorkLine("test", threads: 1, capacity: 1)
    let (gate, started, later) = (Gate(), Gate(), later)
    async let first: Void = line.run(by: later) {
      started.open()
      gate.wait()
    }
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        started.wait()
        continuation.resume()
      }
    }
    let soon = ContinuousClock.now.advanced(by: .milliseconds(50))
    async let second: Int = line.run(by: soon) { 2 }
    while line.waiting == 0 { await Task.yield() }
    await #expect(throws: ServerError.busy(retryAfter: 5)) { try await line.run(by: later) { 3 } }
    // The rest of work that has waited already is never turned away.
    async let rest: Int = line.run(by: later, goesAhead: true) { 4 }
    while line.waiting < 2 { await Task.yield() }
    try await Task.sleep(until: soon.advanced(by: .milliseconds(20)), clock: .continuous)
    gate.open()
    try await first
    #expect(try await rest == 4)
    do {
      Issue.record("a turn that came too late was taken: \(try await second)")
    } catch {
      #expect(error as? ServerError == .busy(retryAfter: 5))
    }
  }

  @Test func whatWaitedAlreadyGoesAhead() async throws {
    let line = WorkLine("test", threads: 1, capacity: 10)
    let gate = Gate()
    let notes = Notes()
    let later = later
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await line.run(by: later) { gate.wait() } }
      for number in 1...2 {
        group.addTask { try await line.run(by: later) { notes.order.withLock { $0.append(number) } } }
      }
      while line.waiting < 2 { await Task.yield() }
      group.addTask {
        try await line.run(by: later, goesAhead: true) { notes.order.withLock { $0.append(0) } }
      }
      while line.waiting < 3 { await Task.yield() }
      gate.open()
      try await group.waitForAll()
    }
    #expect(notes.order.withLock { $0.first } == 0)
  }
}
