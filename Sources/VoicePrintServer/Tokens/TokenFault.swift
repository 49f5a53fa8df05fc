internal import HTTPTypes

/// What can be wrong with a token or with a request for one.
package enum TokenFault: Error, Equatable {
  /// A path of an account was asked for without a token.
  case noToken
  /// The `Authorization` header is not of the form `Bearer TOKEN`.
  case malformedHeader
  /// The token was good once.
  case expired
  /// The token is not one of this server's, or its login has ended.
  case invalid

  /// The client is not known, was revoked, or its secret is another one.
  case unknownClient
  /// What is offered for a token is not good, or no longer.
  case refusedGrant(String)
  /// The request for a token lacks something.
  case incomplete(String)
  /// There are no logins of this kind.
  case unsupportedGrant(String)
}

extension Failure {
  init(token fault: TokenFault) {
    switch fault {
    case .noToken:
      self.init(.unauthorized, .noAuthorization, "this path needs an access token: ‘Authorization: Bearer …’")
    case .malformedHeader:
      self.init(.unauthorized, .noAuthorization, "the Authorization header is not of the form ‘Bearer TOKEN’")
    case .expired:
      self.init(.unauthorized, .expiredToken, "the access token has expired: renew it or log in again")
    case .invalid:
      self.init(
        .unauthorized, .invalidToken, "the access token is not one of this server's, or its login has ended")
    case .unknownClient:
      self.init(
        .unauthorized, .invalidClient, "the client is not known, was revoked, or its secret is another one")
      oauthError = "invalid_client"
      headers[.wwwAuthenticate] = "Basic realm=\"VoicePrint\""
    case .refusedGrant(let reason):
      self.init(.badRequest, .refusedGrant, reason)
      oauthError = "invalid_grant"
    case .incomplete(let reason):
      self.init(.badRequest, .invalidRequest, reason)
      oauthError = "invalid_request"
    case .unsupportedGrant(let reason):
      self.init(.badRequest, .invalidRequest, reason)
      oauthError = "unsupported_grant_type"
    }
    if oauthError == nil { headers[.wwwAuthenticate] = "Bearer realm=\"VoicePrint\"" }
  }
}
