internal import Foundation

/// The system's answer to what the addresses of a host are.
enum SystemAddresses {
  /// Blocks for as long as name servers do not answer.
  ///
  /// - Throws: ``FetchError/unknownHost(_:)``.
  static func lookUp(_ host: String) throws(FetchError) -> [IPAddress] {
    var hints = unsafe addrinfo()
    unsafe hints.ai_family = AF_UNSPEC
    #if os(Linux)
      unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    #else
      unsafe hints.ai_socktype = SOCK_STREAM
    #endif
    var list: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(host, nil, &hints, &list) == 0 else { throw .unknownHost(host) }
    defer { unsafe freeaddrinfo(list) }
    var addresses: [IPAddress] = []
    var next = unsafe list
    while let entry = unsafe next {
      if let address = unsafe address(entry.pointee), !addresses.contains(address) {
        addresses.append(address)
      }
      unsafe next = entry.pointee.ai_next
    }
    return addresses
  }

  private static func address(_ entry: addrinfo) -> IPAddress? {
    guard let socketAddress = unsafe entry.ai_addr else { return nil }
    switch unsafe entry.ai_family {
    case AF_INET:
      return unsafe socketAddress.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
        IPAddress(bytes: unsafe withUnsafeBytes(of: pointer.pointee.sin_addr) { unsafe Array($0) })
      }
    case AF_INET6:
      return unsafe socketAddress.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
        IPAddress(bytes: unsafe withUnsafeBytes(of: pointer.pointee.sin6_addr) { unsafe Array($0) })
      }
    default: return nil
    }
  }
}
