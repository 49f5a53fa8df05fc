internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import VoicePrint
internal import VoicePrintStore

/// Logging in and out as the cloud's SDKs do it.
struct TokenRoutes: RouteTopic {
  let name = "Tokens"

  let sessions: Sessions
  /// Makes those wait who try one secret after the other.
  let tries: LoginTries
  let options: ServerOptions

  /// The largest form, in bytes.
  private static let largestForm = 64 << 10
  /// Whom tokens name where neither the login nor a client names somebody.
  static let nobodyInParticular = "62280000001"

  var routes: [Route] {
    [
      .open(.post, "/restapi/oauth/token", Self.token, respond: token),
      .open(.post, "/restapi/oauth/revoke", Self.revoke, respond: revoke),
    ]
  }

  private func token(_ request: Request, _ context: ServerContext) async throws -> Response {
    let form = try await form(of: request)
    let deadline = context.deadline(options.limits)
    let isOpen = try await sessions.service.reading(by: deadline) { try !$0.hasClients }
    let answer =
      if isOpen {
        try await openLogin(request, form, deadline)
      } else {
        try await login(try ClientCredentials(request, form), form, context, deadline)
      }
    return try Response(json: answer, headers: [.cacheControl: "no-store"])
  }

  private func revoke(_ request: Request, _ context: ServerContext) async throws -> Response {
    let form = try await form(of: request)
    let deadline = context.deadline(options.limits)
    var client: ClientID?
    if try await sessions.service.reading(by: deadline, { try $0.hasClients }),
      let credentials = try ClientCredentials(request, form)
    {
      client = try await tries.attempt(credentials.id, from: context.peer) {
        try await sessions.service.reading(by: deadline) { try credentials.client(in: $0).id }
      }
    }
    guard let token = form.token ?? request.uri.queryParameters["token"].map(String.init) else {
      throw TokenFault.incomplete("‘token’ is missing: the access or refresh token to end")
    }
    try await sessions.end(token, for: client, by: deadline)
    return try Response(json: [String: String]())
  }

  /// While no client is registered, any login that has the right form succeeds.
  private func openLogin(
    _ request: Request, _ form: TokenForm, _ deadline: ContinuousClock.Instant
  ) async throws -> TokenAnswer {
    try OpenDoor.check(request)
    let nobody = try SpeakerID(Self.nobodyInParticular)
    switch try Grant(form) {
    case .assertion(let assertion):
      return try await sessions.begin(
        of: nil, owner: await sessions.signer.foreignOwner(assertion) ?? nobody, form, by: deadline)
    case .password(let owner):
      return try await sessions.begin(of: nil, owner: owner ?? nobody, form, by: deadline)
    case .clientCredentials: return try await sessions.begin(of: nil, owner: nobody, form, by: deadline)
    case .refresh(let token): return try await sessions.renew(token, for: nil, form, by: deadline)
    }
  }

  private func login(
    _ credentials: ClientCredentials?, _ form: TokenForm, _ context: ServerContext,
    _ deadline: ContinuousClock.Instant
  ) async throws -> TokenAnswer {
    let grant = try Grant(form)
    let credentials = await effective(credentials, grant)
    return try await tries.attempt(credentials?.id ?? "", from: context.peer) {
      guard let credentials else { throw TokenFault.unknownClient }
      return try await login(credentials, grant, form, deadline)
    }
  }

  private func login(
    _ credentials: ClientCredentials, _ grant: Grant, _ form: TokenForm,
    _ deadline: ContinuousClock.Instant
  ) async throws -> TokenAnswer {
    let client = try await sessions.service.reading(by: deadline) { try credentials.client(in: $0) }
    switch grant {
    case .refresh(let token): return try await sessions.renew(token, for: client, form, by: deadline)
    case .assertion(let assertion):
      if let own = await sessions.signer.ownAssertion(assertion) {
        guard own.aud == client.id.text else {
          throw TokenFault.refusedGrant("the JWT was given to another client")
        }
        return try await sessions.begin(of: client, owner: client.owner, form, by: deadline)
      }
      try prove(credentials)
      return try await sessions.begin(
        of: client, owner: await sessions.signer.foreignOwner(assertion) ?? client.owner, form, by: deadline)
    case .password(let owner):
      try prove(credentials)
      return try await sessions.begin(of: client, owner: owner ?? client.owner, form, by: deadline)
    case .clientCredentials:
      try prove(credentials)
      return try await sessions.begin(of: client, owner: client.owner, form, by: deadline)
    }
  }

  /// Who logs in: an assertion of this server's own says it too.
  private func effective(_ given: ClientCredentials?, _ grant: Grant) async -> ClientCredentials? {
    guard given == nil, case .assertion(let assertion) = grant,
      let own = await sessions.signer.ownAssertion(assertion)
    else { return given }
    return ClientCredentials(id: own.aud)
  }

  private func prove(_ credentials: ClientCredentials) throws(TokenFault) {
    guard credentials.secret != nil else {
      throw .refusedGrant(
        "without its secret, a client logs in with the JWT that ‘voiceprint client add’ printed for it, as long as "
          + "that is good")
    }
  }

  private func form(of request: Request) async throws -> TokenForm {
    let body = try await request.body.collect(upTo: Self.largestForm)
    do {
      return try URLEncodedFormDecoder().decode(
        TokenForm.self, from: String(decoding: body.readableBytesView, as: UTF8.self))
    } catch {
      throw TokenFault.incomplete("the body is not a form (application/x-www-form-urlencoded)")
    }
  }
}

/// What is offered for a token.
enum Grant: Sendable {
  /// The names of what can be offered.
  enum Kind: String, CaseIterable {
    case assertion = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    case refresh = "refresh_token"
    case password
    case clientCredentials = "client_credentials"
  }

  case assertion(String)
  case refresh(String)
  case password(owner: SpeakerID?)
  case clientCredentials

  init(_ form: TokenForm) throws(TokenFault) {
    guard let name = form.grant_type else { throw .incomplete("‘grant_type’ is missing") }
    guard let kind = Kind(rawValue: name) else {
      throw .unsupportedGrant(
        "there are no logins by ‘\(name.prefix(60))’ here: use a JWT, a password, client_credentials or refresh_token"
      )
    }
    switch kind {
    case .assertion:
      guard let assertion = form.assertion, !assertion.isEmpty else {
        throw .incomplete("‘assertion’ is missing: a JWT")
      }
      self = .assertion(assertion)
    case .refresh:
      guard let token = form.refresh_token else { throw .incomplete("‘refresh_token’ is missing") }
      self = .refresh(token)
    case .password:
      guard let user = form.username else { throw .incomplete("‘username’ is missing") }
      self = .password(owner: try? SpeakerID(user.hasPrefix("+") ? String(user.dropFirst()) : user))
    case .clientCredentials: self = .clientCredentials
    }
  }
}
