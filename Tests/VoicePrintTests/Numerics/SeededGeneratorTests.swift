import Testing
import VoicePrint

/// The generator that everything random draws from.
@Suite struct SeededGeneratorTests {
  @Test func isSplitMix64() {
    // Vectors published with Vigna's splitmix64.c.
    var generator = SeededGenerator(seed: 1_234_567)
    let drawn = (0..<5).map { _ in generator.next() }
    #expect(
      drawn == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test(arguments: [0, 1, .max, 1 << 63] as [UInt64], [0, 1, -1, .max, .min])
  func repeatsItselfAndStaysInRange(seed: UInt64, stream: Int) {
    var (first, second) = (
      SeededGenerator(seed: seed, stream: stream), SeededGenerator(seed: seed, stream: stream)
    )
    for _ in 0..<1000 {
      let (uniform, gaussian) = (first.uniform(), first.gaussian())
      #expect(uniform == second.uniform() && gaussian == second.gaussian())
      #expect((0..<1).contains(uniform) && abs(gaussian) < 9)
    }
    #expect((-3...5).contains(first.uniform(in: -3...5)))
    #expect(first.uniform(in: 2...2) == 2)
  }

  @Test func momentsAreThoseOfTheDistributions() {
    var generator = SeededGenerator(seed: 9)
    let count = 400_000
    let (uniforms, gaussians) = ((0..<count).map { _ in generator.uniform() }, generator.gaussians(count))
    func moment(_ values: [Double], _ power: Int) -> Double {
      values.reduce(0) { sum, value in sum + (0..<power).reduce(1) { product, _ in product * value } }
        / Double(count)
    }
    // Standard errors are the square root of (2k-th moment) / 400,000; the bounds are five of them.
    for (power, expected, bound) in [(1, 0.5, 0.0025), (2, 1.0 / 3, 0.0025), (3, 0.25, 0.0025)] {
      #expect(abs(moment(uniforms, power) - expected) < bound)
    }
    for (power, expected, bound) in [(1, 0.0, 0.008), (2, 1, 0.012), (3, 0, 0.031), (4, 3, 0.081)] {
      #expect(abs(moment(gaussians, power) - expected) < bound)
    }
  }

  @Test func streamsAreIndependent() {
    let count = 20_000
    let streams = (0..<4).map { stream in
      var generator = SeededGenerator(seed: 1, stream: stream)
      return generator.gaussians(count)
    }
    for i in 0..<4 {
      for j in 0..<i {
        let correlation = zip(streams[i], streams[j]).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
        // Five standard errors of 1/√20,000.
        #expect(abs(correlation) < 0.036)
      }
    }
    #expect(Set((0..<10_000).map { SeededGenerator(seed: 7, stream: $0).first }).count == 10_000)
  }
}

extension SeededGenerator {
  /// The first number it draws.
  fileprivate var first: UInt64 {
    var copy = self
    return copy.next()
  }
}
