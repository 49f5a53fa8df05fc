import Dispatch
import Foundation
import Synchronization
import Testing
import VoicePrint

/// Work over a list on several tasks.
@Suite struct ConcurrentMapTests {
  private struct Failure: Error, Equatable { let element: Int }

  @Test(arguments: [1, 2, 3, 8, 100], [0, 1, 2, 57]) func resultsStandInTheOrderOfTheList(
    tasks: Int, count: Int
  ) async throws {
    let reported = Mutex<[Int]>([])
    let states = Mutex(0)
    let results = try await ConcurrentMap.map(
      Array(0..<count), tasks: tasks, progress: { done in reported.withLock { $0.append(done) } },
      makeState: { states.withLock { $0 += 1 } }
    ) { _, element, index in
      // Uneven work: the later may be done sooner.
      if element.isMultiple(of: 5) { Thread.sleep(forTimeInterval: 0.001) }
      return [element, index]
    }
    #expect(results == (0..<count).map { [$0, $0] })
    #expect(reported.withLock { $0.sorted() } == Array(1..<count + 1))
    #expect((1...max(1, min(tasks, count))).contains(states.withLock { $0 }))
  }

  @Test(arguments: [1, 2, 4]) func theErrorOfAnElementComesOut(tasks: Int) async {
    await #expect(throws: Failure(element: 13)) {
      try await ConcurrentMap.map(Array(0..<1000), tasks: tasks) { element in
        if element == 13 { throw Failure(element: element) }
        return element
      }
    }
  }

  @Test func cancellationStopsTheWork() async throws {
    let started = Mutex(0)
    let (reached, continuation) = AsyncStream.makeStream(of: Void.self)
    let work = Task {
      try await ConcurrentMap.map(Array(0..<3000), tasks: 2) { element in
        started.withLock { $0 += 1 }
        continuation.yield()
        Thread.sleep(forTimeInterval: 0.001)
        return element
      }
    }
    for await _ in reached { break }
    work.cancel()
    await #expect(throws: CancellationError.self) { try await work.value }
    #expect(started.withLock { $0 } < 3000)
  }

  @Test(arguments: [0, 1, 2, 57]) func whoeverWaitsGetsTheResultsInTheOrderOfTheList(count: Int) {
    let results = ConcurrentMap.mapWaiting(Array(0..<count)) { element in
      if element.isMultiple(of: 5) { Thread.sleep(forTimeInterval: 0.001) }
      return 2 * element
    }
    #expect(results == (0..<count).map { 2 * $0 })
  }

  @Test(arguments: [1, 40]) func whoeverWaitsGetsTheErrorOfTheFirstElementThatHasOne(count: Int) {
    #expect(throws: Failure(element: 0)) {
      try ConcurrentMap.mapWaiting(Array(0..<count)) { element throws(Failure) -> Int in
        if element == 0 { Thread.sleep(forTimeInterval: 0.01) }
        if element.isMultiple(of: 7) { throw Failure(element: element) }
        return element
      }
    }
  }

  @Test func waitingWorkRunsSideBySide() {
    // Two elements that wait for each other: one after the other, neither would get on.
    let (first, second) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let met = ConcurrentMap.mapWaiting([0, 1]) { element in
      (element == 0 ? second : first).signal()
      return (element == 0 ? first : second).wait(timeout: .now() + 10) == .success
    }
    #expect(met == [true, true] || ProcessInfo.processInfo.activeProcessorCount == 1)
  }
}
