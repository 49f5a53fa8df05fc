internal import Foundation
internal import JWTKit
internal import VoicePrint
internal import VoicePrintStore

/// Signs tokens and tells its own from others.
struct TokenSigner: Sendable {
  private let keys: Task<JWTKeyCollection, Never>
  private let assertionKeys: Task<JWTKeyCollection, Never>

  /// A signer with the keys of a store.
  ///
  /// - Throws: ``StoreError``.
  init(_ store: EnrollmentStore) throws(StoreError) {
    keys = Self.collection(try store.tokenKey(for: .accessTokens))
    assertionKeys = Self.collection(try store.tokenKey(for: .loginAssertions))
  }

  private static func collection(_ key: [UInt8]) -> Task<JWTKeyCollection, Never> {
    Task { await JWTKeyCollection().add(hmac: HMACKey(from: key), digestAlgorithm: .sha256) }
  }

  // MARK: Access tokens

  func signed(_ token: AccessToken) async throws -> String { try await keys.value.sign(token) }

  /// - Throws: ``TokenFault/expired``, ``TokenFault/invalid``.
  func verified(_ token: String) async throws(TokenFault) -> AccessToken {
    do {
      return try await keys.value.verify(token, as: AccessToken.self)
    } catch let error as JWTError where error.failedClaim is ExpirationClaim {
      throw .expired
    } catch {
      throw .invalid
    }
  }

  /// What a token of this server's says that has expired.
  func unverified(_ token: String) async throws -> AccessToken {
    try await keys.value.unverified(token, as: AccessToken.self)
  }

  // MARK: Assertions

  /// The JWT that a client without a secret logs in with.
  func assertion(for client: ClientID, owner: SpeakerID, expiresAt: Date?) async throws -> String {
    try await assertionKeys.value.sign(
      LoginAssertion(
        kind: .login, sub: SubjectClaim(value: owner.text), aud: client.text,
        iat: IssuedAtClaim(value: Date()), exp: expiresAt.map { ExpirationClaim(value: $0) }))
  }

  /// What an assertion of this server's own says; nil for any other JWT, and for one that has expired.
  func ownAssertion(_ text: String) async -> LoginAssertion? {
    try? await assertionKeys.value.verify(text, as: LoginAssertion.self)
  }

  /// Whom a JWT of somebody else names, if it names somebody who could be a speaker.
  func foreignOwner(_ text: String) async -> SpeakerID? {
    let sub = try? await keys.value.unverified(text, as: ForeignAssertion.self).sub
    return sub.flatMap { try? SpeakerID($0.text) }
  }
}
