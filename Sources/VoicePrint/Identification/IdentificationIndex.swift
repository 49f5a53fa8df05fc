internal import Synchronization

/// Enrolled speakers laid out for comparison with all of them at once: who of a hundred thousand speaks, in
/// milliseconds.
///
/// Any thread may rank, add and remove at any time. A ranking sees the index as it was at one moment between its call
/// and its return; it waits for nobody but for the microseconds in which that moment is taken. Embeddings are kept in
/// single precision, 4·ΣK bytes a speaker, in memory alone.
///
/// Everybody is compared by a product in single precision; who may be among the wanted is then compared in double.
/// The answers are those of ``SignatureScorer``, for embeddings rounded to single precision as they are stored.
public final class IdentificationIndex: Sendable {
  /// The model whose signatures are compared.
  public let model: VoiceModel
  private let dimensions: [Int]
  private let comparisons: [SingleRecordingComparison]
  private let contents = Mutex(Contents())

  /// Who stands where. Rows are dense: all blocks but the last are full.
  private struct Contents {
    var blocks: [IndexBlock] = []
    var places: [SpeakerID: Int] = [:]
  }

  /// An empty index.
  ///
  /// - Parameter model: made the signatures that will be added.
  public init(model: VoiceModel) {
    self.model = model
    dimensions = model.views.map { $0.backEnd.plda.betweenVariances.count }
    comparisons = model.views.map { SingleRecordingComparison($0.backEnd.plda) }
  }

  /// How many speakers there are.
  public var count: Int { contents.withLock { $0.places.count } }

  /// Whether a speaker is there.
  public func contains(_ speaker: SpeakerID) -> Bool { contents.withLock { $0.places[speaker] != nil } }

  // MARK: Adding and removing

  /// Adds a speaker, or puts another signature in the place of the one that is there.
  ///
  /// - Parameters:
  ///   - signature: of the index's model; one of another model is a programmer's error and traps.
  ///   - speaker: whose it is.
  /// - Returns: whether the speaker is new.
  @discardableResult
  public func insert(_ signature: VoiceSignature, for speaker: SpeakerID) -> Bool {
    let row = row(signature, speaker)
    return contents.withLock { contents in
      if let place = contents.places[speaker] {
        contents.blocks[place / IndexBlock.capacity].replace(
          place % IndexBlock.capacity, with: row)
        return false
      }
      if contents.blocks.last?.isFull ?? true { contents.blocks.append(IndexBlock(dimensions: dimensions)) }
      contents.blocks[contents.blocks.count - 1].append(row)
      contents.places[speaker] = contents.places.count
      return true
    }
  }

  /// Removes a speaker; the last one moves into the place.
  ///
  /// - Parameter speaker: who goes.
  /// - Returns: whether the speaker was there.
  @discardableResult
  public func remove(_ speaker: SpeakerID) -> Bool {
    contents.withLock { contents in
      guard let place = contents.places.removeValue(forKey: speaker) else { return false }
      let last = contents.places.count
      let tail = contents.blocks.count - 1
      if place != last {
        let moved = contents.blocks[tail].row(last % IndexBlock.capacity)
        contents.blocks[place / IndexBlock.capacity].replace(
          place % IndexBlock.capacity, with: moved)
        contents.places[moved.speaker] = place
      }
      contents.blocks[tail].removeLast()
      if contents.blocks[tail].count == 0 { contents.blocks.removeLast() }
      return true
    }
  }

  private func row(_ signature: VoiceSignature, _ speaker: SpeakerID) -> IndexBlock.Row {
    check(signature)
    return IndexBlock.Row(
      speaker: speaker, embeddings: signature.views.flatMap { $0.embedding.map(Float.init) },
      terms: zip(signature.views, comparisons).map { ComparisonTerms(of: $0, $1) })
  }

  private func check(_ signature: VoiceSignature) {
    precondition(
      signature.model == model.identity && signature.views.map(\.embedding.count) == dimensions,
      "signatures of this model")
  }

  // MARK: Ranking

  /// Ranks all who are there by one recording.
  ///
  /// - Parameters:
  ///   - test: the recording's signature.
  ///   - count: how many of the best are wanted, 1 or more; all where nil.
  ///   - threshold: only those with this log-likelihood ratio or more, in nats.
  /// - Returns: the best, in order.
  public func ranking(
    of test: VoiceSignature, best count: Int? = nil, from threshold: Double = -.infinity
  ) -> SpeakerRanking {
    rankings(of: [test], best: count, from: threshold)[0]
  }

  /// Ranks all who are there by several recordings, reading the index once for all of them.
  ///
  /// - Parameters:
  ///   - tests: the recordings' signatures.
  ///   - count: how many of the best are wanted for each, 1 or more; all where nil.
  ///   - threshold: only those with this log-likelihood ratio or more, in nats.
  /// - Returns: for each recording the best, in order.
  public func rankings(
    of tests: [VoiceSignature], best count: Int? = nil, from threshold: Double = -.infinity
  ) -> [SpeakerRanking] {
    precondition(count ?? 1 > 0, "a ranking has somebody in it")
    let queries = tests.map { test in
      check(test)
      return IndexQuery(test, comparisons)
    }
    let (weights, calibration) = (model.calibration.viewWeights, model.calibration)
    var scored = IndexQueries(queries, viewWeights: weights)
    var best = Array(repeating: BestRows(count ?? Int.max, from: threshold), count: tests.count)
    let blocks = contents.withLock { $0.blocks }
    for (number, block) in blocks.enumerated() {
      scored.score(block)
      for query in queries.indices {
        for row in 0..<block.count {
          let ratio = calibration.logLikelihoodRatio(
            weightedScore: scored.scores[query &* IndexBlock.capacity &+ row])
          if ratio >= best[query].floor { best[query].offer(number * IndexBlock.capacity + row, ratio) }
        }
      }
    }
    return zip(queries, best).map { query, best in
      let candidates = best.rows().map { place in
        let row = blocks[place / IndexBlock.capacity].row(place % IndexBlock.capacity)
        return SpeakerRanking.Candidate(
          speaker: row.speaker,
          logLikelihoodRatio: calibration.logLikelihoodRatio(
            weightedScore: query.score(row, viewWeights: weights)))
      }
      return SpeakerRanking(
        candidates: Array(
          candidates.filter { $0.logLikelihoodRatio >= threshold }.sorted(by: SpeakerRanking.precedes)
            .prefix(count ?? Int.max)))
    }
  }
}
