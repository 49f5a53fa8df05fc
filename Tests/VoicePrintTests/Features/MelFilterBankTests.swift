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

  /// A gain adds to C0 and to nothing else; silence still has a logarithm.
  @Test(arguments: [nil, 20] as [Double?]) func gainMovesOnlyTheFirstCoefficient(spectralFloor: Double?) {
    let computer = computer(bands: 24, coefficients: 20, lifter: 22, spectralFloor: spectralFloor)
    var generator = SeededGenerator(seed: 3)
    let energies = Matrix(
      rows: 5, columns: 24, elements: (0..<120).map { _ in Float(exp(generator.uniform(in: 10...20))) })
    let cepstra = computer.cepstra(ofBandEnergies: energies, speech: [1, 3])
    let louder = computer.cepstra(ofBandEnergies: 16 * energies, speech: [1, 3])
    let step = log(16.0) * sqrt(24.0)
    for frame in 0..<5 {
      let expected = [step] + [Double](repeating: 0, count: 19)
      let moved = zip(louder.row(frame), cepstra.row(frame)).map { Double($0) - Double($1) }
      #expect(worstDifference(moved, expected) <= 1e-3)
    }
    let silence = computer.cepstra(ofBandEnergies: Matrix(rows: 2, columns: 24), speech: [])
    #expect(silence.isFinite)
    #expect(computer.cepstra(ofBandEnergies: Matrix(rows: 0, columns: 24)).rows == 0)
  }

  private func computer(
    bands: Int, coefficients: Int, lifter: Double, spectralFloor: Double? = nil
  ) -> CepstrumComputer {
    CepstrumComputer(
      options: CepstrumOptions(
        bands: bands, lowestFrequency: 100, highestFrequency: 3800, coefficients: coefficients,
        lifter: lifter, spectralFloor: spectralFloor))
  }
}
