internal import HTTPTypes
internal import Hummingbird

/// Finds out who a request comes from, before a route of an account is reached.
struct Authentication: RouterMiddleware {
  typealias Context = ServerContext

  let sessions: Sessions
  let limits: RequestLimits

  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var context = context
    context.caller = try await sessions.caller(of: request, by: context.deadline(limits))
    return try await next(request, context)
  }
}
