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
  ///   - batch: a few dozen recordings, so that the products are large and the scratch memory is not.
  ///   - model: gives the posteriors.
  /// - Throws: ``NumericsError/notPositiveDefinite(order:pivot:)`` for statistics that are not finite.
  public mutating func accumulate(
    _ batch: [BaumWelchStatistics], under model: TotalVariabilityModel
  ) throws(NumericsError) {
    let (count, rank) = (batch.count, model.rank)
    let packedCount = PackedTriangle.count(order: rank)
    let occupancies = Matrix(
      rows: count, columns: model.components, elements: batch.flatMap(\.occupancies))
    let first = Matrix(
      rows: count, columns: model.loadings.rows, elements: batch.flatMap(\.first.elements))
    let linear = first * model.loadings
    let packed = occupancies * model.componentPrecisions

    var means = Matrix<Float>(rows: count, columns: rank)
    var moments = Matrix<Float>(rows: count, columns: packedCount)
    for u in 0..<count {
      let posterior = try SignaturePosterior(
        packedPrecision: packed.row(u), linear: linear.row(u), rank: rank)
      let (mean, covariance) = (posterior.mean, posterior.covariance.elements)
      var target = u * packedCount
      for i in 0..<rank {
        means.elements[u * rank + i] = Float(mean[i])
        for j in i..<rank {
          let moment = covariance[i * rank + j] + mean[i] * mean[j]
          secondMoment[target - u * packedCount] += moment
          moments.elements[target] = Float(moment)
          target += 1
        }
      }
      objective += 0.5 * posterior.evidence
    }
    weightedSecondMoments.addConverted(.product(occupancies, moments, transposingLeft: true))
    crossMoments.addConverted(.product(first, means, transposingLeft: true))
    recordings += count
  }
}

extension Matrix where Element == Double {
  /// Adds a single-precision matrix of the same shape in place.
  fileprivate mutating func addConverted(_ other: Matrix<Float>) {
    precondition(rows == other.rows && columns == other.columns, "a sum needs equal shapes")
    unsafe elements.withUnsafeMutableBufferPointer { sums in
      unsafe other.elements.withUnsafeBufferPointer { values in
        for i in 0..<values.count { unsafe sums[i] += Double(values[i]) }
      }
    }
  }
}
