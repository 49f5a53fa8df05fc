internal import HTTPTypes
internal import Hummingbird
internal import VoicePrintStore

/// Finds out who a request comes from, before a route of an account is reached.
struct Authentication: RouterMiddleware {
  typealias Context = ServerContext

  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var context = context
    context.caller = Caller(account: .standard)
    return try await next(request, context)
  }
}
