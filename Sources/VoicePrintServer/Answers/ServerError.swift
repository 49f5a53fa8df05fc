package import HTTPTypes

/// What can be wrong with a request before the engine or the store is asked.
package enum ServerError: Error, Equatable {
  /// A parameter of the path, the query or the body is missing or is not what it must be.
  case invalidParameter(String?, reason: String)
  /// The body is not the JSON object it must be.
  case malformedBody(reason: String)
  /// The body says that it is in a form that is not read; `header` says so.
  case unsupportedBody(header: String, reason: String)
  /// No path like this is served.
  case unknownPath
  /// The path is served, by other methods.
  case methodNotAllowed([HTTPRequest.Method])
  /// The body is larger than the limit, in bytes.
  case bodyTooLarge(limit: Int)
  /// The body did not come within the time, in seconds.
  case bodyTooSlow(seconds: Double)
  /// More is asked for than can be done; worth trying again after so many seconds.
  case busy(retryAfter: Int)
  /// The caller asks more often than it may; allowed again after so many seconds.
  case tooManyRequests(retryAfter: Int, limit: Int)
  /// Logins failed one after the other; the next is allowed after so many seconds.
  case loginsTooFast(retryAfter: Int)
  /// The request comes from where this server does not take requests from.
  case forbidden(reason: String)
  /// A part of the cloud's interface that is not served here.
  case notServed(String)
}
