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
  private let contents: Mutex<Contents>

  /// Who stands where. Rows are dense: all blocks but the last are full.
  private struct Contents {
    var blocks: [IndexBlock] = []
    var places: [SpeakerID: Int] = [:]
    /// The place that the rows are; nil where it has to be found anew.
    var place: IndexPlace?
    /// What the rows' own terms are computed by, one a view, and for how many members.
    var comparisons: [SingleRecordingComparison]
    var comparedMembers = 0
    /// How ratios are read at this place.
    var calibration: PlaceCalibration?
  }

  /// An empty index.
  ///
  /// - Parameter model: made the signatures that will be added.
  public init(model: VoiceModel) {
    self.model = model
    dimensions = model.views.map { $0.backEnd.plda.betweenVariances.count }
    contents = Mutex(
      Contents(comparisons: IndexPlace(members: [], embeddings: [], model).comparisons))
  }

  /// How ratios are read at the place that the index is; nil where it is not calibrated. One of another model is left aside.
  public var calibration: PlaceCalibration? {
    get { contents.withLock { $0.calibration } }
    set { contents.withLock { $0.calibration = newValue } }
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
    check(signature)
    let precedence = Place.precedence(of: speaker.text)
    return contents.withLock { contents in
      contents.place = nil
      let row = IndexBlock.Row(signature, speaker, precedence, contents.comparisons)
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
      contents.place = nil
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
    for test in tests { check(test) }
    let (blocks, place, calibration) = contents.withLock { contents in
      let place = Self.place(of: &contents, model)
      return (contents.blocks, place, contents.calibration)
    }
    let queries = tests.map { IndexQuery($0, place) }
    let weights = model.calibration.viewWeights
    let here = Place([]).calibrated(calibration)
    func ratio(_ score: Double) -> Double {
      model.logLikelihoodRatio(
        at: here, modelRatio: model.calibration.logLikelihoodRatio(weightedScore: score))
    }
    var scored = IndexQueries(queries, viewWeights: weights)
    var best = Array(repeating: BestRows(count ?? Int.max, from: threshold), count: tests.count)
    let members = Set(place.members)
    for (number, block) in blocks.enumerated() {
      scored.score(block)
      let first = number * IndexBlock.capacity
      // Members are compared without themselves, one by one below.
      for member in place.members where member / IndexBlock.capacity == number {
        for query in queries.indices { scored.leaveOut(member - first, of: query) }
      }
      for query in queries.indices {
        for row in 0..<block.count {
          let score = scored.scores[query &* IndexBlock.capacity &+ row]
          let ratio = ratio(score)
          if ratio >= best[query].floor, score > -.infinity { best[query].offer(first + row, ratio) }
        }
      }
    }
    func row(_ place: Int) -> IndexBlock.Row {
      blocks[place / IndexBlock.capacity].row(place % IndexBlock.capacity)
    }
    let memberRows = place.members.map(row)
    return zip(queries, best).map { query, best in
      let others = best.rows().filter { !members.contains($0) }.map(row)
      let candidates =
        others.map { ($0.speaker, query.score($0, viewWeights: weights)) }
        + memberRows.map { ($0.speaker, query.score(member: $0, place, viewWeights: weights)) }
      return SpeakerRanking(
        candidates: Array(
          candidates.map { SpeakerRanking.Candidate(speaker: $0, logLikelihoodRatio: ratio($1)) }
            .filter { $0.logLikelihoodRatio >= threshold }.sorted(by: SpeakerRanking.precedes)
            .prefix(count ?? Int.max)))
    }
  }

  /// The place that the rows are, found anew where they have changed.
  private static func place(of contents: inout Contents, _ model: VoiceModel) -> IndexPlace {
    if let place = contents.place { return place }
    var lowest = LowestPrecedences(Place.capacity)
    for (number, block) in contents.blocks.enumerated() {
      for row in 0..<block.count { lowest.offer(block.precedences[row], number * IndexBlock.capacity + row) }
    }
    // The order of the names: the sum is then the same to the last bit, whatever the order of enrolling.
    let members = lowest.rows.map { place in
      (place: place, row: contents.blocks[place / IndexBlock.capacity].row(place % IndexBlock.capacity))
    }.sorted { $0.row.speaker < $1.row.speaker }
    let place = IndexPlace(
      members: members.map(\.place), embeddings: members.map(\.row.embeddings), model)
    if members.count != contents.comparedMembers {
      (contents.comparisons, contents.comparedMembers) = (place.comparisons, members.count)
      for number in contents.blocks.indices { contents.blocks[number].setOwnTerms(place.comparisons) }
    }
    contents.place = place
    return place
  }
}

/// Finds the rows of lowest precedence.
private struct LowestPrecedences {
  private let count: Int
  private var kept: [(precedence: UInt64, row: Int)] = []

  init(_ count: Int) { self.count = count }

  /// Takes a row into account.
  mutating func offer(_ precedence: UInt64, _ row: Int) {
    if kept.count == count, let last = kept.last, (precedence, row) >= last { return }
    let place = kept.firstIndex { (precedence, row) < $0 } ?? kept.count
    kept.insert((precedence, row), at: place)
    if kept.count > count { kept.removeLast() }
  }

  /// The rows.
  var rows: [Int] { kept.map(\.row) }
}
