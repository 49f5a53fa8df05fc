/// Additive statistics of recordings under a total-variability model: what re-estimates its loadings.
///
/// C components, D feature dimension, R signature dimension, P = R(R+1)/2; sums are kept in double precision.
public struct TotalVariabilityStatistics: Sendable {
  /// Σ_u N_uc E[w wᵀ] as packed triangles; C × P.
  public private(set) var weightedSecondMoments: Matrix<Double>
  /// Σ_u F_u E[w]ᵀ; C·D × R.
  public private(set) var crossMoments: Matrix<Double>
  /// Σ_u E[w wᵀ] as a packed triangle; P numbers.
  public private(set) var secondMoment: [Double]
  /// Σ_u of the part of the log-likelihood that depends on T: ½(bᵀw − ln|L|), in nats.
  public private(set) var objective = 0.0
  /// Number of recordings.
  public private(set) var recordings = 0

  /// Empty statistics for a model of this size.
  public init(components: Int, dimension: Int, rank: Int) {
    let packed = PackedTriangle.count(order: rank)
    weightedSecondMoments = Matrix(rows: components, columns: packed)
    crossMoments = Matrix(rows: components * dimension, columns: rank)
    secondMoment = Array(repeating: 0, count: packed)
  }

  /// Adds statistics gathered under the same model.
  public mutating func merge(_ other: TotalVariabilityStatistics) {
    weightedSecondMoments += other.weightedSecondMoments
    crossMoments += other.crossMoments
    secondMoment.add(other.secondMoment)
    objective += other.objective
    recordings += other.recordings
  }

  /// Adds recordings: the expectation step, as four matrix products for the whole batch.
  ///
  /// - Parameters:
  ///   - batch: a few dozen recordings, so that the products are large and the scratch memory is not; their
  ///     posteriors are in single precision, sums over batches in double.
  ///   - model: gives the posteriors.
  /// - Throws: ``NumericsError/notPositiveDefinite(order:pivot:)`` for statistics that are not finite.
  public mutating func accumulate(
    _ batch: [BaumWelchStatistics], under model: TotalVariabilityModel
  ) throws(NumericsError) {
    let count = batch.count
    let packedCount = PackedTriangle.count(order: model.rank)
    let occupancies = Matrix(
      rows: count, columns: model.components, elements: batch.flatMap(\.occupancies))
    let first = Matrix(
      rows: count, columns: model.components * model.dimension, elements: batch.flatMap(\.first.elements))
    let linear = model.linearTerms(ofFirstOrders: first)
    var moments = occupancies * model.componentPrecisions
    let means = try SecondMoments.replace(&moments, linear: linear, objective: &objective)
    var sums = [Float](repeating: 0, count: packedCount)
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      unsafe moments.elements.withUnsafeMutableBufferPointer {
        unsafe RowFunctions.addColumnSums(of: $0, to: sums)
      }
    }
    secondMoment.addConverted(sums)
    weightedSecondMoments.elements.addConverted(
      Matrix.product(occupancies, moments, transposingLeft: true).elements)
    crossMoments.elements.addConverted(Matrix.product(first, means, transposingLeft: true).elements)
    recordings += count
  }
}
