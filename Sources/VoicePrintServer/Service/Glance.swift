/// Something that is looked up at most once in a while, whoever asks and however often: all who ask meanwhile get the
/// same answer, or the same failure.
package actor Glance<Value: Sendable> {
  private struct Look {
    let task: Task<Value, any Error>
    let begun: ContinuousClock.Instant
    var hasEnded = false
  }

  private let lifetime: Duration
  private let now: @Sendable () -> ContinuousClock.Instant
  private let look: @Sendable () async throws -> Value
  private var last: Look?

  /// A glance.
  ///
  /// - Parameters:
  ///   - lifetime: how long what was found is good.
  ///   - now: tells the time.
  ///   - look: looks it up.
  package init(
    lifetime: Duration = .seconds(1), now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
    _ look: @escaping @Sendable () async throws -> Value
  ) {
    (self.lifetime, self.now, self.look) = (lifetime, now, look)
  }

  /// What was found last, or is found now.
  ///
  /// - Throws: what looking it up throws.
  package var value: Value {
    get async throws {
      if let last, !last.hasEnded || last.begun.duration(to: now()) < lifetime {
        return try await last.task.value
      }
      let look = look
      let task = Task { try await look() }
      last = Look(task: task, begun: now())
      let found = await task.result
      last?.hasEnded = true
      return try found.get()
    }
  }
}
