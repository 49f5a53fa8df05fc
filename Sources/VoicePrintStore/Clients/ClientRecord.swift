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
