/// Additive statistics of frames under a mixture: what re-estimates it.
///
/// C components, D feature dimension; sums are kept in double precision.
public struct MixtureStatistics: Equatable, Sendable {
  /// Σ_t γ_tc; C numbers.
  public private(set) var occupancies: [Double]
  /// Σ_t γ_tc [x_t, x_t²]; C × 2D.
  private var moments: Matrix<Double>
  /// Σ_t ln p(x_t); natural logarithm.
  public private(set) var logLikelihood = 0.0
  /// Number of frames.
  public private(set) var frames = 0

  /// Empty statistics for a mixture of this size.
  public init(components: Int, dimension: Int) {
    occupancies = Array(repeating: 0, count: components)
    moments = Matrix(rows: components, columns: 2 * dimension)
  }

  /// Σ_t γ_tc x_t; C × D.
  public var first: Matrix<Double> { columns(0..<moments.columns / 2) }
  /// Σ_t γ_tc x_t²; C × D.
  public var second: Matrix<Double> { columns(moments.columns / 2..<moments.columns) }

  private func columns(_ range: Range<Int>) -> Matrix<Double> {
    Matrix(
      rows: moments.rows, columns: range.count,
      elements: (0..<moments.rows).flatMap { row in range.map { moments[row, $0] } })
  }

  /// Mean log-likelihood of a frame, in nats.
  public var averageLogLikelihood: Double { frames == 0 ? 0 : logLikelihood / Double(frames) }

  /// Adds the statistics of other frames.
  public mutating func merge(_ other: MixtureStatistics) {
    occupancies.add(other.occupancies)
    moments += other.moments
    logLikelihood += other.logLikelihood
    frames += other.frames
  }

  /// Frames that are added up in single precision, before the sums go on in double.
  private static let singlePrecisionFrames = 4096

  /// Adds the statistics of frames under the computer's mixture.
  ///
  /// - Parameters:
  ///   - features: frames × D.
  ///   - computer: holds the mixture that gives the posteriors.
  public mutating func accumulate(_ features: Matrix<Float>, with computer: inout PosteriorComputer) {
    let (components, dimension) = (computer.mixture.components, computer.mixture.dimension)
    precondition(
      components == occupancies.count && 2 * dimension == moments.columns, "statistics of the mixture's size")
    var sums = [Float](repeating: 0, count: components * 2 * dimension)
    var occupancy = [Float](repeating: 0, count: components)
    var (totals, moments, pending) = (self.occupancies, self.moments.elements, 0)
    (self.occupancies, self.moments.elements) = ([], [])
    let gained = unsafe computer.forEachBlock(of: features) { block, rows in
      unsafe sums.withUnsafeMutableBufferPointer { sums in
        unsafe occupancy.withUnsafeMutableBufferPointer { occupancy in
          if pending == 0 {
            unsafe sums.update(repeating: 0)
            unsafe occupancy.update(repeating: 0)
          }
          unsafe rows.add(block, 0..<block.count, width: 2 * dimension, to: sums, occupancy)
        }
      }
      pending += unsafe block.count
      if pending >= Self.singlePrecisionFrames {
        totals.addConverted(occupancy)
        moments.addConverted(sums)
        pending = 0
      }
    }
    if pending > 0 {
      totals.addConverted(occupancy)
      moments.addConverted(sums)
    }
    (self.occupancies, self.moments.elements) = (totals, moments)
    logLikelihood += gained
    frames += features.rows
  }
}
