/// Tells a loop that there may be something to do; several calls before it looks count as one.
package struct Wakeup: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  /// Nobody has called yet.
  package init() {
    (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Calls the loop.
  package func call() { continuation.yield() }

  /// Ends the loop: ``calls`` come to their end.
  package func end() { continuation.finish() }

  /// The calls, for one loop.
  package var calls: AsyncStream<Void> { stream }
}
