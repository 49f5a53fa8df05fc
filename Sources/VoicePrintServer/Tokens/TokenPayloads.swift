internal import Foundation
internal import JWTKit

/// What an access token says: whose it is and which login it belongs to. It is signed, not secret.
struct AccessToken: JWTPayload {
  enum Kind: String, Codable { case access }

  let kind: Kind
  let sub: SubjectClaim
  /// The login, in hexadecimal.
  let jti: IDClaim
  let iat: IssuedAtClaim
  let exp: ExpirationClaim

  func verify(using algorithm: some JWTAlgorithm) throws { try exp.verifyNotExpired() }
}

/// What a client without a secret logs in with: a JWT that this server's owner gave it.
struct LoginAssertion: JWTPayload {
  enum Kind: String, Codable { case login }

  let kind: Kind
  let sub: SubjectClaim
  /// The client.
  let aud: String
  let iat: IssuedAtClaim
  /// Until when it is good; nil where only revoking the client ends it.
  let exp: ExpirationClaim?

  func verify(using algorithm: some JWTAlgorithm) throws { try exp?.verifyNotExpired() }
}

/// A JWT of somebody else, such as the cloud's, in which only the name of its owner is of use.
struct ForeignAssertion: JWTPayload {
  /// A text or a number.
  struct Subject: Codable {
    let text: String

    init(from decoder: any Decoder) throws { text = try RequestFields.Text(from: decoder).text }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(text)
    }
  }

  let sub: Subject?

  func verify(using algorithm: some JWTAlgorithm) {}
}
