internal import RealModule

/// Re-estimates a mixture from statistics: the maximisation step of expectation–maximisation (Dempster, Laird
/// and Rubin 1977).
public struct MixtureEstimator: Sendable {
  /// Variances are held above this share of the variance of all the data.
  public var varianceFloorFraction = 0.01
  /// A component with fewer frames than this keeps its mean and variance.
  public var minimumOccupancy = 5.0

  /// The defaults.
  public init() {}

  /// The mixture that the statistics make most likely, within the floors.
  ///
  /// - Parameters:
  ///   - statistics: gathered under `current`.
  ///   - current: gives the parameters of components that too few frames fell to.
  /// - Returns: the re-estimated mixture.
  public func estimate(_ statistics: MixtureStatistics, current: GaussianMixture) -> GaussianMixture {
    let (components, dimension) = (current.components, current.dimension)
    let (first, second) = (statistics.first, statistics.second)
    let total = statistics.occupancies.reduce(0, +)
    var floor = [Double](repeating: 0, count: dimension)
    for d in 0..<dimension {
      let mean = (0..<components).reduce(0) { $0 + first[$1, d] } / total
      let square = (0..<components).reduce(0) { $0 + second[$1, d] } / total
      floor[d] = max(varianceFloorFraction * (square - mean * mean), 1e-8)
    }
    var (weights, means, variances) = (current.weights, current.means, current.variances)
    for c in 0..<components {
      let occupancy = statistics.occupancies[c]
      weights[c] = Float(occupancy / total)
      if occupancy < minimumOccupancy { continue }
      for d in 0..<dimension {
        let mean = first[c, d] / occupancy
        means[c, d] = Float(mean)
        variances[c, d] = Float(max(second[c, d] / occupancy - mean * mean, floor[d]))
      }
    }
    return GaussianMixture(weights: weights, means: means, variances: variances)
  }

  /// One Gaussian over all the data.
  public func singleGaussian(of features: Matrix<Float>) -> GaussianMixture {
    let dimension = features.columns
    var (sums, squares) = ([Double](repeating: 0, count: dimension), [Double](repeating: 0, count: dimension))
    for row in 0..<features.rows {
      for (d, value) in features.row(row).enumerated() {
        sums[d] += Double(value)
        squares[d] += Double(value) * Double(value)
      }
    }
    let count = Double(max(features.rows, 1))
    let means = sums.map { $0 / count }
    let variances = zip(squares, means).map { max($0 / count - $1 * $1, 1e-8) }
    return GaussianMixture(
      weights: [1], means: Matrix(rows: 1, columns: dimension, elements: means.map(Float.init)),
      variances: Matrix(rows: 1, columns: dimension, elements: variances.map(Float.init)))
  }

  /// A mixture with up to twice the components: the heaviest are split in two, half a standard deviation apart
  /// along random signs.
  public func split(
    _ mixture: GaussianMixture, into target: Int, using generator: inout SeededGenerator
  ) -> GaussianMixture {
    precondition(target > mixture.components && target <= 2 * mixture.components)
    let order = mixture.weights.indices.sorted {
      (mixture.weights[$0], $1) > (mixture.weights[$1], $0)
    }
    let chosen = Set(order.prefix(target - mixture.components))
    var (weights, means, variances): ([Float], [[Float]], [[Float]]) = ([], [], [])
    for c in 0..<mixture.components {
      let (mean, variance) = (Array(mixture.means.row(c)), Array(mixture.variances.row(c)))
      guard chosen.contains(c) else {
        weights.append(mixture.weights[c])
        means.append(mean)
        variances.append(variance)
        continue
      }
      let shift = variance.map { (generator.next() & 1 == 0 ? 0.25 : -0.25) * Float.sqrt($0) }
      for sign in [Float(1), -1] {
        weights.append(mixture.weights[c] / 2)
        means.append(zip(mean, shift).map { $0 + sign * $1 })
        variances.append(variance)
      }
    }
    return GaussianMixture(weights: weights, means: Matrix(rows: means), variances: Matrix(rows: variances))
  }
}
