/// The name of an enrolled speaker: one to 128 characters of `A–Z a–z 0–9 _`.
public struct SpeakerID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The longest identifier that is accepted, in characters.
  public static let maximumLength = 128

  /// The identifier as text.
  public let text: String

  /// Checks and keeps an identifier.
  ///
  /// - Throws: ``EnrollmentError/invalidSpeakerID(_:)``.
  public init(_ text: String) throws(EnrollmentError) {
    let allowed = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard allowed, (1...Self.maximumLength).contains(text.utf8.count) else { throw .invalidSpeakerID(text) }
    self.text = text
  }

  /// The identifier as text.
  public var description: String { text }

  /// Order of the characters' codes.
  public static func < (left: SpeakerID, right: SpeakerID) -> Bool { left.text < right.text }
}
