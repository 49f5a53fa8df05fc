/// The name of a client, a program that may ask for an account: one to 64 characters of `A–Z a–z 0–9 _ - .`.
public struct ClientID: Hashable, Sendable, CustomStringConvertible {
  /// The longest name that is accepted, in characters.
  public static let maximumLength = 64

  /// The name as text.
  public let text: String

  /// Checks and keeps a name.
  ///
  /// - Throws: ``StoreError/invalidClient(_:)``.
  public init(_ text: String) throws(StoreError) {
    let allowed = text.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".": true
      default: false
      }
    }
    guard allowed, (1...Self.maximumLength).contains(text.utf8.count) else { throw .invalidClient(text) }
    self.text = text
  }

  /// The name as text.
  public var description: String { text }
}
