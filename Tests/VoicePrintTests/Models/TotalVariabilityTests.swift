import Testing
import VoicePrint

/// Signatures and the statistics of training against a slow implementation in double precision.
@Suite struct TotalVariabilityTests {
  /// Relative, against double precision.
  private static let limit = 1e-4

  @Test(arguments: [(1, 1, 1), (4, 3, 2), (16, 12, 10), (32, 60, 40)])
  func posteriorAgreesWithDoublePrecision(components: Int, dimension: Int, rank: Int) throws {
    var generator = SeededGenerator(seed: 71)
    let model = TotalVariabilityModel.random(
      components: components, dimension: dimension, rank: rank, using: &generator)
    var worst = (mean: 0.0, covariance: 0.0)
    for statistics in model.draw(5, occupancy: 0...60, using: &generator) {
      let oracle = TotalVariabilityOracle(model, statistics)
      let posterior = try model.posterior(of: model.signatureStatistics(of: statistics))
      worst.mean = max(worst.mean, worstRelativeDifference(posterior.mean, to: oracle.mean))
      worst.covariance = max(
        worst.covariance,
        worstRelativeDifference(posterior.covariance.elements, to: oracle.covariance.elements))
    }
    let size = "C \(components), D \(dimension), R \(rank)"
    expectError(worst.mean, atMost: Self.limit, "signature, \(size)")
    expectError(worst.covariance, atMost: Self.limit, "its covariance, \(size)")
  }

  @Test func sumsOfTrainingAgreeWithDoublePrecision() throws {
    var generator = SeededGenerator(seed: 73)
    let (components, dimension, rank) = (6, 5, 4)
    let model = TotalVariabilityModel.random(
      components: components, dimension: dimension, rank: rank, using: &generator)
    let batch = model.draw(30, occupancy: 1...40, using: &generator)
    let packed = rank * (rank + 1) / 2
    var weighted = Matrix<Double>(rows: components, columns: packed)
    var cross = Matrix<Double>(rows: components * dimension, columns: rank)
    var (second, objective) = ([Double](repeating: 0, count: packed), 0.0)
    for statistics in batch {
      let oracle = TotalVariabilityOracle(model, statistics)
      objective += oracle.objective
      for (k, moment) in oracle.packedMoment.enumerated() {
        second[k] += moment
        for c in 0..<components { weighted[c, k] += Double(statistics.occupancies[c]) * moment }
      }
      for (row, value) in statistics.first.elements.enumerated() {
        for r in 0..<rank { cross[row, r] += Double(value) * oracle.mean[r] }
      }
    }
    var sums = TotalVariabilityStatistics(components: components, dimension: dimension, rank: rank)
    try sums.accumulate(batch, under: model)
    let errors = [
      worstRelativeDifference(sums.weightedSecondMoments.elements, to: weighted.elements),
      worstRelativeDifference(sums.crossMoments.elements, to: cross.elements),
      worstRelativeDifference(sums.secondMoment, to: second),
      abs(sums.objective / objective - 1),
    ]
    for (name, error) in zip(["Σ N E[wwᵀ]", "Σ F E[w]ᵀ", "Σ E[wwᵀ]", "objective"], errors) {
      expectError(error, atMost: Self.limit, name)
    }
    #expect(sums.recordings == 30)

    // In other batches, merged: the same sums but for their order.
    var merged = TotalVariabilityStatistics(components: components, dimension: dimension, rank: rank)
    for range in [0..<1, 1..<1, 1..<17, 17..<30] {
      var part = TotalVariabilityStatistics(components: components, dimension: dimension, rank: rank)
      try part.accumulate(Array(batch[range]), under: model)
      merged.merge(part)
    }
    #expect(merged.recordings == 30 && abs(merged.objective / sums.objective - 1) <= 1e-6)
    #expect(worstRelativeDifference(merged.crossMoments.elements, to: sums.crossMoments.elements) <= 1e-5)
    #expect(
      worstRelativeDifference(
        merged.weightedSecondMoments.elements, to: sums.weightedSecondMoments.elements) <= 1e-5)
  }

  @Test func manyAtOnceAreAsOneByOne() throws {
    var generator = SeededGenerator(seed: 79)
    let model = TotalVariabilityModel.random(components: 12, dimension: 9, rank: 7, using: &generator)
    let statistics = model.draw(20, occupancy: 0...50, using: &generator).map {
      model.signatureStatistics(of: $0)
    }
    let together = try model.posteriors(of: statistics)
    for (one, both) in zip(statistics, together) {
      let alone = try model.posterior(of: one)
      // The precision is summed in single precision, in another order.
      #expect(worstRelativeDifference(both.mean, to: alone.mean) <= 1e-5)
    }
    #expect(try model.posteriors(of: []).isEmpty)
  }

  /// Statistics of many recordings are projected in blocks of rows of T; rows here are no multiple of a block.
  @Test func linearTermsOfManyAreAsOneByOne() {
    var generator = SeededGenerator(seed: 81)
    let model = TotalVariabilityModel.random(components: 75, dimension: 9, rank: 7, using: &generator)
    let recordings = model.draw(5, occupancy: 0...50, using: &generator)
    let first = Matrix(
      rows: 5, columns: 75 * 9, elements: recordings.flatMap { $0.first.elements })
    let together = model.linearTerms(ofFirstOrders: first)
    for (row, recording) in recordings.enumerated() {
      let exact = (0..<7).map { r in
        zip(recording.first.elements, 0...).reduce(0.0) {
          $0 + Double($1.0) * Double(model.loadings[$1.1, r])
        }
      }
      #expect(worstRelativeDifference(together.row(row).map(Double.init), to: exact) <= 1e-4)
      #expect(
        worstRelativeDifference(model.signatureStatistics(of: recording).linear, to: exact) <= 1e-4)
    }
  }

  /// (N, b) of two recordings taken as one is the sum of theirs.
  @Test func statisticsAddUp() {
    var generator = SeededGenerator(seed: 83)
    let model = TotalVariabilityModel.random(components: 8, dimension: 6, rank: 5, using: &generator)
    let parts = model.draw(4, occupancy: 0...30, using: &generator)
    var joint = parts[0]
    for part in parts.dropFirst() { joint.merge(part) }
    let whole = model.signatureStatistics(of: joint)
    let sum = SignatureStatistics.sum(parts.map { model.signatureStatistics(of: $0) })
    #expect(worstRelativeDifference(sum.linear, to: whole.linear) <= 1e-5)
    #expect(worstRelativeDifference(sum.occupancies, to: whole.occupancies) <= 1e-6)
  }

  @Test func nothingHeardLeavesThePrior() throws {
    var generator = SeededGenerator(seed: 89)
    let model = TotalVariabilityModel.random(components: 3, dimension: 2, rank: 4, using: &generator)
    let posterior = try model.posterior(
      of: SignatureStatistics(occupancies: [0, 0, 0], linear: [0, 0, 0, 0]))
    #expect(posterior.mean == [0, 0, 0, 0] && posterior.covariance == .identity(4))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity]) func whatIsNotFiniteIsRefused(value: Float) {
    var generator = SeededGenerator(seed: 89)
    let model = TotalVariabilityModel.random(components: 3, dimension: 2, rank: 4, using: &generator)
    let hostile = [
      SignatureStatistics(occupancies: [1, value, 1], linear: [0, 1, 0, 1]),
      SignatureStatistics(occupancies: [1, 1, 1], linear: [0, value, 0, 1]),
    ]
    for statistics in hostile {
      #expect(throws: NumericsError.self) { try model.posterior(of: statistics) }
      #expect(throws: NumericsError.self) { try model.posteriors(of: [statistics]) }
    }
  }
}
