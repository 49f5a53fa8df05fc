/// Some thousand consecutive rows of an index, each an enrolled speaker.
///
/// A block is a value: who ranks reads his own copy, and who adds or removes meanwhile writes to another. Nothing is
/// copied unless both happen at once, and then one block. V views, K dimensions of a view's embedding.
struct IndexBlock: Sendable {
  /// Rows in a full block: with three views of 150 dimensions 7.4 MB, of which most lies on large pages.
  static let capacity = 4096

  /// Numbers of ``ComparisonTerms``.
  static let termsOfRow = 4

  /// Who stands in each row.
  private(set) var speakers: [SpeakerID] = []
  /// ``Place/precedence(of:)`` of who stands in each row.
  private(set) var precedences: [UInt64] = []
  /// Embeddings, for each view `capacity` × K, view after view; rows beyond the speakers are of no meaning.
  private(set) var embeddings: [Float]
  /// ``ComparisonTerms``, for each view `capacity` own terms, then inverse deviations, scaled means and weights.
  private(set) var terms: [Double]
  /// K of each view.
  private let dimensions: [Int]

  /// An empty block.
  ///
  /// - Parameter dimensions: K of each view.
  init(dimensions: [Int]) {
    self.dimensions = dimensions
    speakers.reserveCapacity(Self.capacity)
    terms = Array(repeating: 0, count: Self.termsOfRow * Self.capacity * dimensions.count)
    embeddings = unsafe LargeArray.make(count: Self.capacity * dimensions.reduce(0, +)) {
      unsafe $0.update(repeating: 0)
    }
  }

  /// Number of speakers.
  var count: Int { speakers.count }
  /// Whether nobody else has room.
  var isFull: Bool { count == Self.capacity }

  /// A row that stands in no block.
  struct Row: Sendable {
    let speaker: SpeakerID
    /// ``Place/precedence(of:)`` of the speaker.
    let precedence: UInt64
    /// Embeddings, view after view; ΣK.
    let embeddings: [Float]
    /// One for each view.
    let terms: [ComparisonTerms]

    init(speaker: SpeakerID, precedence: UInt64, embeddings: [Float], terms: [ComparisonTerms]) {
      (self.speaker, self.precedence) = (speaker, precedence)
      (self.embeddings, self.terms) = (embeddings, terms)
    }

    /// The row of a signature; its embeddings are rounded to single precision, and its own terms are those of what is kept.
    init(
      _ signature: VoiceSignature, _ speaker: SpeakerID, _ precedence: UInt64,
      _ comparisons: [SingleRecordingComparison]
    ) {
      let embeddings = signature.views.map { $0.embedding.map(Float.init) }
      self.init(
        speaker: speaker, precedence: precedence, embeddings: embeddings.flatMap { $0 },
        terms: zip(signature.views, zip(comparisons, embeddings)).map { view, kept in
          ComparisonTerms(own: kept.0.ownTerm(of: kept.1.map(Double.init)), view.side)
        })
    }
  }

  /// The row at an index.
  func row(_ index: Int) -> Row {
    var (values, start) = ([Float](), 0)
    values.reserveCapacity(embeddings.count / Self.capacity)
    for dimension in dimensions {
      values += embeddings[start + index * dimension..<start + (index + 1) * dimension]
      start += Self.capacity * dimension
    }
    let own = dimensions.indices.map { view in
      let first = Self.termsOfRow * view * Self.capacity + index
      return ComparisonTerms(
        own: terms[first], weight: terms[first + 3 * Self.capacity],
        inverseDeviation: terms[first + Self.capacity], scaledMean: terms[first + 2 * Self.capacity])
    }
    return Row(
      speaker: speakers[index], precedence: precedences[index], embeddings: values, terms: own)
  }

  /// Puts a row behind the last one; there is room.
  mutating func append(_ row: Row) {
    precondition(!isFull, "a block has room for another")
    speakers.append(row.speaker)
    precedences.append(row.precedence)
    write(row, at: count - 1)
  }

  /// Puts a row in the place of another.
  mutating func replace(_ index: Int, with row: Row) {
    speakers[index] = row.speaker
    precedences[index] = row.precedence
    write(row, at: index)
  }

  /// Takes the last row away.
  mutating func removeLast() {
    speakers.removeLast()
    precedences.removeLast()
  }

  /// Computes every row's own terms anew, one comparison a view.
  mutating func setOwnTerms(_ comparisons: [SingleRecordingComparison]) {
    var start = 0
    for (view, dimension) in dimensions.enumerated() {
      let comparison = comparisons[view]
      for row in 0..<count {
        var sum = comparison.constant
        for d in 0..<dimension {
          let value = Double(embeddings[start &+ row &* dimension &+ d])
          sum -= comparison.curvatures[d] * value * value
        }
        terms[Self.termsOfRow * view * Self.capacity + row] = sum
      }
      start += Self.capacity * dimension
    }
  }

  private mutating func write(_ row: Row, at index: Int) {
    var (start, source) = (0, 0)
    for (view, dimension) in dimensions.enumerated() {
      for d in 0..<dimension { embeddings[start + index * dimension + d] = row.embeddings[source + d] }
      start += Self.capacity * dimension
      source += dimension
      let first = Self.termsOfRow * view * Self.capacity + index
      terms[first] = row.terms[view].own
      terms[first + Self.capacity] = row.terms[view].inverseDeviation
      terms[first + 2 * Self.capacity] = row.terms[view].scaledMean
      terms[first + 3 * Self.capacity] = row.terms[view].weight
    }
  }

  /// Products of every query with every row in one view.
  ///
  /// - Parameters:
  ///   - queries: queries × K.
  ///   - view: which.
  ///   - products: gets queries × rows numbers.
  func multiply(_ queries: Matrix<Float>, view: Int, into products: inout [Float]) {
    let (rows, dimension) = (count, dimensions[view])
    let start = Self.capacity * dimensions[..<view].reduce(0, +)
    precondition(
      products.count >= rows * queries.rows && queries.columns == dimension, "room for all products")
    unsafe embeddings.withUnsafeBufferPointer { embeddings in
      unsafe products.withUnsafeMutableBufferPointer { products in
        guard rows > 0, let base = embeddings.baseAddress, let target = products.baseAddress else { return }
        if queries.rows == 1 {
          // OpenBLAS's product with a vector takes twice as long as reading the rows.
          unsafe RowFunctions.products(
            of: UnsafeBufferPointer(start: base + start, count: rows * dimension), with: queries.elements,
            into: UnsafeMutableBufferPointer(start: target, count: rows))
        } else {
          unsafe Float.gemm(
            transposeA: false, transposeB: true, m: queries.rows, n: rows, k: dimension, alpha: 1,
            queries.elements, strideA: dimension, base + start, strideB: dimension, beta: 0, target,
            strideC: rows)
        }
      }
    }
  }
}
