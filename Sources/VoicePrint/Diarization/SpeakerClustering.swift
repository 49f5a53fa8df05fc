internal import RealModule

/// Decides how many speakers a conversation has and which blocks are whose.
///
/// In each section of some minutes, windows are clustered bottom-up into more voices than there can be, and
/// ``TurnInference`` sorts them out; the voices of all sections are clustered in turn, so that the cost grows with the
/// length and not with its square; inference over the whole conversation has the last word.
struct SpeakerClustering {
  let model: VoiceModel
  let options: DiarizationOptions

  private var inference: TurnInference { TurnInference(model: model, options: options.inference) }

  /// Who speaks in each row.
  ///
  /// - Parameters:
  ///   - blocks: of the conversation.
  ///   - sections: rows that were analysed together.
  /// - Returns: probabilities, or nil without speech.
  /// - Throws: ``NumericsError`` for statistics that are not finite, or `CancellationError`.
  func solve(_ blocks: BlockStatistics, sections: [Range<Int>]) throws -> TurnInference.Solution? {
    guard blocks.count > 0 else { return nil }
    let all = 0..<blocks.count
    let spoken = sections.filter { !$0.isEmpty }
    if spoken.count == 1 {
      let starts = try windowLabels(blocks, all)
      return try settled(best(of: starts, blocks, in: all), start: starts[0], blocks)
    }
    var start: [Int] = []
    var voices = 0
    for section in spoken {
      try Task.checkCancellation()
      let (labels, count) = try best(of: windowLabels(blocks, section), blocks, in: section).labels
      start += labels.map { $0 + voices }
      voices += count
    }
    let (linked, count) = try linked(start, voices, blocks)
    return try settled(inference.solve(blocks, in: all, start: linked, count: count), start: start, blocks)
  }

  /// Of the solutions that inference finds from several starts, the one with the largest bound.
  private func best(
    of starts: [[Int]], _ blocks: BlockStatistics, in range: Range<Int>
  ) throws(NumericsError) -> TurnInference.Solution {
    var best: TurnInference.Solution?
    for start in starts {
      let count = (start.max() ?? 0) + 1
      let solution = try inference.solve(blocks, in: range, start: start, count: count)
      if solution.bound > best?.bound ?? -.infinity { best = solution }
    }
    guard let best else { preconditionFailure("there is a start, and its bound is finite") }
    return best
  }

  /// A solution with the number of speakers that there are.
  ///
  /// - Parameters:
  ///   - solution: with perhaps too many.
  ///   - start: labels with more than there can be, for where too few were found.
  ///   - blocks: of the conversation.
  /// - Returns: the solution.
  /// - Throws: ``NumericsError`` or `CancellationError`.
  private func settled(
    _ solution: TurnInference.Solution, start: [Int], _ blocks: BlockStatistics
  ) throws -> TurnInference.Solution {
    let reduced = try reduce(solution, blocks)
    guard let known = options.knownCount, reduced.labels.count < known else { return reduced }
    return try enforced(known, start: start, blocks) ?? reduced
  }

  // MARK: The start

  /// Labels of the rows of a section from clustered windows, with several numbers of clusters.
  private func windowLabels(
    _ blocks: BlockStatistics, _ section: Range<Int>
  ) throws(NumericsError) -> [[Int]] {
    let rate = 100.0 / Double(BlockStatistics.length)
    let step = max(1, Int((options.inference.windowShiftSeconds * rate).rounded()))
    let width = max(step, Int((options.inference.windowSeconds * rate).rounded()))
    var windows: [Int] = []
    let windowOfRow = section.map { row in
      let window = blocks.blocks[row] / step
      if windows.last != window { windows.append(window) }
      return windows.count - 1
    }
    var weights = Matrix<Float>(rows: section.count, columns: windows.count)
    for (index, window) in windows.enumerated() {
      let first = window * step + step / 2 - width / 2
      for (row, block) in blocks.blocks[section].enumerated() where (first..<first + width).contains(block) {
        weights[row, index] = 1
      }
    }
    let sums = blocks.sums(in: section, weights: weights)
    var similarities = Matrix<Double>(rows: windows.count, columns: windows.count)
    for (view, part) in model.cepstralViews.enumerated() {
      let posteriors = try part.totalVariability.posteriors(
        of: windows.indices.map { blocks.statistics(sums[view], row: $0, view: view) })
      let embedded = part.backEnd.embedded(part.backEnd.normalized(Matrix(rows: posteriors.map(\.mean))))
      let ratios = part.backEnd.plda.logLikelihoodRatios(
        enrolled: embedded, counts: Array(repeating: 1, count: windows.count), tests: embedded)
      similarities.add(ratios, scaledBy: 0.5)
      similarities.add(ratios.transposed, scaledBy: 0.5)
    }
    let speech = Double(blocks.frames[section].reduce(0, +)) / 100
    return options.inference.startSeconds.map { seconds in
      let count = max(Int(speech / seconds) + 2, options.knownCount ?? 1)
      let labels = AgglomerativeClustering.labels(
        similarities, threshold: nil, count: min(count, windows.count))
      return windowOfRow.map { labels[$0] }
    }
  }

  /// Labels of voices that were found section by section, the same where they are one.
  private func linked(_ labels: [Int], _ count: Int, _ blocks: BlockStatistics) throws -> ([Int], Int) {
    let similarities = try similarities(labels, count, blocks)
    let clusters = AgglomerativeClustering.labels(
      similarities, threshold: options.inference.mergeThreshold)
    return TurnInference.Solution.renumbered(labels.map { clusters[$0] })
  }

  // MARK: The number of speakers

  /// Makes one of those who are one, and takes away those who say too little to be told apart.
  private func reduce(
    _ solution: TurnInference.Solution, _ blocks: BlockStatistics
  ) throws -> TurnInference.Solution {
    var solution = solution
    let all = 0..<blocks.count
    let total = Double(blocks.frames.reduce(0, +)) / 100
    let least = min(
      options.inference.minimumSpeech, max(options.inference.indistinguishableSpeech, 0.15 * total))
    while true {
      try Task.checkCancellation()
      var (labels, count) = solution.labels
      guard count > 1, count > options.knownCount ?? 1 else { return solution }
      let speech = speech(labels, count, blocks)
      let similarities = try similarities(labels, count, blocks)
      let pair = Self.mostAlike(similarities)
      let smallest = speech.indices.min { speech[$0] < speech[$1] } ?? 0
      let mayStay = options.knownCount == nil && count <= options.maximumSpeakers
      if similarities[pair.0, pair.1] > options.inference.mergeThreshold {
        labels = labels.map { $0 == pair.1 ? pair.0 : $0 }
      } else if speech[smallest] < least {
        labels = Self.labels(without: smallest, labels, solution)
      } else if mayStay {
        return solution
      } else {
        labels = labels.map { $0 == pair.1 ? pair.0 : $0 }
      }
      (labels, count) = TurnInference.Solution.renumbered(labels)
      solution = try inference.solve(blocks, in: all, start: labels, count: count)
    }
  }

  /// A solution with as many speakers as are known to be there, where clustering alone finds too few; nil where
  /// there is no such solution.
  private func enforced(
    _ known: Int, start: [Int], _ blocks: BlockStatistics
  ) throws -> TurnInference.Solution? {
    let (labels, count) = TurnInference.Solution.renumbered(start)
    guard count >= known else { return nil }
    let clusters = AgglomerativeClustering.labels(
      try similarities(labels, count, blocks), threshold: nil, count: known)
    let (merged, found) = TurnInference.Solution.renumbered(labels.map { clusters[$0] })
    return try inference.solve(
      blocks, in: 0..<blocks.count, start: merged, count: found, dropsSpeakers: false)
  }

  /// Normalised score of each pair of voices, mean of the views of cepstra, from all that each says; count × count.
  private func similarities(
    _ labels: [Int], _ count: Int, _ blocks: BlockStatistics
  ) throws -> Matrix<Double> {
    let pooled = blocks.pooled(in: 0..<blocks.count, labels: labels, count: count)
    let speech = speech(labels, count, blocks)
    let signatures = try pooled.indices.map {
      try model.signature(of: pooled[$0], speechDuration: speech[$0])
    }
    let scorer = SignatureScorer(model: model)
    let views = model.cepstralViews.count
    func score(_ i: Int, _ j: Int) -> Double {
      scorer.viewComparisons(signatures[i], against: signatures[j]).prefix(views).reduce(0) {
        $0 + $1.normalized / Double(views)
      }
    }
    var result = Matrix<Double>(rows: count, columns: count)
    for i in 0..<count {
      for j in 0..<i {
        let mean = 0.5 * (score(i, j) + score(j, i))
        (result[i, j], result[j, i]) = (mean, mean)
      }
    }
    return result
  }

  /// Seconds of speech of each label.
  private func speech(_ labels: [Int], _ count: Int, _ blocks: BlockStatistics) -> [Double] {
    var frames = [Int](repeating: 0, count: count)
    for (row, label) in labels.enumerated() { frames[label] += blocks.frames[row] }
    return frames.map { Double($0) / 100 }
  }

  private static func mostAlike(_ similarities: Matrix<Double>) -> (Int, Int) {
    var (best, value) = ((0, 1), -Double.infinity)
    for i in 0..<similarities.rows {
      for j in i + 1..<max(similarities.columns, i + 1) where similarities[i, j] > value {
        (best, value) = ((i, j), similarities[i, j])
      }
    }
    return best
  }

  /// Labels in which one speaker's rows go to the likeliest of the others.
  private static func labels(
    without dropped: Int, _ labels: [Int], _ solution: TurnInference.Solution
  ) -> [Int] {
    // Labels were renumbered by appearance; the columns of the solution were not.
    var columnOfLabel: [Int: Int] = [:]
    let speakers = solution.responsibilities.columns
    for (row, label) in labels.enumerated() where columnOfLabel[label] == nil {
      let values = solution.responsibilities.row(row)
      columnOfLabel[label] = (0..<speakers).max {
        values[values.startIndex + $0] < values[values.startIndex + $1]
      }
    }
    return labels.enumerated().map { row, label in
      guard label == dropped else { return label }
      let values = solution.responsibilities.row(row)
      let others = columnOfLabel.filter { $0.key != dropped }
      return others.max {
        (values[values.startIndex + $0.value], $1.key) < (values[values.startIndex + $1.value], $0.key)
      }?.key ?? label
    }
  }
}
