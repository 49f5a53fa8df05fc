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

  /// Something that tasks count.
  private final class Counter: Sendable {
    let value = Mutex(0)
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

  // MARK: What strangers can make grow

  @Test func countsOfCallersAreBounded() throws {
    let clock = TestClock()
    let rates = RateLimit(perMinute: 3, now: { clock.now })
    for number in 0..<3 * RateLimit.capacity { try? rates.admit("peer \(number)") }
    #expect(rates.callers <= RateLimit.capacity + 1)
    // The first are still counted, and those beyond share what is left to them.
    for _ in 0..<2 { try rates.admit("peer 0") }
    #expect(throws: ServerError.self) { try rates.admit("peer 0") }
    #expect(throws: ServerError.self) { try rates.admit("peer \(9 * RateLimit.capacity)") }
  }

  @Test func triesThatAreRememberedAreBounded() async throws {
    let tries = LoginTries()
    for number in 0..<2 * LoginTries.capacity {
      await #expect(throws: TokenFault.unknownClient) {
        try await tries.attempt("client\(number)", from: nil) { throw TokenFault.unknownClient }
      }
    }
    #expect(tries.remembered <= LoginTries.capacity)
  }

  /// Claiming another client each time does not help a peer, and it keeps nobody else out.
  @Test func aPeerThatGuessesIsSlowedWhateverItClaims() async throws {
    let clock = TestClock()
    let tries = LoginTries(now: { clock.now })
    var refused = 0
    for number in 0..<200 {
      do {
        try await tries.attempt("client\(number)", from: "192.0.2.1") { throw TokenFault.unknownClient }
      } catch ServerError.loginsTooFast {
        refused += 1
      } catch TokenFault.unknownClient {
      }
    }
    #expect(refused == 160)
    #expect(try await tries.attempt("client0", from: "192.0.2.2") { 1 } == 1)
    #expect(try await tries.attempt("client0", from: nil) { 1 } == 1)
  }

  /// Guessing with many requests at once gets no further than one after the other.
  @Test func guessesSideBySideAreBounded() async throws {
    let clock = TestClock()
    let tries = LoginTries(now: { clock.now })
    let guessed = Counter()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<500 {
        group.addTask {
          try? await tries.attempt("client", from: nil) {
            guessed.value.withLock { $0 += 1 }
            try await Task.sleep(for: .milliseconds(200))
            throw TokenFault.unknownClient
          }
        }
      }
    }
    #expect((1...64).contains(guessed.value.withLock { $0 }))
  }

  @Test func aGlanceLooksOnceASecond() async throws {
    let clock = TestClock()
    let looked = Counter()
    let glance = Glance(lifetime: .seconds(1), now: { clock.now }) {
      looked.value.withLock { $0 += 1 }
      await Task.yield()
      throw CancellationError()
    }
    func looks(_ askers: Int) async -> Int {
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<askers { group.addTask { _ = try? await glance.value } }
      }
      return looked.value.withLock { $0 }
    }
    #expect(await looks(200) == 1)
    clock.advance(by: .milliseconds(999))
    #expect(await looks(200) == 1)
    clock.advance(by: .milliseconds(1))
    #expect(await looks(200) == 2)
    // However long a look takes, there is one at a time.
    let (slow, gate) = (Counter(), Gate())
    let long = Glance(lifetime: .seconds(1), now: { clock.now }) {
      slow.value.withLock { $0 += 1 }
      await withCheckedContinuation { continuation in
        Thread.detachNewThread {
          gate.wait()
          continuation.resume()
        }
      }
    }
    let first = Task { try await long.value }
    while slow.value.withLock({ $0 }) == 0 { await Task.yield() }
    clock.advance(by: .seconds(10))
    let others = (0..<20).map { _ in Task { try await long.value } }
    for _ in 0..<1_000 { await Task.yield() }
    #expect(slow.value.withLock { $0 } == 1)
    gate.open(1 + others.count)
    for task in [first] + others { try await task.value }
  }
}
