import Testing
import VoicePrint

/// Log-likelihood ratios against densities of all the vectors as one long one.
@Suite struct PLDATests {
  /// ln p of vectors of one speaker, stacked: each has covariance B + W, and B with each other.
  private func logDensity(
    ofOneSpeaker vectors: [[Double]], mean: [Double], between: Matrix<Double>, within: Matrix<Double>
  ) -> Double {
    let dimension = mean.count
    let order = vectors.count * dimension
    var covariance = Matrix<Double>(rows: order, columns: order)
    for i in 0..<order {
      for j in 0..<order {
        covariance[i, j] = between[i % dimension, j % dimension]
        if i / dimension == j / dimension { covariance[i, j] += within[i % dimension, j % dimension] }
      }
    }
    return Naive.logDensity(
      vectors.flatMap { $0 }, mean: vectors.flatMap { _ in mean }, covariance: covariance)
  }

  @Test(arguments: [1, 2, 5, 12], [1, 4]) func ratioIsThatOfTheJointDensities(
    recordings: Int, dimension: Int
  ) throws {
    var generator = SeededGenerator(seed: UInt64(recordings))
    let (between, within) = (
      generator.positiveDefinite(dimension), generator.positiveDefinite(dimension)
    )
    let mean = generator.gaussians(dimension)
    let model = try PLDA(mean: mean, between: between, within: within)
    var worst = 0.0
    for _ in 0..<10 {
      let enrolled = (0..<recordings).map { _ in generator.gaussians(dimension, deviation: 2) }
      let test = generator.gaussians(dimension, deviation: 2)
      let same = logDensity(ofOneSpeaker: enrolled + [test], mean: mean, between: between, within: within)
      let apart =
        logDensity(ofOneSpeaker: enrolled, mean: mean, between: between, within: within)
        + logDensity(ofOneSpeaker: [test], mean: mean, between: between, within: within)

      var average = [Double](repeating: 0, count: dimension)
      for vector in model.project(Matrix(rows: enrolled)).rowArrays {
        average.add(vector, scaledBy: 1 / Double(recordings))
      }
      let ratios = model.logLikelihoodRatios(
        enrolled: Matrix(rows: [average]), counts: [Double(recordings)],
        tests: model.project(Matrix(rows: [test])))
      worst = max(worst, abs(ratios[0, 0] - (same - apart)))
    }
    expectError(worst, atMost: 1e-8, "log-likelihood ratio, \(recordings) recordings, K \(dimension)")
  }

  @Test func manyTrialsAreAsOneByOne() throws {
    var generator = SeededGenerator(seed: 103)
    let model = try PLDA(
      mean: generator.gaussians(3), between: generator.positiveDefinite(3),
      within: generator.positiveDefinite(3))
    let (enrolled, tests) = (generator.matrix(4, 3), generator.matrix(5, 3))
    let counts = [1.0, 2, 3, 10]
    let all = model.logLikelihoodRatios(enrolled: enrolled, counts: counts, tests: tests)
    #expect(all.rows == 4 && all.columns == 5)
    for i in 0..<4 {
      for j in 0..<5 {
        let one = model.logLikelihoodRatios(
          enrolled: enrolled.rows(i..<i + 1), counts: [counts[i]], tests: tests.rows(j..<j + 1))
        #expect(abs(one[0, 0] - all[i, j]) <= 1e-12)
      }
    }
    // One recording against one: which is called enrolled does not matter.
    let mirrored = model.logLikelihoodRatios(
      enrolled: tests.rows(0..<1), counts: [1], tests: enrolled.rows(0..<1))
    #expect(abs(mirrored[0, 0] - all[0, 0]) <= 1e-12)
    #expect(
      model.logLikelihoodRatios(enrolled: enrolled, counts: counts, tests: tests.rows(0..<0)).columns == 0)
  }

  @Test func estimatorRecoversBothCovariances() throws {
    var generator = SeededGenerator(seed: 107)
    let dimension = 4
    let (between, within) = (
      generator.positiveDefinite(dimension), generator.positiveDefinite(dimension)
    )
    let mean = generator.gaussians(dimension, deviation: 3)
    let (b, w) = (try CholeskyFactorization(between).upper, try CholeskyFactorization(within).upper)
    func draw(_ root: Matrix<Double>) -> [Double] {
      Naive.times(root.transposed, generator.gaussians(dimension))
    }
    var (vectors, speakers): ([[Double]], [Int]) = ([], [])
    for speaker in 0..<1500 {
      let voice = draw(b)
      // Speakers with one, two or nine recordings.
      for _ in 0..<[1, 2, 9][speaker % 3] {
        vectors.append(zip(mean, zip(voice, draw(w))).map { $0 + $1.0 + $1.1 })
        speakers.append(speaker)
      }
    }
    var estimator = PLDAEstimator()
    estimator.iterations = 30
    let model = try estimator.estimate(Matrix(rows: vectors), speakers: speakers)

    // The transform V has VᵀWV = I and VᵀBV = diag ψ.
    let back = Naive.inverted(model.transform).inverse
    let foundWithin = Naive.product(back, back, transposingLeft: true)
    let scaled = Naive.product(Matrix.diagonal(model.betweenVariances), back)
    let foundBetween = Naive.product(back, scaled, transposingLeft: true)
    // Covariances from 4,500 deviations and from 1,500 speakers: about √(2/n), times two or three.
    expectError(
      relativeDistance(foundWithin.elements, to: within.elements), atMost: 0.06, "covariance within, PLDA")
    expectError(
      relativeDistance(foundBetween.elements, to: between.elements), atMost: 0.12,
      "covariance between, PLDA")
    #expect(worstDifference(model.mean, mean) <= 0.15)
    #expect(model.betweenVariances == model.betweenVariances.sorted(by: >))
  }
}

extension Matrix {
  /// The rows as arrays.
  var rowArrays: [[Element]] { (0..<rows).map { Array(row($0)) } }
}
