import Testing
import VoicePrint

/// Size of a mixture and of what it is shown.
struct MixtureCase: Sendable, CustomTestStringConvertible {
  let (components, dimension, frames): (Int, Int, Int)
  var testDescription: String { "C \(components), D \(dimension), \(frames) frames" }

  init(_ components: Int, _ dimension: Int, _ frames: Int) {
    (self.components, self.dimension, self.frames) = (components, dimension, frames)
  }
}

/// Posteriors and statistics against a slow implementation in double precision.
@Suite struct MixtureTests {
  @Test(arguments: [
    MixtureCase(1, 3, 50), MixtureCase(5, 2, 1), MixtureCase(4, 7, 255), MixtureCase(9, 60, 257),
    MixtureCase(32, 60, 600), MixtureCase(7, 13, 0),
  ])
  func agreesWithDoublePrecision(size: MixtureCase) throws {
    var generator = SeededGenerator(seed: 41)
    let mixture = GaussianMixture.random(
      components: size.components, dimension: size.dimension, using: &generator)
    let features = mixture.draw(size.frames, using: &generator)
    let oracle = MixtureOracle(mixture, of: features)
    var computer = PosteriorComputer(mixture: mixture)

    let posteriors = computer.posteriors(of: features)
    #expect(posteriors.rows == size.frames && posteriors.columns == size.components)
    // Of a posterior that matters, one above a thousandth, each by itself; of the rest, relative to 1.
    let pairs = zip(posteriors.elements, oracle.posteriors.elements)
    let relative = pairs.map { ($1 > 1e-3 ? Double($0) / $1 - 1 : Double($0) - $1) }
    let limit = 1e-4
    expectError(
      worstDifference(relative, relative.map { _ in 0.0 }), atMost: limit,
      "posteriors, \(size.testDescription)")

    let own = BaumWelchStatistics(of: features, with: &computer)
    var statistics = MixtureStatistics(components: size.components, dimension: size.dimension)
    statistics.accumulate(features, with: &computer)
    let errors = [
      worstRelativeDifference(own.occupancies, to: oracle.occupancies),
      worstRelativeDifference(own.first.elements, to: oracle.whitenedFirst.elements),
      worstRelativeDifference(statistics.occupancies, to: oracle.occupancies),
      worstRelativeDifference(statistics.first.elements, to: oracle.first.elements),
      worstRelativeDifference(statistics.second.elements, to: oracle.second.elements),
      worstRelativeDifference([statistics.logLikelihood], to: [oracle.logLikelihood]),
    ]
    for (name, error) in zip(["N", "F whitened", "N, double", "F", "S", "log-likelihood"], errors) {
      expectError(error, atMost: limit, "\(name), \(size.testDescription)")
    }
    #expect(statistics.frames == size.frames)
  }

  /// Far from every component, where all densities underflow, the nearest still takes the frame.
  @Test func aFrameFarAwayBelongsToTheNearest() {
    let mixture = GaussianMixture(
      weights: [0.5, 0.5], means: Matrix(rows: [[0], [1]]), variances: Matrix(rows: [[1], [1]]))
    var computer = PosteriorComputer(mixture: mixture)
    let posteriors = computer.posteriors(of: Matrix(rows: [[1000], [-1000], [0.5]]))
    #expect(worstDifference(posteriors.elements, [0, 1, 1, 0, 0.5, 0.5]) <= 1e-6)
  }

  @Test func mergedIsJoint() {
    var generator = SeededGenerator(seed: 43)
    let mixture = GaussianMixture.random(components: 6, dimension: 5, using: &generator)
    let features = mixture.draw(900, using: &generator)
    var computer = PosteriorComputer(mixture: mixture)
    func gathered(_ range: Range<Int>) -> MixtureStatistics {
      var statistics = MixtureStatistics(components: 6, dimension: 5)
      statistics.accumulate(features.rows(range), with: &computer)
      return statistics
    }
    let joint = gathered(0..<900)
    var merged = MixtureStatistics(components: 6, dimension: 5)
    for range in [0..<256, 256..<700, 700..<700, 700..<900] { merged.merge(gathered(range)) }
    #expect(merged.frames == 900)
    // Blocks begin elsewhere, and within a block sums are in single precision.
    #expect(worstRelativeDifference(merged.occupancies, to: joint.occupancies) <= 1e-6)
    #expect(worstRelativeDifference(merged.first.elements, to: joint.first.elements) <= 1e-6)
    #expect(worstRelativeDifference(merged.second.elements, to: joint.second.elements) <= 1e-6)
    #expect(abs(merged.averageLogLikelihood / joint.averageLogLikelihood - 1) <= 1e-6)

    var own = BaumWelchStatistics(of: features.rows(0..<400), with: &computer)
    own.merge(BaumWelchStatistics(of: features.rows(400..<900), with: &computer))
    let whole = BaumWelchStatistics(of: features, with: &computer)
    #expect(worstRelativeDifference(own.first.elements, to: whole.first.elements) <= 1e-4)
    #expect(worstRelativeDifference(own.occupancies, to: whole.occupancies) <= 1e-6)
  }
  @Test func everySecondFrameStandsForTwo() {
    var generator = SeededGenerator(seed: 44)
    let mixture = GaussianMixture.random(components: 6, dimension: 5, using: &generator)
    let features = mixture.draw(601, using: &generator)
    var computer = PosteriorComputer(mixture: mixture)
    let own = BaumWelchStatistics(of: features, every: 2, with: &computer)
    let chosen = BaumWelchStatistics(
      of: features.gatherRows(Array(stride(from: 0, to: 601, by: 2))), with: &computer)
    let weight: Float = 601 / 301
    #expect(worstRelativeDifference(own.occupancies, to: chosen.occupancies.map { $0 * weight }) <= 1e-6)
    #expect(
      worstRelativeDifference(own.first.elements, to: chosen.first.elements.map { $0 * weight }) <= 1e-3)
    #expect(abs(own.occupancies.reduce(0, +) - 601) <= 0.01, "no frame is lost")
  }
}
