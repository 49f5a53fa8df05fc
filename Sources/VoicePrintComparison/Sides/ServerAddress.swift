internal import Foundation

/// Where a server is: scheme, host, port and perhaps a path before its own paths.
package struct ServerAddress: Equatable, Sendable {
  /// The address without a slash at its end.
  package let text: String
  /// Host and, where it was given, port.
  package let host: String
  /// Whether what is sent is sealed on its way.
  package let isEncrypted: Bool
  /// Whether it is this machine.
  package let isLoopback: Bool

  /// Reads an address.
  ///
  /// - Throws: ``ComparisonError/invalidSide(_:)``; ``ComparisonError/unusableCredentials(_:)`` where it names a user.
  package init(_ text: String) throws(ComparisonError) {
    guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
      let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme), parts.query == nil,
      parts.fragment == nil
    else { throw .invalidSide(text) }
    guard parts.user == nil, parts.password == nil else {
      throw .unusableCredentials(
        "an address with a user in it shows the password to everybody on this machine: give credentials in a file or "
          + "in the environment")
    }
    var trimmed = text
    while trimmed.hasSuffix("/") { trimmed.removeLast() }
    self.text = trimmed
    self.host = parts.port.map { "\(host):\($0)" } ?? host
    isEncrypted = scheme == "https"
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    isLoopback =
      ["localhost", "::1", "[::1]"].contains(host)
      || numbers.count == 4 && numbers.first == 127 && !numbers.contains(nil)
  }
}
