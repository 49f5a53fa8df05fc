/// Why a recording was not fetched or the end of a job not told.
package enum FetchError: Error, Equatable, CustomStringConvertible {
  /// Nobody may be sent there.
  case refused(TargetRefusal)
  /// The host has no address.
  case unknownHost(String)
  /// No connection, or it broke off.
  case unreachable(host: String, reason: String)
  /// It took too long.
  case timedOut(host: String, seconds: Double)
  /// The server answered something else than a file.
  case status(Int)
  /// It redirects further and further.
  case tooManyRedirects(Int)
  /// The file is larger than the limit, in bytes.
  case tooLarge(limit: Int)
  /// The file cannot be read.
  case unreadable

  /// Whether another try may succeed.
  package var isTransient: Bool {
    switch self {
    case .unreachable, .timedOut, .unknownHost: true
    case .status(let code): code == 408 || code == 429 || code >= 500
    case .refused, .tooManyRedirects, .tooLarge, .unreadable: false
    }
  }

  /// What a client is told of a parameter that held the URL.
  ///
  /// It is the same whatever went wrong on the way, so that nobody learns from a job what answers where, and how: the
  /// log has the rest. That a file came and is too large is no secret of the place that it came from.
  package func message(for parameter: String) -> String {
    switch self {
    case .tooLarge: "\(parameter) cannot be fetched: \(self)"
    case .refused, .unreadable, .status, .tooManyRedirects, .timedOut, .unreachable, .unknownHost:
      "\(parameter) cannot be fetched: no file came from there; see that it can be had without a login, and ask the "
        + "server's operator, whose log says what happened"
    }
  }

  package var description: String {
    switch self {
    case .refused(let refusal): refusal.message(for: "the URL")
    case .unknownHost(let host): "\(host.prefix(254)) has no address"
    case .unreachable(let host, let reason):
      "no answer from \(host.prefix(254)) (\(reason)); see that the server runs"
    case .timedOut(let host, let seconds): "\(host.prefix(254)) took longer than \(seconds) s"
    case .status(let code): "the server answered with status \(code)"
    case .tooManyRedirects(let limit): "more than \(limit) redirects"
    case .tooLarge(let limit): "the file is larger than the limit of \(limit) bytes; compress or cut it"
    case .unreadable: "there is no such file, or it is none that can be read"
    }
  }
}
