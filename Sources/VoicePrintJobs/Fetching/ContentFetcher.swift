internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// Fetches recordings that clients name by a URL.
package struct ContentFetcher: Sendable {
  private let targets: AllowedTargets
  private let options: FetchOptions
  private let resolver: HostResolver

  /// A fetcher.
  ///
  /// - Parameters:
  ///   - targets: from where.
  ///   - options: the limits.
  ///   - resolver: finds addresses.
  package init(
    targets: AllowedTargets, options: FetchOptions = FetchOptions(), resolver: HostResolver = .system
  ) {
    (self.targets, self.options, self.resolver) = (targets, options, resolver)
  }

  /// The bytes at a URL; where the server is not there or busy, it is asked again after pauses.
  ///
  /// - Throws: ``FetchError``, `CancellationError`.
  package func bytes(of uri: String) async throws -> [UInt8] {
    var pauses = options.retryPausesSeconds[...]
    while true {
      do {
        return try await attempt(uri)
      } catch let error as FetchError {
        guard error.isTransient, let pause = pauses.popFirst() else { throw error }
        try await Task.sleep(for: .seconds(pause))
      }
    }
  }

  private func attempt(_ uri: String) async throws -> [UInt8] {
    let deadline = ContinuousClock.now + .seconds(options.timeoutSeconds)
    var uri = uri
    for _ in 0...options.maximumRedirects {
      let target: Target
      do throws(TargetRefusal) { target = try targets.target(uri) } catch { throw FetchError.refused(error) }
      switch target {
      case .file(let path):
        return try FileContent(targets: targets, limit: options.maximumBytes).bytes(of: path)
      case .web(let target):
        switch try await get(target, until: deadline) {
        case .bytes(let bytes): return bytes
        // The way from the web to this machine's files is closed: a server does not say what is read here.
        case .redirect(let location) where location.scheme?.lowercased() == "file":
          throw FetchError.refused(.unsupportedScheme("file"))
        case .redirect(let location): uri = location.absoluteString
        }
      }
    }
    throw FetchError.tooManyRedirects(options.maximumRedirects)
  }

  private enum Answer: Sendable {
    case bytes([UInt8])
    case redirect(URL)
  }

  private func get(_ target: WebTarget, until deadline: ContinuousClock.Instant) async throws -> Answer {
    let client = WebClient(
      targets: targets, resolver: resolver, connectTimeoutSeconds: options.connectTimeoutSeconds)
    var request = HTTPClientRequest(url: target.url.absoluteString)
    request.headers = ["User-Agent": "VoicePrint", "Accept": "*/*"]
    let limit = options.maximumBytes
    let seconds = max(0, ContinuousClock.now.duration(to: deadline) / .seconds(1))
    return try await client.withResponse(to: request, at: target, within: seconds) { response in
      switch response.status.code {
      case 200..<300: return .bytes(try await Self.bytes(of: response, limit: limit))
      case 301, 302, 303, 307, 308:
        guard let text = response.headers.first(name: "Location"),
          let location = URL(string: text, relativeTo: target.url)
        else { throw FetchError.status(Int(response.status.code)) }
        return .redirect(location.absoluteURL)
      case let code: throw FetchError.status(Int(code))
      }
    }
  }

  private static func bytes(of response: HTTPClientResponse, limit: Int) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    if let promised = response.headers.first(name: "Content-Length").flatMap({ Int($0) }) {
      guard promised <= limit else { throw FetchError.tooLarge(limit: limit) }
      bytes.reserveCapacity(promised)
    }
    for try await piece in response.body {
      guard bytes.count + piece.readableBytes <= limit else { throw FetchError.tooLarge(limit: limit) }
      bytes.append(contentsOf: piece.readableBytesView)
    }
    return bytes
  }
}
