internal import HTTPTypes
package import Hummingbird
package import NIOCore

/// Reads the bodies of requests, so many bytes of all of them at once and no more.
package struct BodyReader: Sendable {
  private let limits: RequestLimits
  private let held: MemoryBudget

  package init(limits: RequestLimits) {
    self.limits = limits
    held = MemoryBudget(bytes: max(limits.heldBodyBytes, limits.bodyBytes))
  }

  /// Reads a request's body and works on it; until then, and until its turn comes, it stays with the sender.
  ///
  /// - Throws: ``ServerError/bodyTooLarge(limit:)``, ``ServerError/bodyTooSlow(seconds:)``,
  ///   ``ServerError/busy(retryAfter:)``, or what `use` throws.
  package func withBody<Value>(
    of request: Request, deadline: ContinuousClock.Instant, _ use: (ByteBuffer) async throws -> Value
  ) async throws -> Value {
    let declared = request.headers[.contentLength].flatMap { Int($0) }
    guard declared ?? 0 <= limits.bodyBytes else { throw ServerError.bodyTooLarge(limit: limits.bodyBytes) }
    return try await held.holding(declared ?? limits.bodyBytes, until: deadline) {
      var body = ByteBuffer()
      body.reserveCapacity(min(declared ?? 0, limits.bodyBytes))
      for try await piece in request.body {
        guard body.readableBytes + piece.readableBytes <= limits.bodyBytes else {
          throw ServerError.bodyTooLarge(limit: limits.bodyBytes)
        }
        guard ContinuousClock.now < deadline else {
          throw ServerError.bodyTooSlow(seconds: limits.requestSeconds)
        }
        body.writeImmutableBuffer(piece)
      }
      return try await use(body)
    }
  }
}
