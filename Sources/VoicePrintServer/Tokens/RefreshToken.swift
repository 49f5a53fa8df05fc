internal import Foundation

/// What a login is renewed with: which login it is, and a secret that is good once.
struct RefreshToken: Sendable {
  let session: [UInt8]
  let secret: String

  private static let sessionCount = 16

  init(session: [UInt8], secret: String) { (self.session, self.secret) = (session, secret) }

  /// Reads a token; nil for a text that is none.
  init?(_ text: String) {
    let parts = text.split(separator: ".")
    guard parts.count == 2, let session = [UInt8](hexadecimal: parts[0]), session.count == Self.sessionCount
    else { return nil }
    (self.session, secret) = (session, String(parts[1]))
  }

  var text: String { session.hexadecimal + "." + secret }

  /// A secret that nobody can guess: 32 random bytes.
  static func newSecret() -> String { [UInt8].random(32).base64URL }
}

extension [UInt8] {
  /// Bytes that nobody can guess.
  static func random(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  /// Two lower-case digits for each byte.
  var hexadecimal: String {
    map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }

  /// Reads ``hexadecimal``; nil for anything else.
  init?(hexadecimal text: some StringProtocol) {
    let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count % 2 == 0, !digits.contains(nil) else { return nil }
    let values = digits.compactMap { $0 }
    self = stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
  }

  /// Base64 as it may stand in an address, without padding.
  var base64URL: String {
    Data(self).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
      "=", with: "")
  }
}
