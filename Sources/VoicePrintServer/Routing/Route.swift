package import HTTPTypes
package import Hummingbird

/// A method and a path, what is done there, and what the OpenAPI document says of it.
package struct Route: Sendable {
  /// Who may ask.
  package enum Access: Sendable {
    /// Anybody.
    case open
    /// A caller with an access token, for its account.
    case account
    /// Those who run the server: at the metrics address, and where only this machine can ask.
    case operators
  }

  package typealias Responder = @Sendable (Request, ServerContext) async throws -> Response

  let method: HTTPRequest.Method
  /// The path; variable segments stand in braces.
  let path: String
  let access: Access
  let operation: Operation
  let respond: Responder

  /// A route that anybody may ask.
  package static func open(
    _ method: HTTPRequest.Method, _ path: String, _ operation: Operation,
    respond: @escaping Responder
  ) -> Route {
    Route(method: method, path: path, access: .open, operation: operation, respond: respond)
  }

  /// A route for those who run the server.
  package static func operators(
    _ method: HTTPRequest.Method, _ path: String, _ operation: Operation,
    respond: @escaping Responder
  ) -> Route {
    Route(method: method, path: path, access: .operators, operation: operation, respond: respond)
  }

  /// A route of an account.
  package static func account(
    _ method: HTTPRequest.Method, _ path: String, _ operation: Operation,
    respond: @escaping @Sendable (Request, ServerContext, Caller) async throws -> Response
  ) -> Route {
    Route(method: method, path: path, access: .account, operation: operation) { request, context in
      guard let caller = context.caller else {
        preconditionFailure("routes of an account stand behind the authentication")
      }
      return try await respond(request, context, caller)
    }
  }
}

/// Routes that belong together, with the schemas that the document needs for them.
package protocol RouteTopic: Sendable {
  /// Names the topic in the document.
  var name: String { get }
  /// The routes.
  var routes: [Route] { get }
  /// Schemas by name.
  var schemas: [String: JSONValue] { get }
}
