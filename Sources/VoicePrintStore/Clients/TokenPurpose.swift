/// What a key signs.
public enum TokenPurpose: Sendable {
  /// Tokens that requests come with.
  case accessTokens
  /// JWTs that clients log in with.
  case loginAssertions
}
