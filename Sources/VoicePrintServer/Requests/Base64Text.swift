internal import Foundation
internal import VoicePrint

/// Base64 as programs write it: of the usual alphabet or of that for addresses, with or without the signs that fill up
/// its end, in lines or in one, alone or as a `data:` address (RFC 4648, RFC 2397).
package struct Base64Text {
  /// Why a text is none.
  package enum Fault: Error, Equatable {
    /// There is nothing.
    case empty
    /// A `data:` address whose data is not in base64.
    case otherAddress
    /// A character that does not belong there, and the place of it, from 1, blanks not counted.
    case oddCharacter(place: Int, count: Int)
    /// A number of characters that no bytes give.
    case wrongEnd(count: Int)
    /// What comes out is base64 once more.
    case encodedTwice

    /// In words that go on from the name of the field.
    package var words: String {
      switch self {
      case .empty: "is empty: it holds the recording in base64"
      case .otherAddress: "is a data: address without ;base64: send the recording in base64"
      case .oddCharacter(let place, let count):
        "is not base64: it has another character at \(place) of \(count), blanks not counted"
      case .wrongEnd(let count): "is not base64: it has \(count) characters and its end is missing or wrong"
      case .encodedTwice: "is base64 of base64: encode the recording once"
      }
    }
  }

  /// What it stands for.
  package let bytes: [UInt8]

  /// Reads a text.
  package init(_ text: String) throws(Fault) {
    bytes = try Self.decoded(Array(text.utf8))
    // A recording never consists of these characters alone.
    if let again = try? Self.decoded(bytes), AudioContainer(detecting: bytes) == nil,
      AudioContainer(detecting: again) != nil
    {
      throw .encodedTwice
    }
  }

  private static func decoded(_ text: [UInt8]) throws(Fault) -> [UInt8] {
    var letters = try data(in: text)[...]
    let count = letters.count
    guard count > 0 else { throw .empty }
    while letters.last == UInt8(ascii: "="), count - letters.count < 2 { letters.removeLast() }
    var standard: [UInt8] = []
    standard.reserveCapacity(count + 3)
    for (place, letter) in letters.enumerated() {
      switch letter {
      case UInt8(ascii: "-"): standard.append(UInt8(ascii: "+"))
      case UInt8(ascii: "_"): standard.append(UInt8(ascii: "/"))
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
        standard.append(letter)
      default: throw .oddCharacter(place: place + 1, count: count)
      }
    }
    // Signs at the end may be left out; where they are there, they fill up the last four.
    guard standard.count % 4 != 1, letters.count == count || count % 4 == 0 else {
      throw .wrongEnd(count: count)
    }
    while standard.count % 4 != 0 { standard.append(UInt8(ascii: "=")) }
    guard let data = Data(base64Encoded: Data(standard)) else { throw .wrongEnd(count: count) }
    return Array(data)
  }

  /// The letters without blanks, and without what stands before them in a `data:` address.
  private static func data(in text: [UInt8]) throws(Fault) -> [UInt8] {
    let blanks: Set<UInt8> = [0x09, 0x0A, 0x0D, 0x20]
    var letters = text
    letters.removeAll { blanks.contains($0) }
    guard letters.count > 5, String(decoding: letters.prefix(5), as: UTF8.self).lowercased() == "data:" else {
      return letters
    }
    let beginning = letters.prefix(1_024)
    guard let comma = beginning.firstIndex(of: UInt8(ascii: ",")),
      String(decoding: beginning[..<comma], as: UTF8.self).lowercased().hasSuffix(";base64")
    else { throw .otherAddress }
    // Addresses may write signs by their numbers.
    let rest = letters[(comma + 1)...]
    guard rest.contains(UInt8(ascii: "%")) else { return Array(rest) }
    return String(decoding: rest, as: UTF8.self).removingPercentEncoding.map { Array($0.utf8) } ?? Array(rest)
  }
}
