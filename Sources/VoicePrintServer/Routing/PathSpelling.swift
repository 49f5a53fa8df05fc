internal import HTTPTypes
internal import Hummingbird

/// Leads the spellings of a path that real clients send to the one that is served.
///
/// Clients with a slash at the end of the server's address double the first one; the documentation of 2022 spelled
/// enrollments with `sync/`; SDKs before that December put `/restapi/v1.0` in front.
struct PathSpelling<Next: HTTPResponder<ServerContext>>: HTTPResponder {
  typealias Context = ServerContext

  let next: Next

  func respond(to request: Request, context: Context) async throws -> Response {
    guard let path = request.head.path, let spelled = Self.canonical(path), spelled != path else {
      return try await next.respond(to: request, context: context)
    }
    var head = request.head
    head.path = spelled
    return try await next.respond(to: Request(head: head, body: request.body), context: context)
  }

  /// The path, with its query, as it is served; nil where it is no absolute path.
  static func canonical(_ pathAndQuery: String) -> String? {
    guard pathAndQuery.hasPrefix("/") else { return nil }
    let parts = pathAndQuery.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var segments = parts[0].split(separator: "/")
    if segments.starts(with: ["restapi", "v1.0", "ai"]) { segments.removeFirst(2) }
    if segments.starts(with: ["ai", "audio", "v1", "sync", "enrollments"]) { segments.remove(at: 3) }
    let path = "/" + segments.joined(separator: "/")
    return parts.count > 1 ? path + "?" + parts[1] : path
  }
}
