package import Foundation

/// Where a URL leads.
package enum Target: Equatable, Sendable {
  /// To a web server.
  case web(WebTarget)
  /// To a file of this machine.
  case file(path: String)
}

/// A web server, as a URL names it.
package struct WebTarget: Equatable, Sendable {
  /// The URL.
  package let url: URL
  /// The host as the URL has it, without brackets.
  package let host: String
  /// The port, that of the scheme where the URL has none.
  package let port: Int
  /// The address that the host is; nil for a name.
  package let address: IPAddress?

  /// The host in lower case, without the dot of the root at the end.
  package var name: String {
    let name = host.lowercased()
    return name.hasSuffix(".") ? String(name.dropLast()) : name
  }

  init(_ url: URL, isSecure: Bool) throws(TargetRefusal) {
    guard url.user == nil, url.password == nil else { throw .credentials }
    guard var host = url.host, !host.isEmpty else { throw .malformed }
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    address = IPAddress(host)
    guard address != nil || Self.isName(host) else { throw .malformed }
    self.url = url
    self.host = host
    port = url.port ?? (isSecure ? 443 : 80)
    guard (1...65_535).contains(port) else { throw .malformed }
  }

  /// Whether a text is a host's name: letters, digits, dots, hyphens and underscores.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 254 && !text.hasPrefix(".")
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}

/// Why nobody is sent to a URL.
package enum TargetRefusal: Error, Equatable {
  /// It is no absolute URL, or longer than 8,192 bytes.
  case malformed
  /// Schemes other than these are not known.
  case unsupportedScheme(String)
  /// It has a user or a password in it.
  case credentials
  /// The host was not named by the operator.
  case host(String, port: Int)
  /// The host was named, its addresses are not ones to be reached by it.
  case addresses(String)
  /// No folder, or not this one, was named by the operator.
  case file

  /// What was wrong and what to do, of a parameter.
  package func message(for parameter: String) -> String {
    switch self {
    case .malformed: "\(parameter) is not a URL that leads anywhere: send an absolute one, percent-encoded"
    case .unsupportedScheme(let scheme):
      "\(parameter) has the scheme ‘\(scheme.prefix(20))’: \(parameter == "webhook" ? "" : "file where allowed, ")"
        + "http and https are known"
    case .credentials:
      "\(parameter) holds a user or a password, which is not supported: use a token in its query"
    case .host(let host, let port):
      "\(parameter) leads to \(host.prefix(254)), port \(port), which this server may not reach: its operator can "
        + "name it with --allow"
    case .addresses(let host):
      "\(parameter) leads to \(host.prefix(254)), which has no address that this server may reach: private "
        + "addresses must be named with --allow beside the host"
    case .file:
      "\(parameter) names a file outside the folders that this server may read: its operator can name one with "
        + "--allow"
    }
  }
}
