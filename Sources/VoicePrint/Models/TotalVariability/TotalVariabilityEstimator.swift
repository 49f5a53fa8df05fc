/// Re-estimates the loadings of a total-variability model: the maximisation step, followed by the
/// minimum-divergence step (Kenny 2005) that makes the prior of w standard normal again.
public struct TotalVariabilityEstimator: Sendable {
  /// Added to the diagonal of a component's second moments, relative to their mean: keeps components that hardly
  /// any speech falls to solvable.
  public var ridge = 1e-6
  /// Whether the minimum-divergence step is taken.
  public var minimizesDivergence = true

  /// The defaults.
  public init() {}

  /// The model that the statistics make most likely.
  ///
  /// - Parameters:
  ///   - statistics: gathered under a model with the same components.
  ///   - components: C.
  /// - Returns: the model with the new loadings.
  /// - Throws: ``NumericsError/notPositiveDefinite(order:pivot:)`` where there is less data than parameters.
  public func estimate(
    _ statistics: TotalVariabilityStatistics, components: Int
  ) throws(NumericsError) -> TotalVariabilityModel {
    let rank = statistics.crossMoments.columns
    let dimension = statistics.crossMoments.rows / components
    var transform: Matrix<Double>?
    if minimizesDivergence, statistics.recordings > 0 {
      let average = statistics.secondMoment.map { $0 / Double(statistics.recordings) }
      transform = try CholeskyFactorization(PackedTriangle.unpack(average[...], order: rank)).upper
    }
    var loadings = Matrix<Double>(rows: components * dimension, columns: rank)
    for c in 0..<components {
      var moments = PackedTriangle.unpack(statistics.weightedSecondMoments.row(c), order: rank)
      let scale = moments.diagonal.reduce(0, +) / Double(rank)
      for i in 0..<rank { moments[i, i] += max(ridge * scale, 1e-9) }
      let cross = statistics.crossMoments.rows(c * dimension..<(c + 1) * dimension)
      var rows = try CholeskyFactorization(moments).solve(cross.transposed).transposed
      // E[wwᵀ] = RᵀR: T·Rᵀ takes the same w's from a standard normal prior.
      if let transform { rows = .product(rows, transform, transposingRight: true) }
      loadings.elements.replaceSubrange(
        c * dimension * rank..<(c + 1) * dimension * rank, with: rows.elements)
    }
    return TotalVariabilityModel(components: components, loadings: loadings.converted(to: Float.self))
  }

  /// A random start: loadings drawn from a normal distribution, small against the components' own spread.
  public func initialModel(
    components: Int, dimension: Int, rank: Int, using generator: inout SeededGenerator
  ) -> TotalVariabilityModel {
    let scale = 0.1
    let elements = (0..<components * dimension * rank).map { _ in Float(scale * generator.gaussian()) }
    return TotalVariabilityModel(
      components: components,
      loadings: Matrix(rows: components * dimension, columns: rank, elements: elements))
  }
}
