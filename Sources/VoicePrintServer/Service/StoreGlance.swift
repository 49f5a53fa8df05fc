internal import Hummingbird
internal import VoicePrintStore

/// What those who run the server are told of its store.
struct StoreGlance: Sendable {
  /// Whether no client is registered.
  let isOpen: Bool
  /// How many jobs there are.
  let jobs: JobCounts

  /// Looks into a service's store, at most once a second.
  static func glance(into service: VoiceService, _ options: ServerOptions) -> Glance<StoreGlance> {
    let limits = options.limits
    return Glance(now: options.now) {
      try await service.reading(by: .now.advanced(by: .seconds(limits.requestSeconds))) { store in
        StoreGlance(isOpen: try !store.hasClients, jobs: try store.jobCounts)
      }
    }
  }
}

/// Shows what is for those who run the server to nobody else: where other machines can reach it, or a client is
/// registered, which means that a proxy may let others in, it is to be had at the metrics address only.
struct OperatorDoor: RouterMiddleware {
  typealias Context = ServerContext

  let isLoopback: Bool
  let glance: Glance<StoreGlance>

  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    guard isLoopback, try await glance.value.isOpen else { throw ServerError.unknownPath }
    try OpenDoor.check(request)
    return try await next(request, context)
  }
}
