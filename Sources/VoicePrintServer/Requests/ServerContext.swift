internal import Foundation
package import Hummingbird
internal import Logging
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

  package init(source: Source) {
    coreContext = CoreRequestContextStorage(source: source)
    requestID = UUID().uuidString.lowercased()
    logger[metadataKey: "hb.request.id"] = nil
    logger[metadataKey: "request"] = "\(requestID)"
  }
}
