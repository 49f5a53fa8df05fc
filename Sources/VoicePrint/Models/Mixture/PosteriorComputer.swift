/// Computes component posteriors of a block of frames with one product, and hands them on while they are still in
/// cache.
///
/// A block's log-densities are A·[x, x²] + g in single precision; each row then goes through a stable softmax.
/// One computer belongs to one task: it owns the scratch memory.
public struct PosteriorComputer: Sendable {
  /// Frames in a block, a multiple of what the products take at once: with 256 components the posteriors take 256 KB.
  static let blockLength = 32 * AffineMap.rowsAtOnce

  /// Posteriors up to this are left out of sums over frames.
  private static let negligiblePosterior: Float = 1e-6

  /// The mixture.
  public let mixture: GaussianMixture
  private let stride: Int
  private var extended: [Float]  // block × stride: [x, x²]
  private var posteriors: [Float]  // block × C
  private var sums: WeightedRows

  /// Allocates the scratch memory.
  public init(mixture: GaussianMixture) {
    self.mixture = mixture
    stride = WeightedRows.stride(ofWidth: 2 * mixture.dimension)
    extended = Array(repeating: 0, count: Self.blockLength * stride)
    posteriors = Array(repeating: 0, count: Self.blockLength * mixture.components)
    sums = WeightedRows(components: mixture.components, floor: Self.negligiblePosterior)
  }

  /// Frames with their posteriors, while they are in scratch memory.
  @unsafe struct Block {
    /// Frames in the block.
    let count: Int
    /// γ; count × C.
    fileprivate let posteriors: UnsafeBufferPointer<Float>
    /// [x, x²] and zeros; count × stride.
    fileprivate let extended: UnsafeBufferPointer<Float>
    fileprivate let stride: Int
    fileprivate let components: Int
  }

  /// Posteriors of frames, frames × C: each row adds up to one.
  public mutating func posteriors(of features: Matrix<Float>) -> Matrix<Float> {
    var all: [Float] = []
    all.reserveCapacity(features.rows * mixture.components)
    _ = unsafe forEachBlock(of: features) { block, _ in unsafe all.append(contentsOf: block.posteriors) }
    return Matrix(rows: features.rows, columns: mixture.components, elements: all)
  }

  /// Calls `body` for block after block of frames.
  ///
  /// - Parameters:
  ///   - features: frames × D.
  ///   - body: gets the block and what adds up its frames.
  /// - Returns: the sum over the frames of the mixture's log-likelihood, natural logarithm.
  mutating func forEachBlock(
    of features: Matrix<Float>, _ body: (Block, inout WeightedRows) -> Void
  ) -> Double {
    precondition(features.columns == mixture.dimension, "features of the mixture's dimension")
    let (dimension, components) = (mixture.dimension, mixture.components)
    let (mixture, stride) = (mixture, stride)
    var (logLikelihood, sums) = (0.0, sums)
    unsafe extended.withUnsafeMutableBufferPointer { extended in
      unsafe posteriors.withUnsafeMutableBufferPointer { posteriors in
        var start = 0
        while start < features.rows {
          let count = min(Self.blockLength, features.rows - start)
          unsafe features.elements.withUnsafeBufferPointer { source in
            unsafe RowFunctions.appendSquares(
              to: UnsafeBufferPointer(rebasing: source[start * dimension..<(start + count) * dimension]),
              width: dimension, into: extended, stride: stride)
          }
          let rows = unsafe UnsafeMutableBufferPointer(rebasing: posteriors[..<(count * components)])
          unsafe mixture.logDensities.apply(
            to: UnsafeBufferPointer(extended), stride: stride, count: count, into: posteriors)
          logLikelihood += unsafe Softmax.apply(toRows: rows, width: components)
          unsafe body(
            Block(
              count: count, posteriors: UnsafeBufferPointer(rows),
              extended: UnsafeBufferPointer(rebasing: extended[..<(count * stride)]), stride: stride,
              components: components), &sums)
          start += count
        }
      }
    }
    return logLikelihood
  }
}

extension WeightedRows {
  /// Adds Σ γ·x, or Σ γ·[x, x²], and Σ γ over frames of a block.
  ///
  /// - Parameters:
  ///   - block: holds the frames.
  ///   - frames: some of the block.
  ///   - width: D for x, 2D for [x, x²].
  ///   - sums: gain Σ γ·x; C × width.
  ///   - occupancies: gain Σ γ; C numbers.
  mutating func add(
    _ block: PosteriorComputer.Block, _ frames: Range<Int>, width: Int,
    to sums: UnsafeMutableBufferPointer<Float>, _ occupancies: UnsafeMutableBufferPointer<Float>
  ) {
    let (stride, components) = unsafe (block.stride, block.components)
    let (start, end) = (frames.lowerBound, frames.upperBound)
    unsafe add(
      UnsafeBufferPointer(rebasing: block.extended[start * stride..<end * stride]), stride: stride,
      width: width,
      weights: UnsafeBufferPointer(rebasing: block.posteriors[start * components..<end * components]),
      to: sums, occupancies)
  }
}
