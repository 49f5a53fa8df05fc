internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// Tells a receiver the end of a job: one POST with a length, to exactly the URL that was given.
struct WebhookSender {
  /// Where ends of jobs may be told now.
  let targets: @Sendable () async throws -> AllowedTargets
  let resolver: HostResolver
  let timeoutSeconds: Double

  /// Sends a body; any answer from 200 to 299 means that it was heard.
  ///
  /// - Throws: ``FetchError``, `CancellationError`, ``StoreError``.
  func send(_ body: [UInt8], to callback: JobCallback) async throws {
    let targets = try await targets()
    let client = WebClient(targets: targets, resolver: resolver, connectTimeoutSeconds: timeoutSeconds)
    let target: Target
    do throws(TargetRefusal) {
      target = try targets.target(callback.url)
    } catch {
      throw FetchError.refused(error)
    }
    guard case .web(let target) = target else { throw FetchError.refused(.unsupportedScheme("file")) }
    var request = HTTPClientRequest(url: target.url.absoluteString)
    request.method = .POST
    request.headers = [
      "Content-Type": "application/json", "RCRequestId": callback.requestID, "User-Agent": "VoicePrint",
    ]
    request.body = .bytes(ByteBuffer(bytes: body))
    try await client.withResponse(to: request, at: target, within: timeoutSeconds) { response in
      let code = Int(response.status.code)
      guard (200..<300).contains(code) else { throw FetchError.status(code) }
    }
  }
}
