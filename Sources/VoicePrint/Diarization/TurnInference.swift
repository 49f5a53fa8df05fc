internal import RealModule

/// Finds who speaks in each block of a conversation: a hidden Markov model whose states are speakers, each with an
/// unknown point w of the total-variability space as its voice, solved by variational Bayes (Kenny 2008; Diez,
/// Burget, Landini and Černocký 2020).
///
/// Because blocks are kept as (N, b), a block's expected log-likelihood given a speaker with E[w] and E[wwᵀ] is
/// b·E[w] − ½ Σ_c N_c tr(U_c E[wwᵀ]), and a speaker's posterior follows from the weighted sums of blocks: features
/// are not needed again. Views count as independent witnesses, their evidence averaged.
package struct TurnInference {
  let model: VoiceModel
  let options: TurnInferenceOptions

  /// Inference with a model.
  package init(model: VoiceModel, options: TurnInferenceOptions) {
    self.model = model
    self.options = options
  }

  /// Who speaks in each row.
  package struct Solution {
    /// Probability of each speaker; rows × speakers.
    package var responsibilities: Matrix<Double>
    /// Lower bound of the scaled log-evidence, in nats: of several solutions the one with the largest is the best.
    package var bound = -Double.infinity

    /// The likeliest speaker of each row, numbered without gaps in order of appearance, and their number.
    package var labels: (labels: [Int], count: Int) {
      let speakers = responsibilities.columns
      let best = (0..<responsibilities.rows).map { row -> Int in
        let values = responsibilities.row(row)
        return (0..<speakers).max { values[values.startIndex + $0] < values[values.startIndex + $1] } ?? 0
      }
      return Self.renumbered(best)
    }

    /// Labels numbered from 0 in order of appearance.
    package static func renumbered(_ labels: [Int]) -> (labels: [Int], count: Int) {
      var numbers: [Int: Int] = [:]
      let result = labels.map { label in
        if let number = numbers[label] { return number }
        numbers[label] = numbers.count
        return numbers.count - 1
      }
      return (result, numbers.count)
    }
  }

  /// Runs to convergence.
  ///
  /// - Parameters:
  ///   - blocks: of the conversation.
  ///   - range: rows that are looked at.
  ///   - start: a speaker for each of them.
  ///   - count: number of speakers to begin with.
  ///   - dropsSpeakers: whether those who turn out to have no turns are taken away.
  /// - Returns: probabilities, no more speakers than in the beginning.
  /// - Throws: ``NumericsError`` for statistics that are not finite.
  package func solve(
    _ blocks: BlockStatistics, in range: Range<Int>, start: [Int], count: Int, dropsSpeakers: Bool = true
  ) throws(NumericsError) -> Solution {
    precondition(start.count == range.count && count > 0, "a start for each row")
    var solution = Solution(responsibilities: Matrix(rows: range.count, columns: count))
    // Nearly sure of the start: e⁷ to one.
    let rest = 1 / (Double.exp(7) + Double(count - 1))
    for (row, speaker) in start.enumerated() {
      for s in 0..<count {
        solution.responsibilities.elements[row * count + s] = s == speaker ? rest * Double.exp(7) : rest
      }
    }
    if range.isEmpty { return solution }
    var shares = [Double](repeating: 1 / Double(count), count: count)
    let stay = stayProbabilities(Array(blocks.blocks[range]))
    var last = -Double.infinity
    for _ in 0..<options.iterations {
      let voices = try voices(of: solution, blocks, range)
      let posteriors = TurnPosteriors(
        logLikelihoods: logLikelihoods(of: voices, blocks, range), shares: shares, stay: stay)
      let bound = posteriors.logEvidence - voices.divergence
      solution.responsibilities = posteriors.responsibilities
      solution.bound = bound
      shares = posteriors.shares
      let kept = shares.indices.filter { shares[$0] > options.smallestShare }
      if dropsSpeakers, kept.count < shares.count, !kept.isEmpty {
        solution.responsibilities = Self.columns(kept, of: solution.responsibilities)
        let total = kept.reduce(0) { $0 + shares[$1] }
        shares = kept.map { shares[$0] / total }
        last = -.infinity
      } else if bound - last < 1e-2 {
        break
      } else {
        last = bound
      }
    }
    return solution
  }

  /// What the speakers' voices are given who speaks when.
  private struct Voices {
    /// For each view: E[w], speakers × R.
    var means: [Matrix<Float>] = []
    /// For each view: tr(U_c E[wwᵀ]), speakers × C.
    var quadratic: [Matrix<Float>] = []
    /// Weighted divergence of the voices from the prior, in nats.
    var divergence = 0.0
  }

  private func voices(
    of solution: Solution, _ blocks: BlockStatistics, _ range: Range<Int>
  ) throws(NumericsError) -> Voices {
    let sums = blocks.sums(in: range, weights: solution.responsibilities.converted(to: Float.self))
    let speakers = solution.responsibilities.columns
    let scale = Float(options.acousticScale / options.speakerRegularization)
    let share = 1 / Double(model.cepstralViews.count)
    var voices = Voices()
    for (view, part) in model.cepstralViews.enumerated() {
      let total = part.totalVariability
      let posteriors = try total.posteriors(
        of: (0..<speakers).map { blocks.statistics(sums[view], row: $0, view: view, scale: scale) })
      var moments = Matrix<Float>(rows: speakers, columns: total.componentPrecisions.columns)
      for (speaker, posterior) in posteriors.enumerated() {
        let covariance = posterior.covariance
        let (mean, rank) = (posterior.mean, total.rank)
        var target = speaker * moments.columns
        for i in 0..<rank {
          for j in i..<rank {
            let moment = covariance.elements[i * rank + j] + mean[i] * mean[j]
            moments.elements[target] = Float(i == j ? moment : 2 * moment)
            target += 1
          }
        }
        let trace = covariance.diagonal.reduce(0, +)
        voices.divergence +=
          share * options.speakerRegularization * 0.5
          * (trace + mean.dot(mean) - Double(rank) + posterior.logPrecision)
      }
      voices.means.append(Matrix(rows: posteriors.map { $0.mean.map(Float.init) }))
      voices.quadratic.append(.product(moments, total.componentPrecisions, transposingRight: true))
    }
    return voices
  }

  /// The expected log-likelihood of each row given each speaker, scaled; rows × speakers.
  private func logLikelihoods(
    of voices: Voices, _ blocks: BlockStatistics, _ range: Range<Int>
  ) -> Matrix<Double> {
    let speakers = voices.means[0].rows
    let scale = options.acousticScale / Double(model.cepstralViews.count)
    var result = Matrix<Double>(rows: range.count, columns: speakers)
    for view in model.cepstralViews.indices {
      let weights = Matrix(
        rows: (0..<speakers).map { speaker in
          voices.quadratic[view].row(speaker).map { -0.5 * $0 } + Array(voices.means[view].row(speaker))
        })
      blocks.forEachPiece(of: view, in: range) { rows, values in
        let terms = Matrix.product(values, weights, transposingRight: true)
        let offset = (rows.lowerBound - range.lowerBound) * speakers
        for (i, term) in terms.elements.enumerated() { result.elements[offset + i] += scale * Double(term) }
      }
    }
    return result
  }

  /// For each row, the probability that the speaker of the row before still speaks; over a pause there is more time
  /// to hand over.
  private func stayProbabilities(_ blocks: [Int]) -> [Double] {
    blocks.indices.map { row in
      row == 0 ? 1 : Double.pow(options.stayProbability, Double(blocks[row] - blocks[row - 1]))
    }
  }

  private static func columns(_ kept: [Int], of matrix: Matrix<Double>) -> Matrix<Double> {
    var result = Matrix<Double>(rows: matrix.rows, columns: kept.count)
    for row in 0..<matrix.rows {
      let values = kept.map { matrix.elements[row * matrix.columns + $0] }
      let total = max(values.reduce(0, +), .leastNormalMagnitude)
      for (column, value) in values.enumerated() {
        result.elements[row * kept.count + column] = value / total
      }
    }
    return result
  }
}
