/// Some hundred consecutive rows of an index, each an enrolled speaker.
///
/// A block is a value: who ranks reads his own copy, and who adds or removes meanwhile writes to another. Nothing is
/// copied unless both happen at once, and then one block. V views, K dimensions of a view's embedding.
struct IndexBlock: Sendable {
  /// Rows in a full block: with three views of 150 dimensions 1.8 MB.
  static let capacity = 1024

  /// Who stands in each row.
  private(set) var speakers: [SpeakerID] = []
  /// Embeddings, for each view `capacity` × K, view after view; rows beyond the speakers are of no meaning.
  private(set) var embeddings: [Float]
  /// What each row adds in each view; rows × V.
  private(set) var terms: [ComparisonTerms] = []

  /// An empty block.
  ///
  /// - Parameter dimensions: K of each view.
  init(dimensions: [Int]) {
    speakers.reserveCapacity(Self.capacity)
    terms.reserveCapacity(Self.capacity * dimensions.count)
    let count = Self.capacity * dimensions.reduce(0, +)
    embeddings = unsafe LargeArray.make(count: count) { unsafe $0.update(repeating: 0) }
  }

  /// Number of speakers.
  var count: Int { speakers.count }
  /// Whether nobody else has room.
  var isFull: Bool { count == Self.capacity }

  /// A row that stands in no block.
  struct Row: Sendable {
    let speaker: SpeakerID
    /// Embeddings, view after view; ΣK.
    let embeddings: [Float]
    /// One for each view.
    let terms: [ComparisonTerms]
  }

  /// The row at an index.
  func row(_ index: Int, dimensions: [Int]) -> Row {
    var values: [Float] = []
    var start = 0
    for dimension in dimensions {
      values += embeddings[start + index * dimension..<start + (index + 1) * dimension]
      start += Self.capacity * dimension
    }
    return Row(
      speaker: speakers[index], embeddings: values,
      terms: Array(terms[index * dimensions.count..<(index + 1) * dimensions.count]))
  }

  /// Puts a row behind the last one; there is room.
  mutating func append(_ row: Row, dimensions: [Int]) {
    precondition(!isFull, "a block has room for another")
    speakers.append(row.speaker)
    terms += row.terms
    write(row.embeddings, at: count - 1, dimensions: dimensions)
  }

  /// Puts a row in the place of another.
  mutating func replace(_ index: Int, with row: Row, dimensions: [Int]) {
    speakers[index] = row.speaker
    for (view, terms) in row.terms.enumerated() { self.terms[index * dimensions.count + view] = terms }
    write(row.embeddings, at: index, dimensions: dimensions)
  }

  /// Takes the last row away.
  mutating func removeLast(dimensions: [Int]) {
    speakers.removeLast()
    terms.removeLast(dimensions.count)
  }

  private mutating func write(_ values: [Float], at index: Int, dimensions: [Int]) {
    var (start, source) = (0, 0)
    for dimension in dimensions {
      for d in 0..<dimension { embeddings[start + index * dimension + d] = values[source + d] }
      start += Self.capacity * dimension
      source += dimension
    }
  }

  /// Products of every row with every query, for each view rows × queries, view after view.
  ///
  /// - Parameters:
  ///   - queries: for each view queries × K.
  ///   - products: gets views × rows × queries numbers.
  func multiply(_ queries: [Matrix<Float>], into products: inout [Float]) {
    var (start, target) = (0, 0)
    for query in queries {
      let (rows, dimension, count) = (count, query.columns, query.rows)
      precondition(products.count >= target + rows * count, "room for all products")
      unsafe embeddings.withUnsafeBufferPointer { embeddings in
        unsafe products.withUnsafeMutableBufferPointer { products in
          guard rows > 0, let a = embeddings.baseAddress, let c = products.baseAddress else { return }
          if count == 1 {
            unsafe Float.gemv(
              transpose: false, m: rows, n: dimension, alpha: 1, a + start, strideA: dimension,
              query.elements,
              beta: 0, c + target)
          } else {
            unsafe Float.gemm(
              transposeA: false, transposeB: true, m: rows, n: count, k: dimension, alpha: 1, a + start,
              strideA: dimension, query.elements, strideB: dimension, beta: 0, c + target, strideC: count)
          }
        }
      }
      start += Self.capacity * dimension
      target += rows * count
    }
  }
}
