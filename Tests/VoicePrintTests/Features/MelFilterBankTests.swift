import Foundation
import Testing
import VoicePrint

/// What must hold of mel bands and of the cosine transform, whatever their numbers.
@Suite struct MelFilterBankTests {
  @Test(arguments: [(30, 20.0, 7600.0, 16_000), (23, 20, 3700, 8000), (24, 100, 3800, 16_000)])
  func trianglesShareTheSpectrum(bands: Int, lowest: Double, highest: Double, rate: Int) throws {
    let frame = FrameOptions(sampleRate: rate)
    let bank = MelFilterBank(
      bands: bands, lowestFrequency: lowest, highestFrequency: highest, frame: frame)
    #expect(bank.weights.rows == bands && bank.weights.columns == frame.bins)
    let width = Double(rate) / Double(frame.transformLength)
    let step = (MelFilterBank.mel(highest) - MelFilterBank.mel(lowest)) / Double(bands + 1)
    let sums = bank.weights.transposed
    for bin in 0..<frame.bins {
      let frequency = Double(bin) * width
      let position = (MelFilterBank.mel(frequency) - MelFilterBank.mel(lowest)) / step
      let sum = Double(sums.row(bin).reduce(0, +))
      if position <= 0 || position >= Double(bands + 1) || bin == frame.bins - 1 {
        #expect(sum == 0, "nothing outside the band, at \(frequency) Hz")
      } else if position >= 1 && position <= Double(bands) {
        #expect(abs(sum - 1) <= 1e-5, "neighbours add up to one, at \(frequency) Hz")
      }
      #expect(sums.row(bin).allSatisfy { (0...1).contains($0) })
      #expect(sums.row(bin).count { $0 > 0 } <= 2)
    }
    for band in 0..<bands {
      let row = Array(bank.weights.row(band))
      let peak = try #require(row.indices.max { row[$0] < row[$1] })
      #expect(row[..<peak].elementsEqual(row[..<peak].sorted()), "a triangle rises to its peak")
      #expect(row[peak...].elementsEqual(row[peak...].sorted(by: >)), "and falls from it")
    }
  }

  @Test func theScaleIsAThousandAtAThousandHertz() {
    #expect(MelFilterBank.mel(0) == 0)
    #expect(abs(MelFilterBank.mel(1000) - 1000) < 0.1)
  }

  @Test(arguments: [5, 23, 30]) func cosinesAreOrthonormal(bands: Int) {
    let cosines = computer(bands: bands, coefficients: bands, lifter: 0).cosines
    let product = Naive.product(cosines, cosines, transposingRight: true)
    #expect(worstDifference(product.elements, Matrix<Double>.identity(bands).elements) <= 1e-6)
  }

  @Test func lifterScalesCoefficientsByTheirNumber() {
    let (plain, liftered) = (
      computer(bands: 30, coefficients: 20, lifter: 0), computer(bands: 30, coefficients: 20, lifter: 22)
    )
    for i in 0..<20 {
      let scale = 1 + 11 * sin(Double.pi * Double(i) / 22)
      let expected = plain.cosines.row(i).map { Double($0) * scale }
      #expect(worstDifference(Array(liftered.cosines.row(i)), expected) <= 1e-5)
    }
  }

  @Test func flatEnergiesHaveOnlyAMean() {
    let e = Float(exp(1.0))
    let cepstra = computer(bands: 30, coefficients: 20, lifter: 22).cepstra(
      ofBandEnergies: Matrix(rows: 3, columns: 30, repeating: e))
    for frame in 0..<3 {
      let expected = [sqrt(30.0)] + [Double](repeating: 0, count: 19)
      #expect(worstDifference(Array(cepstra.row(frame)), expected) <= 1e-5)
    }
  }

  private func energies(_ frames: Int, seed: UInt64) -> Matrix<Float> {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rows: frames, columns: 24,
      elements: (0..<24 * frames).map { _ in Float(exp(generator.uniform(in: 10...20))) })
  }

  /// A gain adds to C0 of logarithms and to nothing else, and to nothing where a root is taken of what is measured
  /// against the speech; silence has values, too.
  @Test(arguments: [.logarithm, .root(order: 8, floor: 20)] as [CepstrumOptions.Compression])
  func gainMovesNothingButTheFirstCoefficient(compression: CepstrumOptions.Compression) {
    let computer = computer(bands: 24, coefficients: 20, lifter: 22, compression: compression)
    let energies = energies(5, seed: 3)
    let cepstra = computer.cepstra(ofBandEnergies: energies, speech: [1, 3])
    let louder = computer.cepstra(ofBandEnergies: 16 * energies, speech: [1, 3])
    let step = compression == .logarithm ? log(16.0) * sqrt(24.0) : 0
    for frame in 0..<5 {
      let expected = [step] + [Double](repeating: 0, count: 19)
      let moved = zip(louder.row(frame), cepstra.row(frame)).map { Double($0) - Double($1) }
      #expect(worstDifference(moved, expected) <= 1e-3)
    }
    let silence = computer.cepstra(ofBandEnergies: Matrix(rows: 2, columns: 24), speech: [])
    #expect(silence.isFinite)
    #expect(computer.cepstra(ofBandEnergies: Matrix(rows: 0, columns: 24)).rows == 0)
  }

  @Test(arguments: [(1.0, 30.0), (3, 10), (8, 20), (1000, 40)]) func rootsFollowTheirFormula(
    order: Double, floor: Double
  ) {
    let computer = computer(
      bands: 24, coefficients: 24, lifter: 0, compression: .root(order: order, floor: floor))
    let energies = energies(4, seed: 5)
    // All frames stand for the speech where none is named.
    for speech in [[0, 2], []] {
      let heard: [Int] = speech.isEmpty ? Array(0..<4) : speech
      let all: [Double] = heard.flatMap { energies.row($0).map(Double.init) }
      let mean = all.reduce(0, +) / Double(all.count)
      let share = pow(10, -floor / 10)
      let cepstra = computer.cepstra(ofBandEnergies: energies, speech: speech)
      for frame in 0..<4 {
        let loudness: [Double] = energies.row(frame).map {
          order * (pow(Double($0) / mean + share, 1 / order) - 1)
        }
        let expected: [Double] = (0..<24).map { i in
          let scale: Double = sqrt((i == 0 ? 1.0 : 2.0) / 24.0)
          let terms: [Double] = (0..<24).map { j in
            loudness[j] * cos(Double.pi / 24 * (Double(j) + 0.5) * Double(i))
          }
          return scale * terms.reduce(0, +)
        }
        #expect(worstDifference(Array(cepstra.row(frame)), expected) <= 2e-6 * order + 1e-4)
      }
    }
  }

  private func computer(
    bands: Int, coefficients: Int, lifter: Double, compression: CepstrumOptions.Compression = .logarithm
  ) -> CepstrumComputer {
    CepstrumComputer(
      options: CepstrumOptions(
        bands: bands, lowestFrequency: 100, highestFrequency: 3800, coefficients: coefficients,
        lifter: lifter, compression: compression))
  }

  /// A spectrum that is flat before pre-emphasis fills every flat band alike: triangles of area 1 on any scale.
  @Test func flatBandsUndoPreemphasis() {
    let frame = FrameOptions()
    let bank = MelFilterBank.flat(bands: 40, frame: frame)
    let width = Double(frame.sampleRate) / Double(frame.transformLength)
    let emphasis = (0..<frame.bins).map { bin -> Double in
      let angle = 2 * Double.pi * Double(bin) / Double(frame.transformLength)
      return 1 + Double(frame.preemphasis * frame.preemphasis) - 2 * Double(frame.preemphasis) * cos(angle)
    }
    // The lowest bands are as narrow as three bins, where a sum is a rough integral.
    for band in 8..<40 {
      let energy = zip(bank.weights.row(band), emphasis).reduce(0) { $0 + Double($1.0) * $1.1 * width }
      #expect(abs(energy - 1) < 0.06, "band \(band)")
    }
    // Slaney's scale: 40 bands to 8 kHz have the centres of bands 1, 20 and 40 here.
    let centres = [0, 19, 39].map { band in
      Double(
        bank.weights.row(band).enumerated().max {
          $0.element * Float(emphasis[$0.offset]) < $1.element * Float(emphasis[$1.offset])
        }?.offset ?? 0) * width
    }
    #expect(zip(centres, [74, 1626, 7415]).allSatisfy { abs($0 - $1) < 40 }, "\(centres)")
  }
}
