/// Additive statistics (N, b) of short blocks of a recording, in every view of a model: everything that is kept of a
/// conversation once its audio has passed.
///
/// Blocks lie on a grid from the start of the recording; those without speech have no row. Numbers are kept in half
/// precision: an hour of speech takes 12 MB a view. C components, R signature dimension.
package struct BlockStatistics: Sendable {
  /// Rows of one view.
  package struct View: Sendable {
    /// N and b side by side; rows × (C + R), as bit patterns.
    private var halves: [UInt16] = []
    /// C.
    let components: Int
    /// R.
    let rank: Int

    init(components: Int, rank: Int) {
      self.components = components
      self.rank = rank
    }

    /// Appends rows.
    ///
    /// - Parameters:
    ///   - occupancies: rows × C.
    ///   - linear: rows × R.
    mutating func append(occupancies: ArraySlice<Float>, linear: [Float]) {
      let rows = linear.count / rank
      precondition(occupancies.count == rows * components && linear.count == rows * rank)
      var joined: [Float] = []
      joined.reserveCapacity(rows * (components + rank))
      for row in 0..<rows {
        joined += occupancies.dropFirst(row * components).prefix(components)
        joined += linear[row * rank..<(row + 1) * rank]
      }
      halves += HalfPrecision.encode(joined)
    }

    /// N and b side by side; rows × (C + R).
    func rows(_ range: Range<Int>) -> Matrix<Float> {
      let width = components + rank
      return Matrix(
        rows: range.count, columns: width,
        elements: HalfPrecision.decode(Array(halves[range.lowerBound * width..<range.upperBound * width])))
    }
  }

  /// Frames in a block.
  package static let length = 25
  /// Rows that are decoded at once.
  private static let piece = 4096

  /// One for each view of the model.
  var views: [View]
  /// Place on the grid of each row, rising.
  package private(set) var blocks: [Int] = []
  /// Frames with speech in each row, 1…`length`.
  package private(set) var frames: [Int] = []

  /// No blocks yet.
  init(model: VoiceModel) {
    views = model.views.map {
      View(components: $0.totalVariability.components, rank: $0.totalVariability.rank)
    }
  }

  /// Number of blocks with speech.
  package var count: Int { blocks.count }

  /// Adds rows for frames with speech, none of them in a block that is there already; returns the row of each frame.
  mutating func addRows(forSpeech speech: [Int]) -> [Int] {
    let first = count
    var rows: [Int] = []
    rows.reserveCapacity(speech.count)
    for frame in speech {
      let block = frame / Self.length
      if count == first || blocks[count - 1] != block {
        precondition(blocks.last ?? -1 < block, "blocks come in order")
        blocks.append(block)
        frames.append(0)
      }
      frames[count - 1] += 1
      rows.append(count - 1)
    }
    return rows
  }

  /// Calls `body` with piece after piece of a view's rows.
  func forEachPiece(of view: Int, in range: Range<Int>, _ body: (Range<Int>, Matrix<Float>) -> Void) {
    var start = range.lowerBound
    while start < range.upperBound {
      let rows = start..<min(start + Self.piece, range.upperBound)
      body(rows, views[view].rows(rows))
      start = rows.upperBound
    }
  }

  /// Sums of rows with weights, in every view.
  ///
  /// - Parameters:
  ///   - range: the rows.
  ///   - weights: rows × sums, from the first row of the range on.
  /// - Returns: for each view sums × (C + R).
  func sums(in range: Range<Int>, weights: Matrix<Float>) -> [Matrix<Float>] {
    views.indices.map { view in
      var sum = Matrix<Float>(
        rows: weights.columns, columns: views[view].components + views[view].rank)
      forEachPiece(of: view, in: range) { rows, values in
        let own = rows.lowerBound - range.lowerBound..<rows.upperBound - range.lowerBound
        sum.accumulate(weights.rows(own), values, transposingLeft: true)
      }
      return sum
    }
  }

  /// The statistics of a sum, times a number.
  func statistics(_ sum: Matrix<Float>, row: Int, view: Int, scale: Float = 1) -> SignatureStatistics {
    let values = sum.row(row).map { scale * $0 }
    let components = views[view].components
    return SignatureStatistics(
      occupancies: Array(values[..<components]), linear: Array(values[components...]))
  }

  /// The statistics of all rows of each label, in every view; labels × views. Rows of −1 belong to nobody.
  package func pooled(in range: Range<Int>, labels: [Int], count: Int) -> [[SignatureStatistics]] {
    var weights = Matrix<Float>(rows: range.count, columns: count)
    for (row, label) in labels.enumerated() where label >= 0 { weights[row, label] = 1 }
    let sums = sums(in: range, weights: weights)
    return (0..<count).map { label in
      views.indices.map { statistics(sums[$0], row: label, view: $0) }
    }
  }
}
