/// Additive statistics of frames under a mixture: what re-estimates it.
///
/// C components, D feature dimension; sums are kept in double precision.
public struct MixtureStatistics: Equatable, Sendable {
  /// Σ_t γ_tc; C numbers.
  public private(set) var occupancies: [Double]
  /// Σ_t γ_tc x_t; C × D.
  public private(set) var first: Matrix<Double>
  /// Σ_t γ_tc x_t²; C × D.
  public private(set) var second: Matrix<Double>
  /// Σ_t ln p(x_t); natural logarithm.
  public private(set) var logLikelihood = 0.0
  /// Number of frames.
  public private(set) var frames = 0

  /// Empty statistics for a mixture of this size.
  public init(components: Int, dimension: Int) {
    occupancies = Array(repeating: 0, count: components)
    first = Matrix(rows: components, columns: dimension)
    second = Matrix(rows: components, columns: dimension)
  }

  /// Mean log-likelihood of a frame, in nats.
  public var averageLogLikelihood: Double { frames == 0 ? 0 : logLikelihood / Double(frames) }

  /// Adds the statistics of other frames.
  public mutating func merge(_ other: MixtureStatistics) {
    occupancies.add(other.occupancies)
    first += other.first
    second += other.second
    logLikelihood += other.logLikelihood
    frames += other.frames
  }

  /// Adds the statistics of frames under the computer's mixture: one product a block.
  ///
  /// - Parameters:
  ///   - features: frames × D.
  ///   - computer: holds the mixture that gives the posteriors.
  public mutating func accumulate(_ features: Matrix<Float>, with computer: inout PosteriorComputer) {
    let (components, dimension) = (computer.mixture.components, computer.mixture.dimension)
    precondition(
      components == occupancies.count && dimension == first.columns, "statistics of the mixture's size")
    var sums = [Float](repeating: 0, count: components * 2 * dimension)
    var occupancy = [Float](repeating: 0, count: components)
    var own = (self.occupancies, self.first, self.second)
    let gained = unsafe computer.forEachBlock(of: features) {
      count, extended, posteriors in
      guard let x = extended.baseAddress, let gamma = posteriors.baseAddress else { return }
      unsafe sums.withUnsafeMutableBufferPointer { sums in
        guard let target = sums.baseAddress else { return }
        unsafe Float.gemm(
          transposeA: true, transposeB: false, m: components, n: 2 * dimension, k: count, alpha: 1, gamma,
          strideA: components, x, strideB: 2 * dimension, beta: 0, target, strideC: 2 * dimension)
      }
      for c in 0..<components { occupancy[c] = 0 }
      for row in 0..<count {
        for c in 0..<components { unsafe occupancy[c] += posteriors[row &* components &+ c] }
      }
      // Single precision inside a block, double across blocks.
      for c in 0..<components {
        own.0[c] += Double(occupancy[c])
        for d in 0..<dimension {
          own.1.elements[c * dimension + d] += Double(sums[c * 2 * dimension + d])
          own.2.elements[c * dimension + d] += Double(sums[c * 2 * dimension + dimension + d])
        }
      }
    }
    (occupancies, first, second) = own
    logLikelihood += gained
    frames += features.rows
  }
}
