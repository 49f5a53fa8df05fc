/// A recording that is compared with the rows of an index.
struct IndexQuery: Sendable {
  /// The embedding of each view, each dimension times its weight in the comparison; V × K.
  ///
  /// The weights stand on this side, so that the rows hold embeddings as they are stored.
  let embeddings: [[Double]]
  /// One for each view.
  let terms: [ComparisonTerms]

  init(_ test: VoiceSignature, _ comparisons: [SingleRecordingComparison]) {
    embeddings = zip(test.views, comparisons).map { view, comparison in
      zip(view.embedding, comparison.weights).map { $0 * $1 }
    }
    terms = zip(test.views, comparisons).map { ComparisonTerms(of: $0, $1) }
  }

  /// The weighted score against a row, in double precision.
  func score(_ row: IndexBlock.Row, viewWeights: [Double]) -> Double {
    var (score, start) = (0.0, 0)
    for (view, embedding) in embeddings.enumerated() {
      var product = 0.0
      for d in embedding.indices { product += embedding[d] * Double(row.embeddings[start + d]) }
      score += viewWeights[view] * row.terms[view].normalizedScore(product: product, with: terms[view])
      start += embedding.count
    }
    return score
  }
}

/// What several recordings are compared with the blocks of an index by: one matrix a view, and memory for the scores.
struct IndexQueries {
  /// For each view queries × K.
  let matrices: [Matrix<Float>]
  /// The queries.
  let queries: [IndexQuery]
  /// Share of each view in a score.
  let viewWeights: [Double]
  /// Products of one view; queries × rows.
  fileprivate(set) var products: [Float]
  /// Weighted scores; queries × `IndexBlock.capacity`.
  fileprivate(set) var scores: [Double]

  init(_ queries: [IndexQuery], viewWeights: [Double]) {
    self.queries = queries
    self.viewWeights = viewWeights
    matrices = viewWeights.indices.map { view in
      Matrix(
        rows: queries.count, columns: queries.first?.embeddings[view].count ?? 0,
        elements: queries.flatMap { $0.embeddings[view].map(Float.init) })
    }
    products = Array(repeating: 0, count: queries.count * IndexBlock.capacity)
    scores = Array(repeating: 0, count: queries.count * IndexBlock.capacity)
  }

  /// Scores all rows of a block.
  mutating func score(_ block: IndexBlock) {
    for i in scores.indices { scores[i] = 0 }
    for view in matrices.indices {
      block.multiply(matrices[view], view: view, into: &products)
      for query in queries.indices { add(view, of: query, block) }
    }
  }

  /// Adds a view's share to the scores of a query; see ``ComparisonTerms/normalizedScore(product:with:)``.
  private mutating func add(_ view: Int, of query: Int, _ block: IndexBlock) {
    let (rows, capacity) = (block.count, IndexBlock.capacity)
    let (own, share) = (queries[query].terms[view], viewWeights[view])
    unsafe block.terms.withUnsafeBufferPointer { terms in
      unsafe products.withUnsafeBufferPointer { products in
        unsafe scores.withUnsafeMutableBufferPointer { scores in
          let first = IndexBlock.termsOfRow * view * capacity
          let (source, target) = (query * rows, query * capacity)
          for row in 0..<rows {
            let product = unsafe Double(products[source &+ row]) + terms[first &+ row] + own.own
            let inverse = unsafe terms[first &+ capacity &+ row] + own.inverseDeviation
            let mean = unsafe terms[first &+ 2 &* capacity &+ row] + own.scaledMean
            let weight = unsafe terms[first &+ 3 &* capacity &+ row] + own.weight
            unsafe scores[target &+ row] += share * (product * inverse - mean) / weight
          }
        }
      }
    }
  }
}
