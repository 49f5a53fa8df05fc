/// Computes component posteriors of a block of frames with one matrix product, and hands them on while they are
/// still in cache.
///
/// A block's log-densities are [x, x²]·Aᵀ + g in single precision; each row then goes through a stable softmax.
/// One computer belongs to one task: it owns the scratch memory.
public struct PosteriorComputer: Sendable {
  /// Frames in a block: with 256 components the posteriors take 256 KB.
  static let blockLength = 256

  /// The mixture.
  public let mixture: GaussianMixture
  private var extended: [Float]  // block × 2D: [x, x²]
  private var posteriors: [Float]  // block × C

  /// Allocates the scratch memory.
  public init(mixture: GaussianMixture) {
    self.mixture = mixture
    extended = Array(repeating: 0, count: Self.blockLength * 2 * mixture.dimension)
    posteriors = Array(repeating: 0, count: Self.blockLength * mixture.components)
  }

  /// Posteriors of frames, frames × C: each row adds up to one.
  public mutating func posteriors(of features: Matrix<Float>) -> Matrix<Float> {
    var all: [Float] = []
    all.reserveCapacity(features.rows * mixture.components)
    _ = unsafe forEachBlock(of: features) { count, _, posteriors in
      unsafe all.append(contentsOf: posteriors)
    }
    return Matrix(rows: features.rows, columns: mixture.components, elements: all)
  }

  /// Calls `body` for block after block of frames.
  ///
  /// - Parameters:
  ///   - features: frames × D.
  ///   - body: gets the number of frames in the block, [x, x²] (count × 2D) and posteriors (count × C).
  /// - Returns: the sum over the frames of the mixture's log-likelihood, natural logarithm.
  mutating func forEachBlock(
    of features: Matrix<Float>,
    _ body: (Int, UnsafeMutableBufferPointer<Float>, UnsafeMutableBufferPointer<Float>) -> Void
  ) -> Double {
    precondition(features.columns == mixture.dimension, "features of the mixture's dimension")
    let (dimension, components) = (mixture.dimension, mixture.components)
    let mixture = mixture
    var logLikelihood = 0.0
    unsafe extended.withUnsafeMutableBufferPointer { extended in
      unsafe posteriors.withUnsafeMutableBufferPointer { posteriors in
        guard let x = extended.baseAddress, let gamma = posteriors.baseAddress else { return }
        var start = 0
        while start < features.rows {
          let count = min(Self.blockLength, features.rows - start)
          unsafe features.elements.withUnsafeBufferPointer { source in
            unsafe RowFunctions.appendSquares(
              to: UnsafeBufferPointer(rebasing: source[start * dimension..<(start + count) * dimension]),
              width: dimension, into: extended)
          }
          let rows = unsafe UnsafeMutableBufferPointer(rebasing: posteriors[..<(count * components)])
          unsafe RowFunctions.fill(rows, with: mixture.constants)
          unsafe Float.gemm(
            transposeA: false, transposeB: true, m: count, n: components, k: 2 * dimension, alpha: 1, x,
            strideA: 2 * dimension, mixture.precisionTerms.elements, strideB: 2 * dimension, beta: 1, gamma,
            strideC: components)
          logLikelihood += unsafe Softmax.apply(toRows: rows, width: components)
          unsafe body(
            count, UnsafeMutableBufferPointer(rebasing: extended[..<(count * 2 * dimension)]), rows)
          start += count
        }
      }
    }
    return logLikelihood
  }
}
