internal import Dispatch
internal import Foundation

/// Finds the addresses of a host.
package struct HostResolver: Sendable {
  private let resolve: @Sendable (String) async throws -> [IPAddress]

  /// A resolver by a function.
  package init(_ resolve: @escaping @Sendable (String) async throws -> [IPAddress]) { self.resolve = resolve }

  /// The addresses of a host, in the order in which to try them.
  package func addresses(of host: String) async throws -> [IPAddress] { try await resolve(host) }

  /// The system's resolver.
  package static let system = HostResolver { host in
    try await withCheckedThrowingContinuation { continuation in
      // It blocks for as long as name servers do not answer.
      queue.async { continuation.resume(with: Result { try lookUp(host) }) }
    }
  }

  private static let queue = DispatchQueue(label: "host resolver", attributes: .concurrent)

  private static func lookUp(_ host: String) throws(FetchError) -> [IPAddress] {
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
