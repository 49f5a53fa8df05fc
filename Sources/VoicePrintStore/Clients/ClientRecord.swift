public import Foundation
public import VoicePrint

/// A client as it is listed; its secret is not kept, only a keyed digest of it.
public struct ClientRecord: Equatable, Sendable {
  /// The client.
  public let id: ClientID
  /// The account it may ask for.
  public let account: AccountID
  /// Whom its tokens name where a login names nobody.
  public let owner: SpeakerID
  /// When it was registered, to the millisecond.
  public let createdAt: Date
  /// When it was revoked, to the millisecond; nil while it may log in.
  public let revokedAt: Date?
}

/// What a login is renewed or ended with: the secret of a refresh token, and the mark that says it was given.
public struct SessionProof: Sendable {
  /// The secret.
  public let secret: String
  /// What ``EnrollmentStore/renewalMark(of:secret:)`` gave for it; nil for tokens that were made before there were marks.
  public let mark: [UInt8]?

  /// A proof from its parts.
  public init(secret: String, mark: [UInt8]?) { (self.secret, self.mark) = (secret, mark) }
}

/// What became of the wish to renew a login.
public enum SessionRenewal: Equatable, Sendable {
  /// It is renewed.
  case renewed(SessionRecord)
  /// The secret was good once and used, so that two have it: the login has ended (RFC 9700, 4.14.2).
  case usedBefore
  /// There is no such login of this client, or the secret was never given for it; nothing has changed.
  case refused
}

/// A login: what access and refresh tokens stand for until it ends.
public struct SessionRecord: Equatable, Sendable {
  /// 16 random bytes that name the login.
  public let id: [UInt8]
  /// The account that is asked for.
  public let account: AccountID
  /// The client; nil where none is registered and anybody may log in.
  public let client: ClientID?
  /// Who logged in.
  public let owner: SpeakerID
  /// Until when it can be renewed, to the millisecond.
  public let expiresAt: Date
}
