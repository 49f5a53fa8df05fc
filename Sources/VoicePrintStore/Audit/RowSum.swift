/// A sum of keyed digests modulo 2²⁵⁶: it names a set of rows whatever their order, and a row is added or taken away
/// without looking at the others (MSet-Add-Hash: Clarke, Devadas, van Dijk, Gassend and Suh, 2003).
struct RowSum: Equatable, Sendable {
  /// Least significant first.
  private var words: [UInt64] = [0, 0, 0, 0]

  /// The sum over no row.
  init() {}

  /// A digest, or a sum that was stored: 32 bytes, least significant first; nil for any other number of them.
  init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    words = (0..<4).map { word in (0..<8).reduce(0) { $0 | UInt64(bytes[8 * word + $1]) << (8 * UInt64($1)) }
    }
  }

  var bytes: [UInt8] {
    words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
  }

  mutating func add(_ other: RowSum) {
    var carry: UInt64 = 0
    for index in words.indices {
      let (sum, first) = words[index].addingReportingOverflow(other.words[index])
      let (total, second) = sum.addingReportingOverflow(carry)
      words[index] = total
      carry = first || second ? 1 : 0
    }
  }

  /// The sum that adds up to nothing with this one.
  var negated: RowSum {
    var result = self
    result.words = words.map { ~$0 }
    var one = RowSum()
    one.words[0] = 1
    result.add(one)
    return result
  }
}
