/// Estimates a two-covariance model by expectation–maximisation (Brümmer 2010, “EM for PLDA”).
public struct PLDAEstimator: Sendable {
  /// Number of iterations.
  public var iterations = 10

  /// The defaults.
  public init() {}

  /// The model that makes vectors with speakers most likely, from a start at their scatter.
  ///
  /// - Parameters:
  ///   - vectors: n × K, length-normalised.
  ///   - speakers: a number from 0 for each vector.
  /// - Returns: the model, diagonalised.
  /// - Throws: ``NumericsError`` where there are fewer vectors than dimensions.
  public func estimate(_ vectors: Matrix<Double>, speakers: [Int]) throws(NumericsError) -> PLDA {
    let dimension = vectors.columns
    let scatter = ClassScatter(
      of: vectors, speakers: speakers, groups: Array(repeating: 0, count: (speakers.max() ?? -1) + 1))
    var centred = vectors
    var sums = scatter.speakerMeans
    for i in 0..<centred.rows {
      for d in 0..<dimension { centred.elements[i * dimension + d] -= scatter.mean[d] }
    }
    for s in 0..<sums.rows {
      for d in 0..<dimension {
        sums.elements[s * dimension + d] =
          (sums.elements[s * dimension + d] - scatter.mean[d]) * scatter.counts[s]
      }
    }
    let total = centred.gram()
    var (between, within) = (try Self.floored(scatter.between), scatter.within)
    for _ in 0..<iterations {
      (between, within) = try step(
        between, within, total: total, sums: sums, counts: scatter.counts, vectors.rows)
    }
    return try PLDA(mean: scatter.mean, between: between, within: within)
  }

  /// One iteration: the posterior of each speaker, then both covariances from their moments.
  private func step(
    _ between: Matrix<Double>, _ within: Matrix<Double>, total: Matrix<Double>, sums: Matrix<Double>,
    counts: [Double], _ vectors: Int
  ) throws(NumericsError) -> (Matrix<Double>, Matrix<Double>) {
    let (speakers, dimension) = (sums.rows, sums.columns)
    let betweenInverse = try CholeskyFactorization(between).inverse
    let withinInverse = try CholeskyFactorization(within).inverse
    var posteriorMeans = Matrix<Double>(rows: speakers, columns: dimension)
    var covarianceSum = Matrix<Double>(rows: dimension, columns: dimension)
    var weightedCovarianceSum = covarianceSum
    // Speakers with equally many vectors share their posterior covariance; those without any say nothing.
    for count in Set(counts).sorted() where count > 0 {
      let members = counts.indices.filter { counts[$0] == count }
      let covariance = try CholeskyFactorization(betweenInverse + count * withinInverse).inverse
      let means = sums.gatherRows(members) * withinInverse * covariance
      for (row, speaker) in members.enumerated() {
        posteriorMeans.elements.replaceSubrange(
          speaker * dimension..<(speaker + 1) * dimension, with: means.row(row))
      }
      covarianceSum.add(covariance, scaledBy: Double(members.count))
      weightedCovarianceSum.add(covariance, scaledBy: count * Double(members.count))
    }
    let present = counts.count { $0 > 0 }
    let newBetween = 1 / Double(max(present, 1)) * (covarianceSum + posteriorMeans.gram())
    var weightedMeans = posteriorMeans
    for s in 0..<speakers {
      for d in 0..<dimension { weightedMeans.elements[s * dimension + d] *= counts[s] }
    }
    let cross = Matrix.product(sums, posteriorMeans, transposingLeft: true)
    var newWithin = total - cross - cross.transposed
    newWithin.accumulate(weightedMeans, posteriorMeans, transposingLeft: true)
    newWithin += weightedCovarianceSum
    newWithin.scale(by: 1 / Double(vectors))
    return (newBetween.symmetrized, newWithin.symmetrized)
  }

  /// A covariance whose eigenvalues are held above a thousandth of the largest.
  private static func floored(_ covariance: Matrix<Double>) throws(NumericsError) -> Matrix<Double> {
    let solution = try SymmetricEigendecomposition(covariance)
    let floor = 1e-3 * (solution.values.first ?? 1)
    var scaled = solution.vectors
    for i in 0..<scaled.rows {
      for j in 0..<scaled.columns { scaled[i, j] *= max(solution.values[i], floor) }
    }
    return Matrix.product(scaled, solution.vectors, transposingLeft: true).symmetrized
  }
}

extension Matrix where Element == Double {
  /// The mean of a matrix and its transpose: takes out what rounding made unsymmetric.
  fileprivate var symmetrized: Matrix { 0.5 * (self + transposed) }
}
