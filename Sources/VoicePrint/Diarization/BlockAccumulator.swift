internal import RealModule

/// Turns features of one view into the statistics of blocks: posteriors once a frame, T once a batch of blocks.
struct BlockAccumulator {
  private var computer: PosteriorComputer
  private let loadings: Matrix<Float>
  private let deviations: [Float]  // C × D
  /// First-order sums of the batch, blocks × C·D.
  private var first: [Float]
  private var occupancies: [Float]  // blocks × C
  private var filled = 0

  /// Blocks in a batch: T is read once for all of them.
  private static let batch = 32

  init(view: VoiceModel.View) {
    computer = PosteriorComputer(mixture: view.mixture)
    loadings = view.totalVariability.loadings
    deviations = view.mixture.variances.elements.map { Float.sqrt($0) }
    first = Array(repeating: 0, count: Self.batch * view.mixture.means.elements.count)
    occupancies = Array(repeating: 0, count: Self.batch * view.mixture.components)
  }

  /// Adds the statistics of frames.
  ///
  /// - Parameters:
  ///   - features: frames × D.
  ///   - rows: the block of each frame, rising without gaps.
  ///   - view: gets a row of (N, b) for each block.
  mutating func accumulate(_ features: Matrix<Float>, rows: [Int], into view: inout BlockStatistics.View) {
    precondition(features.rows == rows.count, "a block for each frame")
    guard let last = rows.last else { return }
    let (components, dimension) = (computer.mixture.components, computer.mixture.dimension)
    var (frame, current) = (0, rows[0])
    filled = 1
    var own = self
    _ = unsafe computer.forEachBlock(of: features) { block, sums in
      let (begin, end) = unsafe (frame, frame + block.count)
      while frame < end {
        if rows[frame] != current {
          current = rows[frame]
          if own.filled == Self.batch { own.flush(into: &view) }
          own.filled += 1
        }
        var next = frame + 1
        while next < end, rows[next] == current { next += 1 }
        let slot = own.filled - 1
        unsafe own.first.withUnsafeMutableBufferPointer { first in
          unsafe own.occupancies.withUnsafeMutableBufferPointer { occupancies in
            unsafe sums.add(
              block, frame - begin..<next - begin, width: dimension,
              to: UnsafeMutableBufferPointer(rebasing: first[(slot * components * dimension)...]),
              UnsafeMutableBufferPointer(rebasing: occupancies[(slot * components)...]))
          }
        }
        frame = next
      }
    }
    own.flush(into: &view)
    (first, occupancies, filled) = (own.first, own.occupancies, 0)
    precondition(last == current, "frames of all rows")
  }

  /// Centres and whitens the sums of the batch, projects them, and empties it.
  private mutating func flush(into view: inout BlockStatistics.View) {
    let means = computer.mixture.means.elements
    let (components, dimension) = (computer.mixture.components, computer.mixture.dimension)
    let (rank, width) = (loadings.columns, means.count)
    unsafe first.withUnsafeMutableBufferPointer { sums in
      for slot in 0..<filled {
        for c in 0..<components {
          let occupancy = occupancies[slot * components + c]
          for d in 0..<dimension {
            let (source, target) = (c &* dimension &+ d, slot &* width &+ c &* dimension &+ d)
            unsafe sums[target] = (sums[target] - occupancy * means[source]) / deviations[source]
          }
        }
      }
    }
    var linear = [Float](repeating: 0, count: filled * rank)
    unsafe linear.withUnsafeMutableBufferPointer { target in
      guard let base = target.baseAddress else { return }
      unsafe Float.gemm(
        transposeA: false, transposeB: false, m: filled, n: rank, k: width, alpha: 1, first, strideA: width,
        loadings.elements, strideB: rank, beta: 0, base, strideC: rank)
    }
    view.append(occupancies: occupancies.prefix(filled * components), linear: linear)
    for i in 0..<filled * width { first[i] = 0 }
    for i in 0..<filled * components { occupancies[i] = 0 }
    filled = 0
  }
}
