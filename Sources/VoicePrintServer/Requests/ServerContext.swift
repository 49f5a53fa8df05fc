internal import Foundation
package import Hummingbird
internal import Logging
internal import NIOCore
internal import VoicePrintJobs
package import VoicePrintStore

/// Who a request comes from.
package struct Caller: Sendable, Equatable {
  /// The account whose speakers, samples and jobs the caller may see, and no others.
  package let account: AccountID
  /// Names the caller among others of its account: the client, or nil where none is registered.
  package let client: String?

  package init(account: AccountID, client: String? = nil) {
    (self.account, self.client) = (account, client)
  }

  /// As whom the store's log names the caller.
  var actor: AuditActor { client.flatMap { try? ClientID($0) }.map { .client($0) } ?? .openServer }
}

/// What goes along with a request on its way through the server.
package struct ServerContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// Names the request in answers (`RCRequestId`), in logs and in what is called back later: a UUID.
  package let requestID: String
  /// When the request came.
  package let arrival = ContinuousClock.now
  /// Who it comes from; set by ``Authentication`` on paths of an account.
  package var caller: Caller?
  /// The machine at the other end of the connection, the network where that has version 6; nil for this machine, where
  /// a proxy speaks for many.
  let peer: String?
  /// Whether the request was counted.
  let admission = Admission()

  package init(source: Source) {
    coreContext = CoreRequestContextStorage(source: source)
    requestID = UUID().uuidString.lowercased()
    peer = Self.peer(source.channel.remoteAddress)
    logger[metadataKey: "hb.request.id"] = nil
    logger[metadataKey: "request"] = "\(requestID)"
  }

  /// A network of version 6 has 2⁶⁴ addresses for whoever has one of them.
  static func peer(_ address: SocketAddress?) -> String? {
    guard let address = address?.ipAddress.flatMap({ IPAddress($0) }), !address.isLoopback else { return nil }
    return address.bytes.count == 4
      ? "\(address)" : "\(IPAddress(bytes: address.bytes.prefix(8) + Array(repeating: 0, count: 8)))/64"
  }
}
