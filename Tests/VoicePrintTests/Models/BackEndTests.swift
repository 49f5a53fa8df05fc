import Foundation
import Testing
import VoicePrint

/// What stands between a signature and a score.
@Suite struct BackEndTests {
  /// Vectors of speakers in two groups that stand apart.
  private func vectors(
    speakers: Int, each: Int, dimension: Int, using generator: inout SeededGenerator
  ) -> (vectors: Matrix<Double>, speakers: [Int], groups: [Int]) {
    var (rows, labels): ([[Double]], [Int]) = ([], [])
    let mixing = generator.matrix(dimension, dimension)
    for speaker in 0..<speakers {
      let voice = generator.gaussians(dimension, mean: speaker.isMultiple(of: 2) ? 5 : -5)
      for _ in 0..<each {
        let noise = Naive.times(mixing, generator.gaussians(dimension))
        rows.append(zip(voice, noise).map { $0 + $1 })
        labels.append(speaker)
      }
    }
    return (Matrix(rows: rows), labels, (0..<speakers).map { $0 % 2 })
  }

  @Test func scatterIsThatOfItsDefinition() {
    var generator = SeededGenerator(seed: 109)
    let data = vectors(speakers: 9, each: 4, dimension: 3, using: &generator)
    let scatter = ClassScatter(of: data.vectors, speakers: data.speakers, groups: data.groups)
    let rows = data.vectors.rowArrays
    func mean(_ rows: [[Double]]) -> [Double] {
      rows.reduce([0, 0, 0]) { sum, row in zip(sum, row).map { $0 + $1 / Double(rows.count) } }
    }
    func covariance(_ deviations: [[Double]], _ divisor: Int) -> Matrix<Double> {
      let matrix = Matrix(rows: deviations)
      return 1 / Double(divisor) * Naive.product(matrix, matrix, transposingLeft: true)
    }
    let means = (0..<9).map { speaker in
      mean(rows.indices.filter { data.speakers[$0] == speaker }.map { rows[$0] })
    }
    let groupMeans = (0..<2).map { group in mean((0..<9).filter { $0 % 2 == group }.map { means[$0] }) }
    let within = covariance(
      rows.indices.map { i in zip(rows[i], means[data.speakers[i]]).map { $0 - $1 } }, 36 - 9)
    let between = covariance((0..<9).map { s in zip(means[s], groupMeans[s % 2]).map { $0 - $1 } }, 9 - 2)
    #expect(worstDifference(scatter.mean, mean(rows)) <= 1e-12)
    #expect(worstDifference(scatter.speakerMeans.elements, means.flatMap { $0 }) <= 1e-12)
    #expect(scatter.counts == Array(repeating: 4, count: 9))
    #expect(worstDifference(scatter.within.elements, within.elements) <= 1e-12)
    #expect(worstDifference(scatter.between.elements, between.elements) <= 1e-12)
  }

  @Test(arguments: [2, 5]) func discriminantWhitens(kept: Int) throws {
    var generator = SeededGenerator(seed: 113)
    let data = vectors(speakers: 30, each: 6, dimension: 5, using: &generator)
    var estimator = DiscriminantEstimator()
    estimator.dimension = kept
    let discriminant = try estimator.estimate(
      ClassScatter(of: data.vectors, speakers: data.speakers, groups: data.groups))
    let projected = discriminant.project(data.vectors)
    #expect(projected.columns == kept)
    let scatter = ClassScatter(of: projected, speakers: data.speakers, groups: data.groups)
    #expect(
      worstDifference(scatter.within.elements, Matrix<Double>.identity(kept).elements) <= 1e-10)
    let variances = scatter.between.diagonal
    #expect(
      worstDifference(scatter.between.elements, Matrix.diagonal(variances).elements) <= 1e-10,
      "between speakers only the diagonal is left")
    #expect(variances == variances.sorted(by: >))
    #expect(worstDifference(scatter.mean, [Double](repeating: 0, count: kept)) <= 1e-10)
  }

  @Test func fewerVectorsThanDimensionsAreRefused() {
    var generator = SeededGenerator(seed: 113)
    let data = vectors(speakers: 2, each: 2, dimension: 5, using: &generator)
    #expect(throws: NumericsError.self) {
      try DiscriminantEstimator().estimate(
        ClassScatter(of: data.vectors, speakers: data.speakers, groups: data.groups))
    }
  }

  @Test func lengthsAreAllAlike() {
    let vectors = Matrix<Double>(rows: [[3, 4], [0, 0], [-1e-9, 0], [1e9, 1e9]])
    let normalized = LengthNormalization.normalized(vectors)
    let root = 2.0.squareRoot()
    let expected = Matrix(rows: [[0.6 * root, 0.8 * root], [0, 0], [-root, 0], [1, 1]])
    #expect(worstDifference(normalized.elements, expected.elements) <= 1e-14)
    #expect(
      worstDifference(LengthNormalization.normalized(normalized).elements, normalized.elements) <= 1e-15)
  }

  @Test func cohortStatisticsByHand() {
    let statistics = CohortNormalization.statistics(of: [1, 9, 3, 7, -5], best: 3)
    #expect(abs(statistics.mean - 19.0 / 3) <= 1e-14)
    #expect(abs(statistics.deviation - (56.0 / 9).squareRoot()) <= 1e-14)
    // As many equal scores as are wanted, no more.
    #expect(CohortNormalization.statistics(of: [3, 1, 3, 3, 0, 9], best: 3).mean == 5)
    #expect(CohortNormalization.statistics(of: [3, 1, 3], best: 0).mean == 0)
    #expect(CohortNormalization.statistics(of: [2, 4], best: 100).mean == 3)
    // A cohort of one, or none, has no spread; nothing is divided by zero.
    #expect(CohortNormalization.statistics(of: [2], best: 5).deviation > 0)
    #expect(CohortNormalization.statistics(of: [], best: 5).mean == 0)
  }

  /// The less certain side counts more; which side is enrolled does not matter.
  @Test func normalizationByHand() {
    // (7 − 1)/2 = 3 and (7 + 1)/4 = 2, weighted by 0.04^1.5 = 0.008 and 0.16^1.5 = 0.064.
    let cases: [(first: Double, second: Double, expected: Double)] = [
      (0.25, 0.25, 2.5), (0.04, 0.16, 19.0 / 9), (0.16, 0.04, 26.0 / 9), (0, 0, 2.5),
    ]
    for (uncertain, other, expected) in cases {
      let first = CohortNormalization.Side(
        statistics: CohortNormalization.Statistics(mean: 1, deviation: 2), uncertainty: uncertain)
      let second = CohortNormalization.Side(
        statistics: CohortNormalization.Statistics(mean: -1, deviation: 4), uncertainty: other)
      #expect(abs(CohortNormalization.normalized(7, enrolled: first, test: second) - expected) <= 1e-12)
      #expect(abs(CohortNormalization.normalized(7, enrolled: second, test: first) - expected) <= 1e-12)
    }
  }

  @Test func calibrationByHand() {
    var calibration = ScoreCalibration(viewWeights: [0.5, 0.5])
    #expect(calibration.logLikelihoodRatio(scores: [2, 4]) == 3, "the mean of the views")
    calibration.viewWeights = [0.75, 0.25]
    (calibration.offset, calibration.scaleBelow, calibration.scaleAbove) = (-3, 2, 4)
    // −3 + 4 (¾ s + ¼ t) where that is positive, −3 + 2 (¾ s + ¼ t) where it is not.
    for (scores, expected) in [([0.0, 0.0], -3.0), ([2, 4], 7), ([-1, 3], -3), ([-4, 4], -7)] {
      #expect(abs(calibration.logLikelihoodRatio(scores: scores) - expected) <= 1e-12)
    }
  }

  @Test func strangersPassAsMeasured() {
    // Ratios 0.001, 0.002 … 10 of a thousand strangers each counting alike: a share r passes 10 (1 − r).
    let ratios = (1...10_000).map { Double($0) / 1000 }
    let curve = FalseAcceptCurve(ofStrangers: ratios, weights: ratios.map { _ in 0.5 })
    for rate in [0.2, 0.1, 0.01, 0.001] {
      #expect(abs(curve.threshold(forRate: rate) - 10 * (1 - rate)) <= 0.002)
      #expect(abs(curve.rate(atThreshold: curve.threshold(forRate: rate)) - rate) <= 1e-9)
    }
    // Beyond what was measured a nat is a factor of e.
    let (least, lowest) = (curve.rates.last ?? 0, curve.thresholds.last ?? 0)
    #expect(abs(curve.rate(atThreshold: lowest + 1) - least / exp(1)) <= 1e-12)
    #expect(abs(curve.threshold(forRate: least / exp(1)) - lowest - 1) <= 1e-9)
    #expect(curve.rate(atThreshold: -100) == 1)
  }
}
