/// Bounds of time.
enum Deadline {
  /// Does something that may take so long and no longer.
  ///
  /// - Parameters:
  ///   - seconds: how long.
  ///   - body: is cancelled when the time is over.
  /// - Returns: what it gave; nil where it took too long.
  /// - Throws: what it throws in time.
  static func within<Value: Sendable>(
    seconds: Double, _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value? {
    try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        try await Task.sleep(for: .seconds(seconds))
        return nil
      }
      defer { group.cancelAll() }
      guard let first = try await group.next() else { return nil }
      return first
    }
  }
}
