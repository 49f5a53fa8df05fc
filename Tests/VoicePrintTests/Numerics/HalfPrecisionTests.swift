import Foundation
import Testing
import VoicePrint

/// Half precision by its definition, for every one of its numbers.
@Suite struct HalfPrecisionTests {
  private static let patterns = (0...UInt16.max).map { $0 }

  /// The value of a bit pattern by IEEE 754's own formula.
  private func value(_ pattern: UInt16) -> Double {
    let (exponent, fraction) = (Int(pattern >> 10) & 31, Double(pattern & 1023))
    let sign: Double = pattern >= 0x8000 ? -1 : 1
    switch exponent {
    case 0: return sign * fraction / 1024 * pow(2, -14)
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default: return sign * (1 + fraction / 1024) * pow(2, Double(exponent - 15))
    }
  }

  @Test func everyPatternDecodesToItsValueAndBack() {
    let decoded = HalfPrecision.decode(Self.patterns)
    let encoded = HalfPrecision.encode(decoded)
    let wrong = Self.patterns.filter { pattern in
      let (expected, found) = (value(pattern), Double(decoded[Int(pattern)]))
      if expected.isNaN {
        return !found.isNaN || !HalfPrecision.decode([encoded[Int(pattern)]])[0].isNaN
      }
      return expected != found || found.sign != (pattern >= 0x8000 ? .minus : .plus)
        || encoded[Int(pattern)] != pattern
    }
    #expect(wrong.isEmpty, "\(wrong.count) of 65536 patterns, the first \(wrong.first ?? 0)")
  }

  @Test func betweenNeighboursTheNearestIsTaken() {
    // Halfway to the next larger number, and one step of single precision to either side of it.
    for pattern in UInt16(0)..<0x7C00 {
      let upper = pattern == 0x7BFF ? 65536 : value(pattern + 1)
      let middle = Float((value(pattern) + upper) / 2)
      let even = pattern.isMultiple(of: 2) ? pattern : pattern + 1
      let encoded = HalfPrecision.encode([middle.nextDown, middle, middle.nextUp, -middle])
      if encoded != [pattern, even, pattern + 1, even | 0x8000] {
        Issue.record("around pattern \(pattern): \(encoded)")
        return
      }
    }
  }

  #if !(os(macOS) && arch(x86_64))
    @Test func agreesWithTheLanguagesOwn() {
      var generator = SeededGenerator(seed: 2)
      let values = (0..<100_000).map { _ in
        Float(generator.gaussian() * pow(2, generator.uniform(in: -26...18)))
      }
      #expect(HalfPrecision.encode(values) == values.map { Float16($0).bitPattern })
    }
  #endif
}
