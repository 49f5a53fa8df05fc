/// The name of an account, the owner of enrollments: one to 64 characters of `A–Z a–z 0–9 _ - .`.
///
/// It never changes, for it is bound into every seal: rows of one account cannot be passed off as another's.
public struct AccountID: Hashable, Sendable, CustomStringConvertible {
  /// The longest name that is accepted, in characters.
  public static let maximumLength = 64

  /// The account that every store has.
  public static let standard = AccountID(unchecked: "default")

  /// The name as text.
  public let text: String

  /// Checks and keeps a name.
  ///
  /// - Throws: ``StoreError/invalidAccount(_:)``.
  public init(_ text: String) throws(StoreError) {
    let allowed = text.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".": true
      default: false
      }
    }
    guard allowed, (1...Self.maximumLength).contains(text.utf8.count) else { throw .invalidAccount(text) }
    self.text = text
  }

  private init(unchecked text: String) { self.text = text }

  /// The name as text.
  public var description: String { text }
}
