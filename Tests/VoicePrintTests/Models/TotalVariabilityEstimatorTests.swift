import Testing
import VoicePrint

/// Expectation–maximisation on statistics drawn from a known model.
@Suite struct TotalVariabilityEstimatorTests {
  private static let (components, dimension, rank) = (8, 6, 4)

  private func trained(
    on data: [BaumWelchStatistics], minimizingDivergence: Bool, iterations: Int,
    using generator: inout SeededGenerator
  ) throws -> (model: TotalVariabilityModel, objectives: [Double]) {
    var estimator = TotalVariabilityEstimator()
    estimator.minimizesDivergence = minimizingDivergence
    let (components, dimension, rank) = (Self.components, Self.dimension, Self.rank)
    var model = estimator.initialModel(
      components: components, dimension: dimension, rank: rank, using: &generator)
    var objectives: [Double] = []
    for _ in 1...iterations {
      var sums = TotalVariabilityStatistics(components: components, dimension: dimension, rank: rank)
      try sums.accumulate(data, under: model)
      objectives.append(sums.objective / Double(data.count))
      model = try estimator.estimate(sums, components: components)
    }
    return (model, objectives)
  }

  @Test(arguments: [false, true], [1, 2, 3]) func objectiveNeverFalls(
    minimizingDivergence: Bool, seed: Int
  ) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let truth = TotalVariabilityModel.random(
      components: Self.components, dimension: Self.dimension, rank: Self.rank, using: &generator)
    let data = truth.draw(150, occupancy: 2...30, using: &generator)
    let objectives = try trained(
      on: data, minimizingDivergence: minimizingDivergence, iterations: 25, using: &generator
    ).objectives
    var worst = 0.0
    for (last, next) in zip(objectives, objectives.dropFirst()) { worst = max(worst, last - next) }
    // Nats a recording, on objectives of about 100: loadings are rounded to single precision after each step.
    expectError(worst, atMost: 1e-4, "fall of the objective, seed \(seed)")
    #expect((objectives.last ?? 0) > objectives[0] + 1)
  }

  @Test func recoversTheSubspace() throws {
    var generator = SeededGenerator(seed: 5)
    let truth = TotalVariabilityModel.random(
      components: Self.components, dimension: Self.dimension, rank: Self.rank, using: &generator)
    let data = truth.draw(600, occupancy: 10...60, using: &generator)
    let (found, objectives) = try trained(
      on: data, minimizingDivergence: true, iterations: 30, using: &generator)

    // What of each true column the found columns cannot express.
    let (own, target) = (
      found.loadings.converted(to: Double.self), truth.loadings.converted(to: Double.self)
    )
    let gram = Naive.inverted(Naive.product(own, own, transposingLeft: true)).inverse
    let weights = Naive.product(gram, Naive.product(own, target, transposingLeft: true))
    let expressed = Naive.product(own, weights)
    // 600 recordings of 35 frames a component know a loading of 0.3 to about 1/√(600·35), a fortieth.
    expectError(
      relativeDistance(expressed.elements, to: target.elements), atMost: 0.05, "recovered subspace")

    // T·Tᵀ is the covariance between recordings, which no rotation of w changes.
    let (product, expected) = (
      Naive.product(own, own, transposingRight: true), Naive.product(target, target, transposingRight: true)
    )
    // A variance seen 600 times is known to within √(2/600), 6 %; twice that.
    expectError(
      relativeDistance(product.elements, to: expected.elements), atMost: 0.12, "recovered covariance")

    var sums = TotalVariabilityStatistics(
      components: Self.components, dimension: Self.dimension, rank: Self.rank)
    try sums.accumulate(data, under: truth)
    #expect((objectives.last ?? 0) >= sums.objective / 600, "at least as likely as the truth")
  }

  @Test func minimumDivergenceMakesThePriorStandard() throws {
    var generator = SeededGenerator(seed: 97)
    let truth = TotalVariabilityModel.random(
      components: Self.components, dimension: Self.dimension, rank: Self.rank, using: &generator)
    let data = truth.draw(300, occupancy: 5...40, using: &generator)
    let model = try trained(
      on: data, minimizingDivergence: true, iterations: 20, using: &generator
    ).model
    var sums = TotalVariabilityStatistics(
      components: Self.components, dimension: Self.dimension, rank: Self.rank)
    try sums.accumulate(data, under: model)
    let average = sums.secondMoment.map { $0 / 300 }
    let identity = [1, 0, 0, 0, 1, 0, 0, 1, 0, 1].map(Double.init)
    #expect(worstDifference(average, identity) <= 0.02)
  }

  @Test func aComponentWithoutSpeechStaysSolvable() throws {
    var generator = SeededGenerator(seed: 101)
    let truth = TotalVariabilityModel.random(
      components: Self.components, dimension: Self.dimension, rank: Self.rank, using: &generator)
    var data = truth.draw(40, occupancy: 5...40, using: &generator)
    for i in data.indices {
      data[i].occupancies[3] = 0
      for d in 0..<Self.dimension { data[i].first[3, d] = 0 }
    }
    let model = try trained(
      on: data, minimizingDivergence: true, iterations: 5, using: &generator
    ).model
    #expect(model.loadings.isFinite)
  }
}
