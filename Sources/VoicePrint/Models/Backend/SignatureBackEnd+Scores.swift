extension SignatureBackEnd {
  /// The cohort statistics of embedded vectors, one for each row; n × K.
  ///
  /// - Parameters:
  ///   - embedded: vectors in PLDA's diagonal space.
  ///   - best: how many of the cohort's best scores are taken.
  /// - Returns: n statistics.
  public func cohortStatistics(of embedded: Matrix<Double>, best: Int) -> [CohortNormalization.Statistics] {
    let scores = plda.logLikelihoodRatios(
      enrolled: embedded, counts: Array(repeating: 1, count: embedded.rows), tests: cohort)
    return (0..<embedded.rows).map { CohortNormalization.statistics(of: Array(scores.row($0)), best: best) }
  }

  /// Vectors in PLDA's diagonal space with the uncertainties of their signatures.
  typealias Embedded = (vectors: Matrix<Double>, uncertainties: [Double])

  /// Normalised scores of every enrolled vector with every test; m × n from m × K and n × K.
  func normalizedScores(enrolled: Embedded, tests: Embedded, best: Int) -> Matrix<Double> {
    let raw = plda.logLikelihoodRatios(
      enrolled: enrolled.vectors, counts: Array(repeating: 1, count: enrolled.vectors.rows),
      tests: tests.vectors)
    let (enrolledSides, testSides) = (sides(of: enrolled, best: best), sides(of: tests, best: best))
    var result = raw
    for i in 0..<raw.rows {
      for j in 0..<raw.columns {
        result.elements[i * raw.columns + j] = CohortNormalization.normalized(
          raw.elements[i * raw.columns + j], enrolled: enrolledSides[i], test: testSides[j])
      }
    }
    return result
  }

  private func sides(of embedded: Embedded, best: Int) -> [CohortNormalization.Side] {
    zip(cohortStatistics(of: embedded.vectors, best: best), embedded.uncertainties).map {
      CohortNormalization.Side(statistics: $0, uncertainty: $1)
    }
  }
}
