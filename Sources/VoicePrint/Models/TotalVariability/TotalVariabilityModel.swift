/// The total-variability model M = m + T·w with w ~ N(0, I) (Dehak et al. 2011).
///
/// C components, D feature dimension, R signature dimension. T lives in the whitened space of
/// ``BaumWelchStatistics``: row c·D + d is in units of the standard deviation of component c in dimension d.
/// The loadings are stored; the products T_cᵀT_c are derived at construction.
public struct TotalVariabilityModel: Sendable {
  /// Number of components, C.
  public let components: Int
  /// T: component after component, C·D × R.
  public let loadings: Matrix<Float>

  /// U_c = T_cᵀT_c as packed triangles, C × R(R+1)/2; derived.
  let componentPrecisions: Matrix<Float>

  /// Signature dimension, R.
  public var rank: Int { loadings.columns }
  /// Feature dimension, D.
  public var dimension: Int { loadings.rows / components }

  /// A model from its loadings.
  public init(components: Int, loadings: Matrix<Float>) {
    precondition(components > 0 && loadings.rows.isMultiple(of: components), "D rows for each component")
    self.components = components
    self.loadings = loadings
    let (rank, dimension) = (loadings.columns, loadings.rows / components)
    let packedCount = PackedTriangle.count(order: rank)
    var precisions = Matrix<Float>(rows: components, columns: packedCount)
    var product = [Float](repeating: 0, count: rank * rank)
    unsafe loadings.elements.withUnsafeBufferPointer { loadings in
      unsafe precisions.elements.withUnsafeMutableBufferPointer { precisions in
        unsafe product.withUnsafeMutableBufferPointer { product in
          guard let t = loadings.baseAddress, let u = product.baseAddress else { return }
          for c in 0..<components {
            unsafe Float.syrkUpper(
              n: rank, k: dimension, alpha: 1, t + c * dimension * rank, strideA: rank, beta: 0, u,
              strideC: rank)
            var target = c * packedCount
            for i in 0..<rank {
              for j in i..<rank {
                unsafe precisions[target] = product[i &* rank &+ j]
                target &+= 1
              }
            }
          }
        }
      }
    }
    componentPrecisions = precisions
  }

  /// The additive statistics (N, b) of a recording.
  public func signatureStatistics(of statistics: BaumWelchStatistics) -> SignatureStatistics {
    precondition(statistics.occupancies.count == components, "statistics of the same mixture")
    return SignatureStatistics(
      occupancies: statistics.occupancies,
      linear: loadings.times(statistics.first.elements, transposed: true))
  }

  /// The posterior distribution of w: precision L = I + Σ_c N_c U_c, mean w = L⁻¹b.
  ///
  /// The sum runs in single precision, the solution in double.
  ///
  /// - Throws: ``NumericsError/notPositiveDefinite(order:pivot:)`` for statistics that are not finite.
  public func posterior(of statistics: SignatureStatistics) throws(NumericsError) -> SignaturePosterior {
    precondition(statistics.occupancies.count == components && statistics.linear.count == rank)
    let packed = componentPrecisions.times(statistics.occupancies, transposed: true)
    return try SignaturePosterior(packedPrecision: packed[...], linear: statistics.linear[...], rank: rank)
  }

  /// Posteriors of many recordings at once: the precisions are one matrix–matrix product.
  ///
  /// - Throws: ``NumericsError/notPositiveDefinite(order:pivot:)`` for statistics that are not finite.
  public func posteriors(of statistics: [SignatureStatistics]) throws(NumericsError) -> [SignaturePosterior] {
    let occupancies = Matrix(
      rows: statistics.count, columns: components, elements: statistics.flatMap(\.occupancies))
    let packed = occupancies * componentPrecisions
    var result: [SignaturePosterior] = []
    result.reserveCapacity(statistics.count)
    for (i, one) in statistics.enumerated() {
      result.append(
        try SignaturePosterior(packedPrecision: packed.row(i), linear: one.linear[...], rank: rank))
    }
    return result
  }
}

/// The posterior distribution of a signature: normal, with mean w and precision L.
public struct SignaturePosterior: Sendable {
  /// w, the signature; R numbers.
  public let mean: [Double]
  /// L, factored.
  let precision: CholeskyFactorization<Double>
  /// bᵀw − ln|L|, twice the part of the log-likelihood of the statistics that depends on T.
  let evidence: Double

  init(
    packedPrecision: ArraySlice<Float>, linear: ArraySlice<Float>, rank: Int
  ) throws(NumericsError) {
    let full = PackedTriangle.unpack(packedPrecision, order: rank, addingToDiagonal: 1)
    precision = try CholeskyFactorization(full)
    let right = linear.map(Double.init)
    mean = precision.solve(right)
    // b is not part of the factored matrix, and rounding alone leaves no finite b without a finite w.
    if let dimension = mean.firstIndex(where: { !$0.isFinite }) {
      throw .notPositiveDefinite(order: rank, pivot: dimension + 1)
    }
    evidence = right.dot(mean) - precision.logDeterminant
  }

  /// ln|L|.
  var logPrecision: Double { precision.logDeterminant }

  /// L⁻¹, the uncertainty of the signature; R × R.
  public var covariance: Matrix<Double> { precision.inverse }
}
