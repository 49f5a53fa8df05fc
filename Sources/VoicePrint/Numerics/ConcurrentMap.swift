internal import Dispatch
internal import Synchronization

/// Work over a list side by side, results in the order of the list.
///
/// The parallelism of the whole project is here: across recordings, never inside a product.
package enum ConcurrentMap {
  /// The results of `transform` for every element, on a fixed number of tasks, each with a state of its own.
  ///
  /// - Parameters:
  ///   - elements: what to work on.
  ///   - tasks: how many run side by side.
  ///   - progress: called with the number of elements done, from any task.
  ///   - makeState: makes a task's own scratch, such as a front end.
  ///   - transform: gets the task's state, the element and its index.
  /// - Returns: one result for each element, in their order.
  /// - Throws: the first error of `transform`, or `CancellationError` where the task was cancelled.
  package static func map<Element: Sendable, State: ~Copyable, Result: Sendable>(
    _ elements: [Element], tasks: Int, progress: (@Sendable (Int) -> Void)? = nil,
    makeState: @escaping @Sendable () -> State,
    _ transform: @escaping @Sendable (inout State, Element, Int) throws -> Result
  ) async throws -> [Result] {
    let queue = WorkQueue(count: elements.count)
    return try await withThrowingTaskGroup(of: [(Int, Result)].self) { group in
      for _ in 0..<max(1, min(tasks, elements.count)) {
        group.addTask {
          var state = makeState()
          var results: [(Int, Result)] = []
          while let index = queue.next() {
            try Task.checkCancellation()
            results.append((index, try transform(&state, elements[index], index)))
            let done = queue.finish()
            progress?(done)
            // Transforms block their thread: without a turn in between, nobody could even ask to stop.
            await Task.yield()
          }
          return results
        }
      }
      var ordered = [Result?](repeating: nil, count: elements.count)
      for try await results in group {
        for (index, result) in results { ordered[index] = result }
      }
      return ordered.compactMap { $0 }
    }
  }

  /// The results of `transform` where no scratch is needed.
  package static func map<Element: Sendable, Result: Sendable>(
    _ elements: [Element], tasks: Int, progress: (@Sendable (Int) -> Void)? = nil,
    _ transform: @escaping @Sendable (Element) throws -> Result
  ) async throws -> [Result] {
    try await map(elements, tasks: tasks, progress: progress, makeState: { 0 }) { _, element, _ in
      try transform(element)
    }
  }
}

extension ConcurrentMap {
  /// The results of `transform` for every element, computed while the caller waits: the way for work that is part of a
  /// transaction, or too short for tasks.
  ///
  /// - Returns: one result for each element, in their order.
  /// - Throws: the error of the first element in the order that has one; all elements are worked on.
  package static func mapWaiting<Element: Sendable, Result: Sendable, Failure: Error>(
    _ elements: [Element], _ transform: @Sendable (Element) throws(Failure) -> Result
  ) throws(Failure) -> [Result] {
    if elements.count == 1 { return [try transform(elements[0])] }
    let outcomes = Mutex([Swift.Result<Result, Failure>?](repeating: nil, count: elements.count))
    DispatchQueue.concurrentPerform(iterations: elements.count) { index in
      let outcome = Swift.Result { () throws(Failure) in try transform(elements[index]) }
      outcomes.withLock { $0[index] = outcome }
    }
    var results: [Result] = []
    results.reserveCapacity(elements.count)
    for case let outcome? in outcomes.withLock({ $0 }) { results.append(try outcome.get()) }
    return results
  }
}

/// Hands out indices one at a time and counts those that are done.
private final class WorkQueue: Sendable {
  private let count: Int
  private let state = Mutex((next: 0, done: 0))

  init(count: Int) { self.count = count }

  func next() -> Int? {
    state.withLock { state in
      guard state.next < count else { return nil }
      defer { state.next += 1 }
      return state.next
    }
  }

  func finish() -> Int {
    state.withLock { state in
      state.done += 1
      return state.done
    }
  }
}
