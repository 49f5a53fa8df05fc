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

  /// Normalised scores of every enrolled vector with every test; m × n from m × K and n × K.
  public func normalizedScores(
    enrolled: Matrix<Double>, tests: Matrix<Double>, best: Int
  ) -> Matrix<Double> {
    let raw = plda.logLikelihoodRatios(
      enrolled: enrolled, counts: Array(repeating: 1, count: enrolled.rows), tests: tests)
    let enrolledStatistics = cohortStatistics(of: enrolled, best: best)
    let testStatistics = cohortStatistics(of: tests, best: best)
    var result = raw
    for i in 0..<raw.rows {
      for j in 0..<raw.columns {
        result.elements[i * raw.columns + j] = CohortNormalization.normalized(
          raw.elements[i * raw.columns + j], enrolled: enrolledStatistics[i], test: testStatistics[j])
      }
    }
    return result
  }
}
