/// How long logins last.
public struct TokenOptions: Sendable {
  /// How long an access token is good for, in seconds; clients may ask for less, down to a minute.
  public var accessSeconds = 3_600
  /// How long a login can be renewed, in seconds.
  public var refreshSeconds = 604_800

  /// The defaults: an hour and a week.
  public init() {}
}
