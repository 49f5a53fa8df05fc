internal import Foundation

/// An address of the Internet Protocol, version 4 or 6; version-4 addresses in version-6 form are version 4.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
  /// 4 or 16 bytes, most significant first.
  package let bytes: [UInt8]

  /// Bytes before a version-4 address in version-6 form (RFC 4291, section 2.5.5.2).
  private static let mappedPrefix: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

  /// An address from its 4 or 16 bytes.
  package init(bytes: [UInt8]) {
    precondition(bytes.count == 4 || bytes.count == 16, "4 or 16 bytes")
    self.bytes = bytes.starts(with: Self.mappedPrefix) ? Array(bytes.suffix(4)) : bytes
  }

  /// An address in its usual notation, without brackets; nil for anything else, also for the shortened, octal and
  /// hexadecimal numbers that some resolvers take for addresses.
  package init?(_ text: some StringProtocol) {
    let text = String(text)
    var (four, six) = (in_addr(), in6_addr())
    if unsafe inet_pton(AF_INET, text, &four) == 1 {
      self.init(bytes: unsafe withUnsafeBytes(of: &four) { unsafe Array($0) })
    } else if unsafe inet_pton(AF_INET6, text, &six) == 1 {
      self.init(bytes: unsafe withUnsafeBytes(of: &six) { unsafe Array($0) })
    } else {
      return nil
    }
  }

  /// The address in its usual notation.
  package var description: String {
    if bytes.count == 4 { return bytes.map { "\($0)" }.joined(separator: ".") }
    return stride(from: 0, to: 16, by: 2).map {
      String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16)
    }.joined(separator: ":")
  }

  /// Whether it is an address of this machine alone.
  package var isLoopback: Bool { Self.loopback.contains { $0.contains(self) } }

  /// Whether it leads to this machine by its kind: a loopback address, or an unspecified one, which systems connect to
  /// themselves.
  package var isThisMachine: Bool { isLoopback || Self.unspecified.contains { $0.contains(self) } }

  /// Whether it is an address that the public Internet routes: none for private, local or special use, and none
  /// that carries a version-4 address inside (IANA's registries of special-purpose addresses).
  package var isPublic: Bool {
    if bytes.count == 4 { return !Self.specialFour.contains { $0.contains(self) } }
    return Self.globalUnicast.contains(self) && !Self.specialSix.contains { $0.contains(self) }
  }

  private static let loopback = networks(["127.0.0.0/8", "::1/128"])
  private static let unspecified = networks(["0.0.0.0/8", "::/128"])
  private static let specialFour = networks([
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
  ])
  private static let globalUnicast = IPNetwork(bytes: [0x20] + Array(repeating: 0, count: 15), length: 3)
  private static let specialSix = networks(["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"])

  private static func networks(_ texts: [String]) -> [IPNetwork] {
    texts.map { text in
      guard let network = IPNetwork(text) else { preconditionFailure("\(text) is a network") }
      return network
    }
  }
}

/// All addresses that begin with the same bits.
package struct IPNetwork: Hashable, Sendable {
  private let bytes: [UInt8]
  private let length: Int

  /// A network from 4 or 16 bytes and the number of bits that count.
  init(bytes: [UInt8], length: Int) {
    (self.bytes, self.length) = (bytes, length)
  }

  /// A network as an address, a slash and the number of bits that count; nil for anything else.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPAddress(parts[0]), let length = Int(parts[1]),
      (0...8 * address.bytes.count).contains(length)
    else { return nil }
    self.init(bytes: address.bytes, length: length)
  }

  /// The network of one address.
  init(_ address: IPAddress) { self.init(bytes: address.bytes, length: 8 * address.bytes.count) }

  /// Whether an address begins with these bits.
  package func contains(_ address: IPAddress) -> Bool {
    guard address.bytes.count == bytes.count else { return false }
    for (index, pair) in zip(bytes, address.bytes).enumerated() {
      let bits = min(max(length - 8 * index, 0), 8)
      if (pair.0 ^ pair.1) >> (8 - bits) != 0 { return false }
    }
    return true
  }
}
