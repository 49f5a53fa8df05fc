/// A recording that is compared with the rows of an index, at the place that the index is.
struct IndexQuery: Sendable {
  /// What each dimension of a row's embedding is worth; V × K.
  ///
  /// With q the recording, p the place's centre and w, c the weights and curvatures of the comparison: w·(q − p) + 2c·p. All
  /// that has to do with the place stands on this side, so that the rows hold embeddings as they are stored.
  let embeddings: [[Double]]
  /// One for each view.
  let terms: [ComparisonTerms]
  /// The recording.
  private let test: VoiceSignature

  init(_ test: VoiceSignature, _ place: IndexPlace) {
    self.test = test
    var (embeddings, terms) = ([[Double]](), [ComparisonTerms]())
    for (view, comparison) in place.comparisons.enumerated() {
      let (recording, centre) = (test.views[view].embedding, place.centres[view])
      var (weighted, own) = ([Double](), comparison.constant)
      for d in recording.indices {
        let (weight, curvature) = (comparison.weights[d], comparison.curvatures[d])
        let less = recording[d] - centre[d]
        weighted.append(weight * less + 2 * curvature * centre[d])
        own -= weight * centre[d] * less + curvature * (centre[d] * centre[d] + less * less)
      }
      embeddings.append(weighted)
      terms.append(ComparisonTerms(own: own, test.views[view].side))
    }
    (self.embeddings, self.terms) = (embeddings, terms)
  }

  /// The weighted score against a row that is no member of the place, in double precision.
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

  /// The weighted score against a member of the place, who does not count among its members meanwhile.
  func score(member row: IndexBlock.Row, _ place: IndexPlace, viewWeights: [Double]) -> Double {
    var (score, start) = (0.0, 0)
    for view in embeddings.indices {
      let own = row.embeddings[start..<start + embeddings[view].count].map(Double.init)
      start += own.count
      var others = place.sums[view]
      others.add(own, scaledBy: -1)
      let raw = place.comparisonsWithoutOne[view].logLikelihoodRatio(
        own, test.views[view].embedding, less: others, scaledBy: place.shareWithoutOne)
      let (one, two) = (row.terms[view], terms[view])
      score +=
        viewWeights[view]
        * (raw * (one.inverseDeviation + two.inverseDeviation) - (one.scaledMean + two.scaledMean))
        / (one.weight + two.weight)
    }
    return score
  }
}

/// The place that an index is: who of it takes part in decisions (``Place``), and how its rows compare there.
struct IndexPlace: Sendable {
  /// The rows of the members, rising.
  let members: [Int]
  /// For each view the sum of the members' embeddings; K numbers.
  let sums: [[Double]]
  /// For each view the place's centre; K numbers.
  let centres: [[Double]]
  /// One a view, while all members are known.
  let comparisons: [SingleRecordingComparison]
  /// One a view, while all members but one are known.
  let comparisonsWithoutOne: [SingleRecordingComparison]
  /// What of the other members' sum is the centre, for a member.
  let shareWithoutOne: Double

  /// The place of a model's rows.
  ///
  /// - Parameters:
  ///   - members: the members' rows, rising.
  ///   - embeddings: of each member, view after view.
  ///   - model: of the signatures.
  init(members: [Int], embeddings: [[Float]], _ model: VoiceModel) {
    self.members = members
    let dimensions = model.views.map { $0.backEnd.plda.betweenVariances.count }
    let share = model.place?.remainingVariance(speakers: members.count) ?? 0
    let shareWithoutOne = model.place?.remainingVariance(speakers: max(members.count - 1, 0)) ?? 0
    self.shareWithoutOne = shareWithoutOne
    var (sums, start) = ([[Double]](), 0)
    for dimension in dimensions {
      var sum = [Double](repeating: 0, count: dimension)
      for embedding in embeddings {
        for d in 0..<dimension { sum[d] += Double(embedding[start + d]) }
      }
      sums.append(sum)
      start += dimension
    }
    self.sums = sums
    centres = sums.map { $0.map { share * $0 } }
    comparisons = model.views.map { SingleRecordingComparison($0.backEnd.plda, placeVariance: share) }
    comparisonsWithoutOne = model.views.map {
      SingleRecordingComparison($0.backEnd.plda, placeVariance: shareWithoutOne)
    }
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

  /// Leaves a row out: its score is −∞.
  mutating func leaveOut(_ row: Int, of query: Int) { scores[query * IndexBlock.capacity + row] = -.infinity }

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
