internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// Gives every answer its request id and rate headers, turns errors into answers, and logs one line for each request.
///
/// The line has the route and never the path as it came, which may carry a token, nor anything of a body. A request
/// that comes with an `X-Request-Id` is answered and logged with it too.
struct Answering: RouterMiddleware {
  typealias Context = ServerContext

  let methods: PathMethods
  let rates: RateLimit
  let metrics: ServerMetrics

  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var failure: Failure?
    var response: Response
    do {
      response = try await next(request, context)
    } catch {
      let translated = self.failure(counted(error, context), request)
      failure = translated
      response = Response(translated)
    }
    response.headers[.requestID] = context.requestID
    if let given = Self.given(request) { response.headers[.givenRequestID] = given }
    rates.describe(request, context, in: &response.headers)
    log(response.status, failure, request, context)
    return response
  }

  /// What led to no route, or to none with a caller, counts too.
  private func counted(_ error: any Error, _ context: Context) -> any Error {
    do throws(ServerError) {
      try rates.admit(context)
      return error
    } catch {
      return error
    }
  }

  /// A path that is not known for this method may be known for others.
  private func failure(_ error: any Error, _ request: Request) -> Failure {
    if let error = error as? HTTPError, error.status == .notFound,
      let methods = methods[request.uri.path], !methods.contains(request.method)
    {
      return Failure(ServerError.methodNotAllowed(methods))
    }
    return Failure(error)
  }

  private func log(_ status: HTTPResponse.Status, _ failure: Failure?, _ request: Request, _ context: Context)
  {
    let duration = context.arrival.duration(to: .now)
    let taken = duration / .milliseconds(1)
    let route = context.endpointPath ?? "none"
    metrics.count(request.method, route: route, status: status.code, taken: duration)
    var metadata: Logger.Metadata = [
      "method": "\(request.method)", "route": "\(route)", "status": "\(status.code)",
      "milliseconds": "\((taken * 10).rounded() / 10)",
    ]
    if let given = Self.given(request) { metadata["given"] = "\(given)" }
    if let cause = failure?.cause { metadata["cause"] = "\(cause)" }
    context.logger.log(level: status.code >= 500 ? .error : .info, "answered", metadata: metadata)
  }

  /// What a proxy or a client calls the request, so that its log and this one can be read together; nil where that is
  /// no short name.
  private static func given(_ request: Request) -> String? {
    guard let text = request.headers[.givenRequestID], (1...128).contains(text.utf8.count),
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") })
    else { return nil }
    return text
  }
}

extension HTTPField.Name {
  /// A name that is known to be one.
  private init(known name: String) {
    guard let name = HTTPField.Name(name) else { preconditionFailure("‘\(name)’ names a header") }
    self = name
  }

  static let requestID = Self(known: "RCRequestId")
  static let givenRequestID = Self(known: "X-Request-Id")
  static let rateGroup = Self(known: "X-Rate-Limit-Group")
  static let rateLimit = Self(known: "X-Rate-Limit-Limit")
  static let rateRemaining = Self(known: "X-Rate-Limit-Remaining")
  static let rateWindow = Self(known: "X-Rate-Limit-Window")
}
