internal import HTTPTypes
package import Hummingbird
package import NIOCore

/// Reads the bodies of requests, so many bytes of all of them at once and no more.
package struct BodyReader: Sendable {
  /// So many bytes of a body are read before room is asked for all of it: who only begins to send, or sends a byte now
  /// and then, takes no room from those who send.
  private static let beginning = 64 << 10

  private let limits: RequestLimits
  private let held: MemoryBudget

  package init(limits: RequestLimits) {
    self.limits = limits
    held = MemoryBudget(bytes: max(limits.heldBodyBytes, limits.bodyBytes))
  }

  /// Reads a request's body and works on it; until then, and until its turn comes, it stays with the sender.
  ///
  /// - Throws: ``ServerError/unsupportedBody(header:reason:)``, ``ServerError/bodyTooLarge(limit:)``,
  ///   ``ServerError/bodyTooSlow(seconds:)``, ``ServerError/busy(retryAfter:)``, or what `use` throws.
  package func withBody<Value>(
    of request: Request, deadline: ContinuousClock.Instant, _ use: (ByteBuffer) async throws -> Value
  ) async throws -> Value {
    try BodyForm.check(request.headers)
    let declared = request.headers[.contentLength].flatMap { Int($0) }
    guard declared ?? 0 <= limits.bodyBytes else { throw ServerError.bodyTooLarge(limit: limits.bodyBytes) }
    var pieces = request.body.makeAsyncIterator()
    var body = ByteBuffer()
    while body.readableBytes < Self.beginning {
      guard let piece = try await pieces.next() else { return try await use(body) }
      try add(piece, to: &body, deadline)
    }
    return try await held.holding(declared ?? limits.bodyBytes, until: deadline) {
      body.reserveCapacity(min(declared ?? 0, limits.bodyBytes))
      while let piece = try await pieces.next() { try add(piece, to: &body, deadline) }
      return try await use(body)
    }
  }

  private func add(
    _ piece: ByteBuffer, to body: inout ByteBuffer, _ deadline: ContinuousClock.Instant
  ) throws(ServerError) {
    guard body.readableBytes + piece.readableBytes <= limits.bodyBytes else {
      throw .bodyTooLarge(limit: limits.bodyBytes)
    }
    guard ContinuousClock.now < deadline else { throw .bodyTooSlow(seconds: limits.requestSeconds) }
    body.writeImmutableBuffer(piece)
  }
}
