internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// Keeps web pages out of a server that asks nobody for a token.
///
/// Any page that is open in a browser on this machine can send requests to it. A browser tells where they come from:
/// `Origin` names the page's site, and `Host` the name it looked up, which is not a loopback one where a site had its
/// own name point here.
enum OpenDoor {
  /// - Throws: ``ServerError/forbidden(reason:)``.
  static func check(_ request: Request) throws(ServerError) {
    if let origin = request.headers[.origin], !isLoopback(origin) {
      throw .forbidden(
        reason:
          "no client is registered, and a page of another site asks: register one with ‘voiceprint client add’"
      )
    }
    if let host = request.head.authority, !isLoopback("http://" + host) {
      throw .forbidden(
        reason:
          "no client is registered, and the request is for another name than this machine's loopback ones: use "
          + "127.0.0.1 or localhost, or register a client with ‘voiceprint client add’")
    }
  }

  private static func isLoopback(_ address: String) -> Bool {
    guard let scheme = address.range(of: "://") else { return false }
    let rest = address[scheme.upperBound...]
    let host = rest.hasPrefix("[") ? rest.prefix { $0 != "]" } + "]" : rest.prefix { $0 != ":" && $0 != "/" }
    if host == "localhost" || host == "[::1]" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return numbers.count == 4 && numbers.first == 127 && !numbers.contains(nil)
  }
}
