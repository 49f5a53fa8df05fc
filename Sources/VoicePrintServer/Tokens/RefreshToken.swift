internal import Foundation
internal import VoicePrintStore

/// What a login is renewed with: which login it is, a secret that is good once, and the mark that says, also later, that
/// the secret was given for this login.
struct RefreshToken: Sendable {
  let session: [UInt8]
  let proof: SessionProof

  private static let sessionCount = 16
  private static let markCount = 32

  init(session: [UInt8], secret: String, mark: [UInt8]) {
    (self.session, proof) = (session, SessionProof(secret: secret, mark: mark))
  }

  /// Reads a token; nil for a text that is none. Those that were given before there were marks have two parts.
  init?(_ text: String) {
    let parts = text.split(separator: ".")
    guard parts.count == 2 || parts.count == 3, let session = [UInt8](hexadecimal: parts[0]),
      session.count == Self.sessionCount
    else { return nil }
    var mark: [UInt8]?
    if parts.count == 3 {
      guard let bytes = [UInt8](hexadecimal: parts[2]), bytes.count == Self.markCount else { return nil }
      mark = bytes
    }
    (self.session, proof) = (session, SessionProof(secret: String(parts[1]), mark: mark))
  }

  var text: String {
    ([session.hexadecimal, proof.secret] + (proof.mark.map { [$0.hexadecimal] } ?? [])).joined(separator: ".")
  }

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
