/// The total-variability model M = m + T·w with w ~ N(0, I) (Dehak et al. 2011).
///
/// C components, D feature dimension, R signature dimension. T lives in the whitened space of
/// ``BaumWelchStatistics``: row c·D + d is in units of the standard deviation of component c in dimension d.
/// The loadings are stored, by a model file in half precision; the products T_cᵀT_c are derived when a posterior is
/// first asked for.
public struct TotalVariabilityModel: Sendable {
  /// T as it is kept.
  private enum Loadings {
    case single(Matrix<Float>)
    case half(HalfMatrix)
  }

  /// Number of components, C.
  public let components: Int
  /// Signature dimension, R.
  public let rank: Int
  /// Feature dimension, D.
  public let dimension: Int
  private let stored: Loadings
  private let precisions: Lazy<Matrix<Float>>

  /// A model from its loadings.
  ///
  /// - Parameters:
  ///   - components: C.
  ///   - loadings: T, component after component, C·D × R.
  public init(components: Int, loadings: Matrix<Float>) {
    self.init(components: components, .single(loadings), rows: loadings.rows, rank: loadings.columns)
  }

  /// A model from loadings in half precision, as a model file has them.
  init(components: Int, loadings: HalfMatrix) {
    self.init(components: components, .half(loadings), rows: loadings.rows, rank: loadings.columns)
  }

  private init(components: Int, _ loadings: Loadings, rows: Int, rank: Int) {
    precondition(components > 0 && rows.isMultiple(of: components), "D rows for each component")
    self.components = components
    self.rank = rank
    dimension = rows / components
    stored = loadings
    let dimension = dimension
    precisions = Lazy { Self.componentPrecisions(components, dimension, rank, loadings) }
  }

  /// T: component after component, C·D × R; decoded on every call where it is kept in half precision.
  public var loadings: Matrix<Float> {
    switch stored {
    case .single(let loadings): loadings
    case .half(let loadings): loadings.decoded
    }
  }

  /// U_c = T_cᵀT_c as packed triangles, C × R(R+1)/2; derived.
  var componentPrecisions: Matrix<Float> { precisions.value }

  /// Calls `body` with the rows of T of some components after the other.
  private static func forEachBlock(
    of loadings: Loadings, rows length: Int, _ body: (Range<Int>, UnsafePointer<Float>) -> Void
  ) {
    switch loadings {
    case .single(let loadings):
      unsafe loadings.elements.withUnsafeBufferPointer { elements in
        guard let base = elements.baseAddress else { return }
        for start in stride(from: 0, to: loadings.rows, by: length) {
          unsafe body(start..<min(start + length, loadings.rows), base + start * loadings.columns)
        }
      }
    case .half(let loadings):
      unsafe loadings.forEachBlock(ofRows: length) { rows, elements in
        if let base = elements.baseAddress { unsafe body(rows, UnsafePointer(base)) }
      }
    }
  }

  private static func componentPrecisions(
    _ components: Int, _ dimension: Int, _ rank: Int, _ loadings: Loadings
  ) -> Matrix<Float> {
    let packedCount = PackedTriangle.count(order: rank)
    var product = [Float](repeating: 0, count: rank * rank)
    let packed: [Float] = unsafe LargeArray.make(count: components * packedCount) { precisions in
      unsafe product.withUnsafeMutableBufferPointer { product in
        guard let u = product.baseAddress else { return }
        unsafe Self.forEachBlock(of: loadings, rows: dimension) { rows, t in
          unsafe Float.syrkUpper(
            n: rank, k: dimension, alpha: 1, t, strideA: rank, beta: 0, u, strideC: rank)
          var target = rows.lowerBound / dimension * packedCount
          for i in 0..<rank {
            for j in i..<rank {
              unsafe precisions[target] = product[i &* rank &+ j]
              target &+= 1
            }
          }
        }
      }
    }
    return Matrix(rows: components, columns: packedCount, elements: packed)
  }

  /// The linear terms b = Tᵀ F of many recordings at once.
  ///
  /// - Parameter first: F of each recording, recordings × C·D.
  /// - Returns: recordings × R.
  package func linearTerms(ofFirstOrders first: Matrix<Float>) -> Matrix<Float> {
    precondition(first.columns == components * dimension, "statistics of the same mixture")
    var result = Matrix<Float>(rows: first.rows, columns: rank)
    unsafe first.elements.withUnsafeBufferPointer { source in
      unsafe result.elements.withUnsafeMutableBufferPointer { target in
        guard let f = source.baseAddress, let b = target.baseAddress else { return }
        unsafe Self.forEachBlock(of: stored, rows: Self.blockLength) { rows, t in
          if first.rows == 1 {
            unsafe Float.gemv(
              transpose: true, m: rows.count, n: rank, alpha: 1, t, strideA: rank, f + rows.lowerBound,
              beta: 1, b)
          } else {
            unsafe Float.gemm(
              transposeA: false, transposeB: false, m: first.rows, n: rank, k: rows.count, alpha: 1,
              f + rows.lowerBound, strideA: first.columns, t, strideB: rank, beta: 1, b, strideC: rank)
          }
        }
      }
    }
    return result
  }

  /// Rows of T that are decoded at a time: 300 KB in single precision, which stay in cache.
  private static let blockLength = 512

  /// The additive statistics (N, b) of a recording.
  public func signatureStatistics(of statistics: BaumWelchStatistics) -> SignatureStatistics {
    precondition(statistics.occupancies.count == components, "statistics of the same mixture")
    return SignatureStatistics(
      occupancies: statistics.occupancies,
      linear: linearTerms(
        ofFirstOrders: Matrix(
          rows: 1, columns: statistics.first.elements.count, elements: statistics.first.elements)
      ).elements)
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
    // A product with one row would rearrange all of U first.
    if statistics.count == 1 { return [try posterior(of: statistics[0])] }
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
