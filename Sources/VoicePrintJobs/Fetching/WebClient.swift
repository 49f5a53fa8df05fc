internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOPosix

/// Speaks to web servers at addresses that were checked.
///
/// A host's addresses are looked up once for each request, and the connection goes to one of those that may be
/// reached: a name that leads elsewhere a moment later leads nowhere. Redirects are not followed here.
struct WebClient {
  let targets: AllowedTargets
  let resolver: HostResolver
  /// How long connecting to one address may take, in seconds.
  let connectTimeoutSeconds: Double

  /// Sends a request and hands on the answer.
  ///
  /// - Parameters:
  ///   - request: to be sent to the target's URL.
  ///   - target: where it goes.
  ///   - seconds: how long all of it may take.
  ///   - body: takes the answer, whose body is still to be read.
  /// - Returns: what `body` makes of the answer.
  /// - Throws: ``FetchError``, `CancellationError`, or what `body` throws.
  func withResponse<Value: Sendable>(
    to request: HTTPClientRequest, at target: WebTarget, within seconds: Double,
    _ body: @escaping @Sendable (HTTPClientResponse) async throws -> Value
  ) async throws -> Value {
    // The client's own deadline ends with the head of the answer.
    let value = try await Deadline.within(seconds: seconds) {
      try await attempt(request, at: target, within: seconds, body)
    }
    guard let value else { throw FetchError.timedOut(host: target.host, seconds: seconds) }
    return value
  }

  private func attempt<Value: Sendable>(
    _ request: HTTPClientRequest, at target: WebTarget, within seconds: Double,
    _ body: @Sendable (HTTPClientResponse) async throws -> Value
  ) async throws -> Value {
    let addresses = try await addresses(of: target)
    let deadline = NIODeadline.now() + .nanoseconds(Int64(seconds * 1e9))
    var failure = FetchError.unknownHost(target.host)
    for address in addresses {
      do {
        return try await HTTPClient.withHTTPClient(configuration: configuration(target, address)) { client in
          try await body(try await client.execute(request, deadline: deadline))
        }
      } catch let error as FetchError {
        throw error
      } catch is CancellationError {
        throw CancellationError()
      } catch let error as HTTPClientError where error == .deadlineExceeded {
        throw FetchError.timedOut(host: target.host, seconds: seconds)
      } catch {
        // Nothing was sent where there was no connection, so that the next address may be tried.
        failure = .unreachable(host: target.host, reason: Self.reason(error))
        if !Self.isConnectionFailure(error) { throw failure }
      }
    }
    throw failure
  }

  /// The addresses of a host that may be reached, in the order in which to try them.
  private func addresses(of target: WebTarget) async throws -> [IPAddress] {
    if let address = target.address {
      guard targets.permits(address, for: target) else {
        throw FetchError.refused(.host(target.host, port: target.port))
      }
      return [address]
    }
    let found = try await resolver.addresses(of: target.host)
    let permitted = found.filter { targets.permits($0, for: target) }
    guard !permitted.isEmpty else {
      throw found.isEmpty ? FetchError.unknownHost(target.host) : .refused(.addresses(target.host))
    }
    return permitted
  }

  private func configuration(_ target: WebTarget, _ address: IPAddress) -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.timeout.connect = .nanoseconds(Int64(connectTimeoutSeconds * 1e9))
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.connectionPool.preWarmedHTTP1ConnectionCount = 0
    configuration.httpVersion = .http1Only
    configuration.networkFrameworkWaitForConnectivity = false
    // The name is still what the server is asked for and what its certificate must prove.
    if target.address == nil { configuration.dnsOverride = [target.host: address.description] }
    return configuration
  }

  private static func isConnectionFailure(_ error: any Error) -> Bool {
    if error is NIOConnectionError || error is IOError { return true }
    return (error as? HTTPClientError) == .connectTimeout
  }

  private static func reason(_ error: any Error) -> String {
    switch error as? HTTPClientError {
    case .connectTimeout: "no connection in time"
    case .remoteConnectionClosed: "the connection was closed"
    default: isConnectionFailure(error) ? "no connection" : String("\(error)".prefix(120))
    }
  }
}
