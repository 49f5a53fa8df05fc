internal import Foundation

/// Where the server may fetch recordings from and tell the end of jobs to: what its operator names, and this machine
/// as long as nobody but its users can ask. Everything else is refused, so that nobody makes it ask what only it can
/// reach.
///
/// - This machine's own services are reached at a port that was named beside `localhost` or the address, or at any
///   port until ``closingThisMachine``. A network, or a name or address without a port, never opens them.
/// - A host that was named is reached at its public addresses only. Private ones count where they, or their
///   network, were named too: a name alone proves nothing of where it leads.
/// - A host that is an address is reached where this address, or its network, was named.
/// - A file is read where it lies, links followed, in a folder that was named.
package struct AllowedTargets: Equatable, Sendable {
  private struct Host: Equatable, Sendable {
    /// In lower case; with a leading dot for a whole domain.
    var name: String
    /// Nil for every port.
    var port: Int?
  }

  private struct Addresses: Equatable, Sendable {
    var network: IPNetwork
    /// Nil for every port.
    var port: Int?
  }

  private var hosts: [Host] = []
  private var addresses: [Addresses] = []
  /// Absolute, links followed, without a slash at the end.
  private(set) var folders: [String] = []
  /// Whether every port of this machine may be reached.
  private var opensThisMachine = true

  /// This machine alone, with all its ports.
  package static let thisMachine = AllowedTargets()

  private init() {}

  /// This machine and what is named: `files.example.com`, `*.example.com`, `10.1.2.3`, each also with `:port`,
  /// `10.1.0.0/16`, `[fd00::1]`, `fd00::/8`, `localhost:9000`, or a folder by its absolute path.
  ///
  /// - Throws: ``AllowedTargetError``.
  package init(_ names: [String]) throws(AllowedTargetError) {
    self.init()
    for name in names { try allow(name) }
  }

  /// The same without this machine, but for the ports of it that were named: for servers that others can ask.
  package var closingThisMachine: AllowedTargets {
    var targets = self
    targets.opensThisMachine = false
    return targets
  }

  private mutating func allow(_ name: String) throws(AllowedTargetError) {
    if name.hasPrefix("/") {
      var isFolder: ObjCBool = false
      let path = URL(fileURLWithPath: name).resolvingSymlinksInPath().path
      guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
      else { throw .noFolder(name) }
      guard path != "/" else { throw .everything(name) }
      folders.append(path)
    } else if let network = IPNetwork(name) {
      addresses.append(Addresses(network: network, port: nil))
    } else if let address = IPAddress(name) {
      guard !address.isThisMachine else { throw .withoutPort(name) }
      addresses.append(Addresses(network: IPNetwork(address), port: nil))
    } else {
      guard let (host, port) = Self.split(name) else { throw .malformed(name) }
      if let address = IPAddress(host) {
        guard port != nil || !address.isThisMachine else { throw .withoutPort(name) }
        addresses.append(Addresses(network: IPNetwork(address), port: port))
      } else {
        let isDomain = host.hasPrefix("*.")
        let plain = isDomain ? String(host.dropFirst(2)) : host
        guard WebTarget.isName(plain) else { throw .malformed(name) }
        guard port != nil || plain.lowercased() != "localhost" else { throw .withoutPort(name) }
        hosts.append(Host(name: (isDomain ? "." : "") + plain.lowercased(), port: port))
      }
    }
  }

  /// The host, without brackets, and the port.
  private static func split(_ name: String) -> (host: String, port: Int?)? {
    if name.hasPrefix("["), let end = name.firstIndex(of: "]") {
      let rest = name[name.index(after: end)...]
      let port = rest.hasPrefix(":") ? Int(rest.dropFirst()) : nil
      guard rest.isEmpty || port.map({ (1...65_535).contains($0) }) == true else { return nil }
      return (String(name[name.index(after: name.startIndex)..<end]), port)
    }
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 1 { return (name, nil) }
    guard parts.count == 2, let port = Int(parts[1]), (1...65_535).contains(port) else { return nil }
    return (String(parts[0]), port)
  }

  /// Where a URL leads, if anybody may be sent there; a name's addresses are checked later, by ``permits(_:for:)``.
  ///
  /// - Throws: ``TargetRefusal``.
  package func target(_ text: String) throws(TargetRefusal) -> Target {
    guard text.utf8.count <= 8_192, let url = URL(string: text), let scheme = url.scheme?.lowercased() else {
      throw .malformed
    }
    switch scheme {
    case "http", "https":
      let target = try WebTarget(url, isSecure: scheme == "https")
      guard target.address.map({ permits($0, for: target) }) ?? names(target) else {
        throw .host(target.host, port: target.port)
      }
      return .web(target)
    case "file":
      guard url.host.map({ $0.isEmpty || $0 == "localhost" }) ?? true, url.path.hasPrefix("/") else {
        throw .malformed
      }
      guard !folders.isEmpty, !url.path.utf8.contains(0) else { throw .file }
      return .file(path: url.path)
    default: throw .unsupportedScheme(scheme)
    }
  }

  /// Whether a host may be reached at one of its addresses.
  package func permits(_ address: IPAddress, for target: WebTarget) -> Bool {
    let isNamed = addresses.contains { named in
      guard named.network.contains(address) else { return false }
      return named.port == target.port || named.port == nil && !address.isThisMachine
    }
    if address.isThisMachine {
      let isOpen = opensThisMachine && address.isLoopback
      // This machine goes by its own name only: other names that lead here are a trick.
      return target.address == nil ? target.name == "localhost" && names(target) : isNamed || isOpen
    }
    if target.address != nil { return isNamed }
    return names(target) && (isNamed || address.isPublic)
  }

  private func names(_ target: WebTarget) -> Bool {
    if opensThisMachine, target.name == "localhost" { return true }
    return hosts.contains { host in
      guard host.port == nil || host.port == target.port else { return false }
      return host.name.hasPrefix(".") ? target.name.hasSuffix(host.name) : target.name == host.name
    }
  }

  /// Whether a path, absolute and with links followed, lies in a folder that was named.
  func contains(path: String) -> Bool { folders.contains { path.hasPrefix($0 + "/") } }
}

/// What a server cannot be told to allow.
package enum AllowedTargetError: Error, Equatable, CustomStringConvertible {
  /// Neither a host, nor an address, nor a network, nor a folder.
  case malformed(String)
  /// There is no such folder.
  case noFolder(String)
  /// The folder is the root of the file system.
  case everything(String)
  /// This machine is named, and none of its ports.
  case withoutPort(String)

  package var description: String {
    switch self {
    case .malformed(let text):
      "‘\(text)’ cannot be allowed: name a host (files.example.com, *.example.com, also with :port), an address, "
        + "a network (10.1.0.0/16) or a folder by its absolute path"
    case .noFolder(let path): "‘\(path)’ cannot be allowed: there is no such folder"
    case .everything(let path):
      "‘\(path)’ cannot be allowed: that is every file of this machine; name a folder"
    case .withoutPort(let name):
      "‘\(name)’ cannot be allowed: that is every service of this machine; name a port too, such as localhost:9000"
    }
  }
}
