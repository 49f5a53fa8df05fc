import Foundation
import Testing
import VoicePrint

/// Transforms against the definition.
@Suite struct FourierTests {
  /// Power spectra of the first rows of a batch, whose whole input is given.
  private func powerSpectra(
    _ transform: inout RealFourierTransform, _ input: [Float], count: Int
  ) -> Matrix<Float> {
    var spectra = [Float](repeating: -1, count: count * transform.bins)
    unsafe transform.withInput { buffer in
      for (i, value) in input.enumerated() { unsafe buffer[i] = value }
    }
    unsafe spectra.withUnsafeMutableBufferPointer { unsafe transform.powerSpectra(count: count, into: $0) }
    return Matrix(rows: count, columns: transform.bins, elements: spectra)
  }

  @Test(arguments: [2, 8, 100, 256, 512]) func randomSignals(length: Int) {
    var generator = SeededGenerator(seed: UInt64(length))
    var transform = RealFourierTransform(length: length, batch: 3)
    // The second round finds the first one's input, and what a third row holds is nobody's business.
    for round in 0..<2 {
      let input = generator.singles(2 * length) + Array(repeating: round == 0 ? .nan : 7, count: length)
      let spectra = powerSpectra(&transform, input, count: 2)
      for row in 0..<2 {
        let samples = input[row * length..<(row + 1) * length].map(Double.init)
        // Single precision, relative to the strongest bin.
        let error = worstRelativeDifference(Array(spectra.row(row)), to: Naive.powerSpectrum(samples))
        expectError(error, atMost: 2e-6, "power spectrum of \(length) samples")
      }
    }
  }

  @Test func knownPairs() {
    let length = 64
    var transform = RealFourierTransform(length: length, batch: 3)
    let impulse = [Float(1)] + [Float](repeating: 0, count: length - 1)
    let constant = [Float](repeating: 1, count: length)
    let cosine = (0..<length).map { Float(cos(2 * Double.pi * 5 * Double($0) / Double(length))) }
    let spectra = powerSpectra(&transform, impulse + constant + cosine, count: 3)
    func line(at bin: Int, _ power: Float) -> [Float] { (0..<33).map { $0 == bin ? power : 0 } }
    #expect(worstDifference(Array(spectra.row(0)), [Float](repeating: 1, count: 33)) <= 1e-6)
    #expect(worstDifference(Array(spectra.row(1)), line(at: 0, 4096)) <= 1e-3)
    #expect(worstDifference(Array(spectra.row(2)), line(at: 5, 1024)) <= 1e-3)
  }

  @Test(arguments: [(0, 3), (3, 0), (1, 1), (5, 900), (5000, 300), (1024, 1024), (2049, 1)])
  func convolutionAgreesWithItsSum(signal: Int, response: Int) {
    var generator = SeededGenerator(seed: 11)
    let (x, h) = (generator.singles(signal), generator.singles(response))
    let expected = (0..<signal).map { n in
      (0..<min(response, n + 1)).reduce(0.0) { $0 + Double(h[$1]) * Double(x[n - $1]) }
    }
    expectError(
      worstRelativeDifference(Convolution.convolve(x, with: h), to: expected), atMost: 2e-6,
      "convolution \(signal) ∗ \(response)")
  }

  /// The bilinear transform warps frequencies by the tangent: |H|² = 1 / (1 + r⁴), r the ratio of the tangents.
  @Test(arguments: [50.0, 300, 1000, 2000, 3400]) func filtersHaveButterworthsResponse(frequency: Double) {
    let (rate, corner) = (8000, 1000.0)
    let ratio = tan(Double.pi * frequency / Double(rate)) / tan(Double.pi * corner / Double(rate))
    let tone = (0..<3 * rate).map { Float(sin(2 * Double.pi * frequency * Double($0) / Double(rate))) }
    let filters = [
      (RecursiveFilter.lowPass(corner, sampleRate: rate), ratio),
      (RecursiveFilter.highPass(corner, sampleRate: rate), 1 / ratio),
    ]
    for (filter, ratio) in filters {
      var output = tone
      filter.apply(to: &output)
      // The last second holds whole periods and nothing of the start.
      let power = output.suffix(rate).reduce(0.0) { $0 + Double($1) * Double($1) } / Double(rate)
      let gain = (2 * power).squareRoot()
      #expect(abs(gain - (1 / (1 + pow(ratio, 4))).squareRoot()) <= 1e-4)
    }
  }
}
