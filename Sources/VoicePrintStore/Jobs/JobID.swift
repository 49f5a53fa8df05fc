internal import Foundation

/// The name of a job: the text of a UUID of version 1 (RFC 9562, section 5.1), as the cloud API gives it.
///
/// Its time is that of its making. Clock sequence and node are random, with the bit that marks a node as no
/// hardware address: 61 bits that nobody can guess.
package struct JobID: Hashable, Sendable, CustomStringConvertible {
  /// The name as text, in lower case.
  package let text: String

  /// 100-nanosecond steps from the start of the Gregorian calendar (1582-10-15) to 1970.
  private static let gregorianOffset: UInt64 = 0x01B2_1DD2_1381_4000

  /// A new name.
  package init() {
    var generator = SystemRandomNumberGenerator()
    let time = Self.gregorianOffset + UInt64(Date().timeIntervalSince1970 * 1e7)
    let low = UInt32(truncatingIfNeeded: time)
    let middle = UInt16(truncatingIfNeeded: time >> 32)
    let high = UInt16(truncatingIfNeeded: time >> 48) & 0x0FFF | 0x1000
    let clock = UInt16.random(in: 0...0x3FFF, using: &generator) | 0x8000
    let node = UInt64.random(in: 0..<1 << 48, using: &generator) | 1 << 40
    func digits(_ number: some BinaryInteger, _ count: Int) -> String {
      let text = String(UInt64(number), radix: 16)
      return String(repeating: "0", count: count - text.count) + text
    }
    text = [digits(low, 8), digits(middle, 4), digits(high, 4), digits(clock, 4), digits(node, 12)].joined(
      separator: "-")
  }

  /// A name that a client sent back; nil for what is not the text of a UUID.
  package init?(_ text: String) {
    guard text.utf8.count == 36, let uuid = UUID(uuidString: text) else { return nil }
    self.text = uuid.uuidString.lowercased()
  }

  /// The name as text.
  package var description: String { text }
}
