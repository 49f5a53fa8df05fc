import Testing
import VoicePrint

/// Expectation–maximisation on data whose mixture is known.
@Suite struct MixtureEstimatorTests {
  private func statistics(_ features: Matrix<Float>, _ mixture: GaussianMixture) -> MixtureStatistics {
    var computer = PosteriorComputer(mixture: mixture)
    var statistics = MixtureStatistics(components: mixture.components, dimension: mixture.dimension)
    statistics.accumulate(features, with: &computer)
    return statistics
  }

  /// Splits and re-estimates up to a size, holding that the likelihood never falls between splits.
  private func train(
    on features: Matrix<Float>, components: Int, iterations: Int, using generator: inout SeededGenerator
  ) -> GaussianMixture {
    let estimator = MixtureEstimator()
    var mixture = estimator.singleGaussian(of: features)
    while mixture.components < components {
      mixture = estimator.split(
        mixture, into: min(2 * mixture.components, components), using: &generator)
      var last = -Double.infinity
      for iteration in 1...iterations {
        let gathered = statistics(features, mixture)
        // A frame's likelihood is computed in single precision: 5e-7 of the 5 to 20 nats that it has.
        #expect(
          gathered.averageLogLikelihood >= last - 5e-6,
          "\(mixture.components) components, iteration \(iteration)")
        last = gathered.averageLogLikelihood
        mixture = estimator.estimate(gathered, current: mixture)
      }
    }
    return mixture
  }

  @Test func recoversAMixture() throws {
    var generator = SeededGenerator(seed: 47)
    let truth = GaussianMixture(
      weights: [0.4, 0.3, 0.2, 0.1],
      means: Matrix(rows: [[-6, 0, 1], [5, 4, -2], [0, -7, 3], [3, 2, 9]]),
      variances: Matrix(rows: [[1, 2, 0.5], [0.5, 1, 1], [2, 0.5, 1], [1, 1, 0.3]]))
    let features = truth.draw(20_000, using: &generator)
    let found = train(on: features, components: 4, iterations: 15, using: &generator)
    var worst = 0.0
    for c in 0..<4 {
      let mean = Array(truth.means.row(c))
      let nearest = try #require(
        (0..<4).min {
          relativeDistance(Array(found.means.row($0)), to: mean)
            < relativeDistance(Array(found.means.row($1)), to: mean)
        })
      let errors = [
        abs(Double(found.weights[nearest] - truth.weights[c])),
        worstDifference(Array(found.means.row(nearest)), mean),
        worstDifference(Array(found.variances.row(nearest)), Array(truth.variances.row(c))),
      ]
      worst = max(worst, errors.max() ?? .nan)
    }
    // Two thousand frames fall to the smallest: variances are known to within 2·√(2/2000)·3 of themselves.
    expectError(worst, atMost: 0.2, "parameters of a mixture recovered from 20,000 frames")
    let (own, truths) = (statistics(features, found), statistics(features, truth))
    #expect(own.averageLogLikelihood >= truths.averageLogLikelihood - 1e-5)
  }

  @Test(arguments: [1, 7, 16]) func likelihoodNeverFalls(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let truth = GaussianMixture.random(components: 20, dimension: 6, using: &generator)
    let features = truth.draw(5000, using: &generator)
    let found = train(on: features, components: 11, iterations: 6, using: &generator)
    #expect(found.components == 11)
    #expect(abs(found.weights.reduce(0, +) - 1) <= 1e-5)
    let single = MixtureEstimator().singleGaussian(of: features)
    #expect(
      statistics(features, found).averageLogLikelihood > statistics(features, single).averageLogLikelihood)
  }

  @Test func oneStepIsTheWeightedMoments() {
    var generator = SeededGenerator(seed: 53)
    let mixture = GaussianMixture.random(components: 3, dimension: 4, using: &generator)
    let features = mixture.draw(700, using: &generator)
    let oracle = MixtureOracle(mixture, of: features)
    let next = MixtureEstimator().estimate(statistics(features, mixture), current: mixture)
    for c in 0..<3 {
      #expect(abs(Double(next.weights[c]) - oracle.occupancies[c] / 700) <= 1e-5)
      for d in 0..<4 {
        let mean = oracle.first[c, d] / oracle.occupancies[c]
        let variance = oracle.second[c, d] / oracle.occupancies[c] - mean * mean
        #expect(abs(Double(next.means[c, d]) - mean) <= 1e-4 * variance.squareRoot())
        #expect(abs(Double(next.variances[c, d]) / variance - 1) <= 1e-4)
      }
    }
  }

  @Test(arguments: [(1, 2), (3, 4), (3, 5), (3, 6), (8, 9)]) func splitsTheHeaviest(size: Int, target: Int) {
    var generator = SeededGenerator(seed: 59)
    let mixture = GaussianMixture.random(components: size, dimension: 3, using: &generator)
    let split = MixtureEstimator().split(mixture, into: target, using: &generator)
    #expect(split.components == target && abs(split.weights.reduce(0, +) - 1) <= 1e-6)
    let whole = split.weights.filter { mixture.weights.contains($0) }
    #expect(whole.count == 2 * size - target)
    let halved = mixture.weights.filter { !whole.contains($0) }
    #expect((halved.min() ?? 0) >= (whole.max() ?? 0), "the heaviest are split")
    // The two halves of a component stand on either side of its mean, half a deviation apart.
    for (c, weight) in mixture.weights.enumerated() where halved.contains(weight) {
      let halves = split.weights.indices.filter { split.weights[$0] == weight / 2 }
      #expect(halves.count == 2)
      for d in 0..<3 {
        let values = halves.map { split.means[$0, d] }
        #expect(abs(values.reduce(0, +) / 2 - mixture.means[c, d]) <= 1e-5)
        #expect(abs(abs(values[0] - values[1]) - 0.5 * mixture.variances[c, d].squareRoot()) <= 1e-4)
      }
    }
  }

  @Test func variancesStayAboveTheirFloor() {
    var generator = SeededGenerator(seed: 61)
    // Two thirds of the frames stand on one point.
    let features = Matrix<Float>(
      rows: (0..<3000).map { $0 % 3 == 0 ? generator.singles(2, deviation: 2) : [10, 10] })
    var estimator = MixtureEstimator()
    estimator.varianceFloorFraction = 0.05
    let all = estimator.singleGaussian(of: features)
    var mixture = estimator.split(all, into: 2, using: &generator)
    for _ in 0..<10 { mixture = estimator.estimate(statistics(features, mixture), current: mixture) }
    for d in 0..<2 {
      let lowest = (0..<2).map { mixture.variances[$0, d] }.min() ?? 0
      #expect(abs(Double(lowest / all.variances[0, d]) - 0.05) <= 1e-3, "held at the floor")
    }
  }

  @Test func aComponentWithoutFramesKeepsItsPlace() {
    let mixture = GaussianMixture(
      weights: [0.5, 0.5], means: Matrix(rows: [[0], [1e4]]), variances: Matrix(rows: [[1], [2]]))
    let features = Matrix<Float>(rows: (0..<100).map { [Float($0 % 5)] })
    let next = MixtureEstimator().estimate(statistics(features, mixture), current: mixture)
    #expect(next.means[1, 0] == 1e4 && next.variances[1, 0] == 2 && next.weights == [1, 0])
    #expect(abs(next.means[0, 0] - 2) <= 1e-6 && abs(next.variances[0, 0] - 2) <= 1e-5)
  }
}
