internal import HTTPTypes
internal import Hummingbird

/// Finds out who a request comes from, and counts it, before a route of an account is reached.
struct Authentication: RouterMiddleware {
  typealias Context = ServerContext

  let sessions: Sessions
  let limits: RequestLimits
  let rates: RateLimit

  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var context = context
    let caller = try await sessions.caller(of: request, by: context.deadline(limits))
    try rates.admit(client: caller.client, context)
    context.caller = caller
    return try await next(request, context)
  }
}
