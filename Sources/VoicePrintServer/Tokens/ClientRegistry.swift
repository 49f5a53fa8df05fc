public import Foundation
public import VoicePrint
public import VoicePrintStore

/// Registers the programs that may ask a server, from outside of it.
public struct ClientRegistry: Sendable {
  /// What a new client is told, once.
  public struct Credentials: Sendable {
    /// The client.
    public let id: ClientID
    /// What it proves itself with.
    public let secret: String
    /// A JWT to log in with, for programs that log in with one.
    public let assertion: String
    /// Until when the JWT is good; nil where only revoking the client ends it.
    public let assertionExpiresAt: Date?
  }

  /// The shortest secret that is accepted, in characters.
  public static let shortestSecret = 16

  private let store: EnrollmentStore

  /// A registry of a store's clients.
  public init(store: EnrollmentStore) { self.store = store }

  /// Registers a client.
  ///
  /// - Parameters:
  ///   - id: the client; a new name where nil.
  ///   - secret: what it proves itself with, at least ``shortestSecret`` characters; a new one where nil.
  ///   - owner: whom its tokens name where a login names nobody; a number where nil.
  ///   - account: the account it may ask for.
  ///   - assertionSeconds: how long its JWT is good for; nil for as long as the client is registered.
  /// - Returns: what the client is to be told; the secret cannot be had again.
  /// - Throws: ``StoreError``.
  public func add(
    _ id: ClientID? = nil, secret: String? = nil, owner: SpeakerID? = nil, account: AccountID = .standard,
    assertionSeconds: Double? = nil
  ) async throws -> Credentials {
    let id = try id ?? ClientID([UInt8].random(16).base64URL)
    let secret = secret ?? RefreshToken.newSecret()
    precondition(
      secret.count >= Self.shortestSecret, "a secret is at least \(Self.shortestSecret) characters")
    let owner = try owner ?? SpeakerID(TokenRoutes.nobodyInParticular)
    try store.addClient(id, secret: secret, owner: owner, account: account)
    let expiry = assertionSeconds.map { Date().addingTimeInterval($0) }
    let assertion = try await TokenSigner(store).assertion(for: id, owner: owner, expiresAt: expiry)
    return Credentials(id: id, secret: secret, assertion: assertion, assertionExpiresAt: expiry)
  }
}
