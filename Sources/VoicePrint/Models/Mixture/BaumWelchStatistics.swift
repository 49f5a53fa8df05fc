/// Zeroth- and first-order statistics of one recording under a mixture (Baum–Welch statistics).
///
/// The first order is centred on the component means and divided by the standard deviations:
/// F_c = Σ_t γ_tc (x_t − m_c)/σ_c. C components, D feature dimension.
public struct BaumWelchStatistics: Equatable, Sendable {
  /// N_c = Σ_t γ_tc; C numbers, in frames.
  public var occupancies: [Float]
  /// F, centred and whitened; C × D.
  public var first: Matrix<Float>

  /// Statistics from their parts.
  public init(occupancies: [Float], first: Matrix<Float>) {
    precondition(first.rows == occupancies.count, "a row for each component")
    self.occupancies = occupancies
    self.first = first
  }

  /// Statistics of frames under the computer's mixture.
  ///
  /// - Parameters:
  ///   - features: frames × D.
  ///   - step: every how many frames one is looked at, standing for those left out; neighbours share most of
  ///     their samples, so that every second says nearly as much as all.
  ///   - computer: holds the mixture.
  public init(of features: Matrix<Float>, every step: Int = 1, with computer: inout PosteriorComputer) {
    precondition(step > 0, "a step goes on")
    let mixture = computer.mixture
    let used = step == 1 ? features : features.gatherRows(Array(stride(from: 0, to: features.rows, by: step)))
    let weight = Float(features.rows) / Float(max(used.rows, 1))
    let (components, dimension) = (mixture.components, mixture.dimension)
    var occupancies = [Float](repeating: 0, count: components)
    var first = Matrix<Float>(rows: components, columns: dimension)
    let (means, inverseDeviations) = (mixture.means.elements, mixture.inverseDeviations)
    _ = unsafe computer.forEachBlock(of: used) { block, sums in
      unsafe first.elements.withUnsafeMutableBufferPointer { first in
        unsafe occupancies.withUnsafeMutableBufferPointer { occupancies in
          unsafe sums.add(block, 0..<block.count, width: dimension, to: first, occupancies)
        }
      }
    }
    unsafe first.elements.withUnsafeMutableBufferPointer { first in
      for c in 0..<components {
        occupancies[c] *= weight
        let occupancy = occupancies[c]
        for i in c * dimension..<(c + 1) * dimension {
          let centred = unsafe first[i] * weight - occupancy * means[i]
          unsafe first[i] = centred * inverseDeviations[i]
        }
      }
    }
    self.occupancies = occupancies
    self.first = first
  }

  /// Adds the statistics of another recording.
  public mutating func merge(_ other: BaumWelchStatistics) {
    occupancies.add(other.occupancies)
    first += other.first
  }
}
