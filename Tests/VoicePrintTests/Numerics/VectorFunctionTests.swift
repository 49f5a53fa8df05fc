import Foundation
import Testing
import VoicePrint

/// Elementary functions on buffers against the C library in double precision.
@Suite struct VectorFunctionTests {
  private func logarithms(_ values: [Float]) -> [Float] {
    var result = values
    unsafe result.withUnsafeMutableBufferPointer { unsafe VectorFunctions.logarithm($0) }
    return result
  }

  private func exponentials(_ values: [Float]) -> [Float] {
    var result = values
    unsafe result.withUnsafeMutableBufferPointer { unsafe VectorFunctions.exponential($0) }
    return result
  }

  private func worstRelative(_ values: [Float], _ reference: [Double]) -> Double {
    zip(values, reference).reduce(0) { worst, pair in
      let error = pair.1 == 0 ? abs(Double(pair.0)) : abs(Double(pair.0) / pair.1 - 1)
      return error.isNaN || worst.isNaN ? .nan : max(worst, error)
    }
  }

  @Test func logarithmOverItsRange() {
    // Every 4,099th of all positive normal numbers, every one near 1, and the ends.
    var values = stride(from: Float.leastNormalMagnitude.bitPattern, to: 0x7F80_0000, by: 4099).map {
      Float(bitPattern: $0)
    }
    values += (0x3F7F_F000...0x3F80_1000).map { Float(bitPattern: $0) }
    values += [.leastNormalMagnitude, .greatestFiniteMagnitude]
    expectError(
      worstRelative(logarithms(values), values.map { log(Double($0)) }), atMost: 3e-7, "logarithm")
  }

  @Test func exponentialOverItsRange() {
    let values = (0...1_750_000).map { Float(-87 + Double($0) / 10_000) }
    expectError(
      worstRelative(exponentials(values), values.map { exp(Double($0)) }), atMost: 3e-7, "exponential")
    #expect(
      exponentials([-87.01, -100, -1e10, -.infinity, -.greatestFiniteMagnitude]).allSatisfy { $0 == 0 })
    #expect(exponentials([0]) == [1])
  }

  @Test(arguments: [-1, -0.5, 0.125, 1.0 / 3, 1]) func powersOverTheirRange(exponent: Double) {
    var values = stride(from: Float.leastNormalMagnitude.bitPattern, to: 0x7F80_0000, by: 40_099).map {
      Float(bitPattern: $0)
    }
    // Results stay normal.
    if exponent < 0 { values.removeAll { $0 > 1e37 || $0 < 1e-37 } }
    if exponent == 1 { values.removeAll { $0 > 1e38 || $0 < 1e-37 } }
    var powers = values
    unsafe powers.withUnsafeMutableBufferPointer { unsafe VectorFunctions.raise($0, to: Float(exponent)) }
    let exact = values.map { pow(Double($0), Double(Float(exponent))) }
    expectError(worstRelative(powers, exact), atMost: 1e-5, "to the power \(exponent)")
  }

  @Test(arguments: 0...17) func tailsAreLikeTheRest(count: Int) {
    var generator = SeededGenerator(seed: 5)
    let values = (0..<count).map { _ in Float(generator.uniform(in: 0.1...20)) }
    let padded = values + [Float](repeating: 3, count: 24 - count)
    #expect(logarithms(values) == Array(logarithms(padded).prefix(count)))
    #expect(exponentials(values) == Array(exponentials(padded).prefix(count)))
  }

  @Test(arguments: [1, 2, 7, 8, 9, 64, 255, 256], [1.0, 30, 1e4, 1e30])
  func softmaxAgreesWithDouble(count: Int, deviation: Double) {
    var generator = SeededGenerator(seed: UInt64(count))
    var row = generator.singles(count, deviation: deviation)
    if count > 2 { row[1] = -.infinity }
    let exact = row.map(Double.init)
    let peak = exact.max() ?? 0
    let sum = exact.reduce(0) { $0 + exp($1 - peak) }
    let expected = exact.map { exp($0 - peak) / sum }
    let logarithm = unsafe row.withUnsafeMutableBufferPointer {
      unsafe Softmax.apply(toRows: $0, width: count)
    }

    #expect(abs(row.reduce(0, +) - 1) <= 1e-5)
    // Differences of up to 87 are rounded to single precision before the exponential: 87 · 6e-8.
    let likely = expected.indices.filter { expected[$0] > 1e-30 }
    let error = worstRelative(likely.map { row[$0] }, likely.map { expected[$0] })
    expectError(error, atMost: 1e-5, "softmax of \(count), deviation \(deviation)")
    let (left, right) = (logarithm, peak + log(sum))
    #expect(abs(left - right) <= 2e-7 * max(abs(right), 1))
  }

  @Test func softmaxOfNothingAndOfEquals() {
    var empty: [Float] = []
    let nothing = unsafe empty.withUnsafeMutableBufferPointer { unsafe Softmax.apply(toRows: $0, width: 3) }
    #expect(nothing == 0)
    var equal = [Float](repeating: -.greatestFiniteMagnitude / 2, count: 10)
    _ = unsafe equal.withUnsafeMutableBufferPointer { unsafe Softmax.apply(toRows: $0, width: 10) }
    #expect(worstDifference(equal, [Double](repeating: 0.1, count: 10)) <= 1e-7)
  }

  @Test func softmaxTreatsEachRowByItself() {
    var generator = SeededGenerator(seed: 3)
    let rows = (0..<5).map { _ in generator.singles(37, deviation: 4) }
    var together = rows.flatMap { $0 }
    let sum = unsafe together.withUnsafeMutableBufferPointer { unsafe Softmax.apply(toRows: $0, width: 37) }
    var (alone, logarithms): ([Float], Double) = ([], 0)
    for row in rows {
      var one = row
      logarithms += unsafe one.withUnsafeMutableBufferPointer { unsafe Softmax.apply(toRows: $0, width: 37) }
      alone += one
    }
    #expect(together == alone)
    #expect(abs(sum - logarithms) < 1e-9)
  }
}
