internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JWTKit
internal import VoicePrint
internal import VoicePrintStore

/// Logins and the tokens that stand for them.
///
/// An access token is a JWT signed with a key that only this store has; every request looks up the login it names,
/// so that a login that was ended, or whose client was revoked by another process, ends at once.
struct Sessions: Sendable {
  let service: VoiceService
  let options: TokenOptions
  let signer: TokenSigner

  init(service: VoiceService, options: TokenOptions) throws(StoreError) {
    self.service = service
    self.options = options
    signer = try TokenSigner(service.store)
  }

  /// Who a request comes from.
  ///
  /// While no client is registered, requests without a token come from the standard account.
  ///
  /// - Throws: ``TokenFault``, ``ServerError/forbidden(reason:)``, ``StoreError``.
  func caller(of request: Request, by deadline: ContinuousClock.Instant) async throws -> Caller {
    guard let token = try Self.token(of: request) else {
      guard try await service.reading(by: deadline, { try !$0.hasClients }) else { throw TokenFault.noToken }
      try OpenDoor.check(request)
      return Caller(account: .standard)
    }
    let access = try await signer.verified(token)
    guard let id = [UInt8](hexadecimal: access.jti.value),
      let session = try await service.reading(by: deadline, { try $0.session(id) })
    else { throw TokenFault.invalid }
    if session.client == nil { try OpenDoor.check(request) }
    return Caller(account: session.account, client: session.client?.text)
  }

  /// A new login.
  func begin(
    of client: ClientRecord?, owner: SpeakerID, _ form: TokenForm, by deadline: ContinuousClock.Instant
  ) async throws -> TokenAnswer {
    let secret = RefreshToken.newSecret()
    let expiry = refreshExpiry(form)
    let (session, mark) = try await service.writing(by: deadline) { store in
      let session = try store.beginSession(
        of: client?.id, owner: owner, account: client?.account ?? .standard, secret: secret, expiresAt: expiry
      )
      return (session, try store.renewalMark(of: session.id, secret: secret))
    }
    return try await answer(session, secret, mark, form)
  }

  /// A login renewed; the refresh token is good once, and ends the login when it is used again.
  func renew(
    _ text: String, for client: ClientRecord?, _ form: TokenForm, by deadline: ContinuousClock.Instant
  ) async throws -> TokenAnswer {
    let refused = TokenFault.refusedGrant(
      "the refresh token was used, has expired or was never given: log in again")
    guard let token = RefreshToken(text) else { throw refused }
    let next = RefreshToken.newSecret()
    let expiry = refreshExpiry(form)
    let (renewal, mark) = try await service.writing(by: deadline) { store in
      let renewal = try store.renewSession(
        token.session, of: client?.id, proof: token.proof, next: next, expiresAt: expiry)
      return (renewal, try store.renewalMark(of: token.session, secret: next))
    }
    guard case .renewed(let session) = renewal else { throw refused }
    return try await answer(session, next, mark, form)
  }

  /// Ends the login that an access or refresh token stands for, if there is such a one and it may be ended by who asks
  /// (RFC 7009, 2.1).
  ///
  /// - Parameters:
  ///   - token: the whole token: its secret or its signature is the proof.
  ///   - client: who asks, and may end its own logins only; nil where nobody says who it is.
  ///   - deadline: until when it must have begun.
  /// - Throws: ``ServerError/busy(retryAfter:)``, ``StoreError``.
  func end(_ token: String, for client: ClientID?, by deadline: ContinuousClock.Instant) async throws {
    if let refresh = RefreshToken(token) {
      return try await service.writing(by: deadline) {
        try $0.endSession(refresh.session, of: client, proof: refresh.proof)
      }
    }
    // An expired token still says which login it was of; its signature says that it may be believed.
    var id: [UInt8]?
    do {
      id = [UInt8](hexadecimal: try await signer.verified(token).jti.value)
    } catch TokenFault.expired {
      id = try await [UInt8](hexadecimal: signer.unverified(token).jti.value)
    } catch {
      return
    }
    guard let session = id, session.count == 16 else { return }
    try await service.writing(by: deadline) { try $0.endSession(session, of: client) }
  }

  // MARK: Tokens

  private static func token(of request: Request) throws(TokenFault) -> String? {
    guard let header = request.headers[.authorization] else {
      return request.uri.queryParameters["access_token"].map(String.init)
    }
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw .malformedHeader }
    return String(parts[1])
  }

  private func answer(
    _ session: SessionRecord, _ secret: String, _ mark: [UInt8], _ form: TokenForm
  ) async throws -> TokenAnswer {
    let seconds = Self.lifetime(form.access_token_ttl, atMost: options.accessSeconds)
    let now = Date()
    let token = AccessToken(
      kind: .access, sub: SubjectClaim(value: session.owner.text),
      jti: IDClaim(value: session.id.hexadecimal),
      iat: IssuedAtClaim(value: now), exp: ExpirationClaim(value: now.addingTimeInterval(Double(seconds))))
    return TokenAnswer(
      access_token: try await signer.signed(token), expires_in: seconds,
      refresh_token: RefreshToken(session: session.id, secret: secret, mark: mark).text,
      refresh_token_expires_in: Self.lifetime(form.refresh_token_ttl, atMost: options.refreshSeconds),
      owner_id: session.owner.text, endpoint_id: session.id.hexadecimal)
  }

  private func refreshExpiry(_ form: TokenForm) -> Date {
    Date().addingTimeInterval(Double(Self.lifetime(form.refresh_token_ttl, atMost: options.refreshSeconds)))
  }

  /// What is asked for, where that is a number, between a minute and the most there is.
  private static func lifetime(_ asked: String?, atMost most: Int) -> Int {
    min(most, max(60, asked.flatMap { Int($0) } ?? most))
  }
}

/// The answer to a login, with all that the official SDKs read of it.
struct TokenAnswer: Encodable {
  let access_token: String
  let token_type = "bearer"
  let expires_in: Int
  let refresh_token: String
  let refresh_token_expires_in: Int
  let scope = "AI"
  let owner_id: String
  let endpoint_id: String
}
