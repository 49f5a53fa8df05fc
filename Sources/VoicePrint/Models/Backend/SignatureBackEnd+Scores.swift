extension SignatureBackEnd {
  /// How many of the cohort a recording is measured against, those nearest to it: the same share of a large cohort, not the same
  /// number, is as near to a voice; a small cohort has no such share.
  package var nearestCohortSpeakers: Int {
    max(Self.leastNearest, Int((Self.nearestShare * Double(cohort.rows)).rounded()))
  }

  private static let leastNearest = 100
  private static let nearestShare = 0.043

  /// The cohort statistics of embedded vectors, one for each row; n × K.
  ///
  /// - Parameter embedded: vectors in PLDA's diagonal space.
  /// - Returns: n statistics.
  public func cohortStatistics(of embedded: Matrix<Double>) -> [CohortNormalization.Statistics] {
    let best = nearestCohortSpeakers
    let scores = plda.logLikelihoodRatios(
      enrolled: embedded, counts: Array(repeating: 1, count: embedded.rows), tests: cohort)
    return (0..<embedded.rows).map { CohortNormalization.statistics(of: Array(scores.row($0)), best: best) }
  }

  /// Vectors in PLDA's diagonal space with the uncertainties of their signatures.
  typealias Embedded = (vectors: Matrix<Double>, uncertainties: [Double])

  /// Normalised scores of every enrolled vector with every test, all of one place; m × n from m × K and n × K.
  func normalizedScores(
    enrolled: Embedded, tests: Embedded, placeVariance: Double
  ) -> Matrix<Double> {
    let comparison = SingleRecordingComparison(plda, placeVariance: placeVariance)
    var weighted = enrolled.vectors
    for i in 0..<weighted.rows {
      for d in comparison.weights.indices { weighted[i, d] *= comparison.weights[d] }
    }
    func own(_ vectors: Matrix<Double>) -> [Double] {
      (0..<vectors.rows).map { comparison.ownTerm(of: Array(vectors.row($0))) }
    }
    let (enrolledOwn, testOwn) = (own(enrolled.vectors), own(tests.vectors))
    var result = Matrix.product(weighted, tests.vectors, transposingRight: true)
    let (enrolledSides, testSides) = (sides(of: enrolled), sides(of: tests))
    for i in 0..<result.rows {
      for j in 0..<result.columns {
        result.elements[i * result.columns + j] = CohortNormalization.normalized(
          result.elements[i * result.columns + j] + enrolledOwn[i] + testOwn[j], enrolled: enrolledSides[i],
          test: testSides[j])
      }
    }
    return result
  }

  private func sides(of embedded: Embedded) -> [CohortNormalization.Side] {
    zip(cohortStatistics(of: embedded.vectors), embedded.uncertainties).map {
      CohortNormalization.Side(statistics: $0, uncertainty: $1)
    }
  }
}
