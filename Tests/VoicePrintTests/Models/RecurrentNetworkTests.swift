import Foundation
import Testing
import VoicePrint

/// The recurrent network against its definition, written out number by number in double precision.
@Suite struct RecurrentNetworkTests {
  /// Two layers of random weights.
  static func network(bands: Int = 7, units: Int = 5, dimension: Int = 6, seed: UInt64 = 11)
    -> RecurrentNetwork
  {
    var generator = SeededGenerator(seed: seed)
    func weights(_ rows: Int, _ columns: Int) -> Matrix<Float> {
      generator.matrix(rows, columns, deviation: 0.6).converted(to: Float.self)
    }
    func layer(_ input: Int) -> RecurrentNetwork.Layer {
      RecurrentNetwork.Layer(
        input: weights(4 * units, input), recurrent: weights(4 * units, units),
        bias: weights(1, 4 * units).elements)
    }
    return RecurrentNetwork(
      layers: [layer(bands), layer(units)], projection: weights(dimension, units),
      projectionBias: weights(1, dimension).elements.map { $0 + 0.5 })
  }

  private func energies(frames: Int, bands: Int, seed: UInt64 = 3) -> Matrix<Float> {
    var generator = SeededGenerator(seed: seed)
    return generator.matrix(frames, bands, deviation: 1).converted(to: Float.self)
  }

  /// One window by the definition.
  private func embedding(_ network: RecurrentNetwork, _ window: [[Double]]) -> [Double] {
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    var sequence = window
    for layer in network.layers {
      let units = layer.recurrent.columns
      var (output, cell) = (Array(repeating: 0.0, count: units), Array(repeating: 0.0, count: units))
      sequence = sequence.map { input in
        let gates = layer.bias.indices.map { gate in
          zip(layer.input.row(gate), input).reduce(Double(layer.bias[gate])) { $0 + Double($1.0) * $1.1 }
            + zip(layer.recurrent.row(gate), output).reduce(0) { $0 + Double($1.0) * $1.1 }
        }
        cell = (0..<units).map {
          sigmoid(gates[units + $0]) * cell[$0] + sigmoid(gates[$0]) * tanh(gates[2 * units + $0])
        }
        output = (0..<units).map { sigmoid(gates[3 * units + $0]) * tanh(cell[$0]) }
        return output
      }
    }
    let projected = network.projectionBias.indices.map { d in
      max(
        0,
        zip(network.projection.row(d), sequence[sequence.count - 1]).reduce(
          Double(network.projectionBias[d])
        ) { $0 + Double($1.0) * $1.1 })
    }
    let length = sqrt(projected.reduce(0) { $0 + $1 * $1 })
    return projected.map { $0 / length }
  }

  /// Lengths that are less than, a multiple of, and more than the steps taken together; more windows than a batch.
  @Test(arguments: [(1, 1), (3, 20), (5, 47), (130, 9)])
  func embedsAsDefined(windows: Int, length: Int) {
    let network = Self.network()
    let energies = energies(frames: windows + length, bands: network.bands)
    let starts = (0..<windows).map { $0 * 7 % (windows + 1) }
    let found = network.embeddings(of: energies, starts: starts, length: length)
    #expect(found.rows == windows && found.columns == network.dimension)
    for (row, start) in starts.enumerated() {
      let expected = embedding(
        network, (start..<start + length).map { energies.row($0).map(Double.init) })
      for (d, value) in found.row(row).enumerated() {
        #expect(abs(Double(value) - expected[d]) < 1e-5, "window \(row), number \(d)")
      }
    }
  }

  /// Gates far beyond what an exponential can hold.
  @Test func staysFiniteForHugeInputs() {
    let network = Self.network()
    let huge = Float(1e6) * energies(frames: 30, bands: network.bands)
    #expect(network.embeddings(of: huge, starts: [0, 5], length: 25).isFinite)
  }

  @Test func windowsShareOutAllFrames() {
    for (frames, count) in [(0, 0), (1, 1), (79, 1), (239, 1), (240, 2), (400, 3), (1600, 10)] {
      let windows = EmbeddedWindows.windows(ofFrames: frames, length: 160)
      #expect(windows.starts.count == count, "\(frames) frames")
      guard let last = windows.starts.last else { continue }
      #expect(windows.starts[0] == 0 && last + windows.length <= frames)
      // Less than a frame a window is left over.
      #expect(frames - windows.length * count < count)
    }
  }

  /// Parts of the frames add up to the whole, and are what frames with their window's embedding give.
  @Test func statisticsOfPartsAddUp() {
    var generator = SeededGenerator(seed: 5)
    let mixture = GaussianMixture(
      weights: [1], means: generator.matrix(1, 6, deviation: 1).converted(to: Float.self),
      variances: Matrix(rows: 1, columns: 6, repeating: 0.25))
    let windows = EmbeddedWindows(
      embeddings: generator.matrix(4, 6, deviation: 1).converted(to: Float.self), frames: 530)
    var computer = PosteriorComputer(mixture: mixture)
    var sum = BaumWelchStatistics(occupancies: [0], first: Matrix(rows: 1, columns: 6))
    for range in [0..<131, 131..<132, 132..<400, 400..<530] {
      let part = windows.statistics(ofFrames: range, under: mixture)
      let frames = BaumWelchStatistics(of: windows.features(ofFrames: range), with: &computer)
      #expect(part.occupancies == [Float(range.count)])
      for d in 0..<6 { #expect(abs(part.first[0, d] - frames.first[0, d]) < 2e-3 * Float(range.count)) }
      sum.merge(part)
    }
    let whole = windows.statistics(ofFrames: 0..<530, under: mixture)
    #expect(sum.occupancies == whole.occupancies)
    for d in 0..<6 { #expect(abs(sum.first[0, d] - whole.first[0, d]) < 1e-2) }
  }
}
