internal import RealModule

/// PLDA between two single recordings of one place, taken apart so that many comparisons are one matrix product.
///
/// A place, what recordings of one office or one call centre share, is a third factor beside speaker and recording: a
/// recording is x = p + y + ε with p ~ N(0, v), y ~ N(0, ψ), ε ~ N(0, 1) in each of K dimensions. Both recordings share p;
/// one speaker's share y, too. With s = 1 + ψ + v, c = ψ + v, D₁ = s² − c², D₀ = s² − v² the log-likelihood ratio is
/// Σ (c/D₁ − v/D₀)·e·t + g(e) + g(t), g(x) = ¼ Σ ln(D₀/D₁) − ½ Σ (s/D₁ − s/D₀)·x². The first part is an inner product, the
/// rest one number a recording. Without a place, v = 0, it is the two-covariance model of ``PLDA``.
struct SingleRecordingComparison: Sendable {
  /// c/D₁ − v/D₀; K numbers.
  let weights: [Double]
  /// ½ (s/D₁ − s/D₀), above 0; K numbers.
  let curvatures: [Double]
  /// ¼ Σ ln(D₀/D₁).
  let constant: Double

  /// The parts that do not depend on a recording.
  ///
  /// - Parameters:
  ///   - plda: gives ψ.
  ///   - placeVariance: v of each dimension in units of 1 + ψ; 0 for recordings that share no place.
  init(_ plda: PLDA, placeVariance: Double = 0) {
    var (weights, curvatures, constant) = ([Double](), [Double](), 0.0)
    for psi in plda.betweenVariances {
      let place = placeVariance * (1 + psi)
      let (total, shared) = (1 + psi + place, psi + place)
      let (one, two) = (total * total - shared * shared, total * total - place * place)
      weights.append(shared / one - place / two)
      curvatures.append(0.5 * (total / one - total / two))
      constant += 0.25 * Double.log(two / one)
    }
    (self.weights, self.curvatures, self.constant) = (weights, curvatures, constant)
  }

  /// g of a recording in the diagonal space; K numbers.
  func ownTerm(of embedding: [Double]) -> Double {
    var sum = constant
    for d in curvatures.indices { sum -= curvatures[d] * embedding[d] * embedding[d] }
    return sum
  }

  /// The log-likelihood ratio of two recordings, both less a point of the place; K numbers each.
  func logLikelihoodRatio(_ one: [Double], _ other: [Double], less centre: [Double], scaledBy scale: Double)
    -> Double
  {
    let dimension = weights.count
    precondition(one.count == dimension && other.count == dimension && centre.count == dimension)
    var sum = 2 * constant
    for d in 0..<dimension {
      let (e, t) = (one[d] - scale * centre[d], other[d] - scale * centre[d])
      sum += weights[d] * e * t - curvatures[d] * (e * e + t * t)
    }
    return sum
  }
}

/// What a side adds to a comparison in one view besides its embedding.
struct ComparisonTerms: Sendable {
  /// g of ``SingleRecordingComparison``, in nats.
  let own: Double
  /// How much its cohort scores count.
  let weight: Double
  /// The weight over σ of the recording's cohort scores.
  let inverseDeviation: Double
  /// The weight times μ/σ of the recording's cohort scores.
  let scaledMean: Double

  init(own: Double, weight: Double, inverseDeviation: Double, scaledMean: Double) {
    self.own = own
    self.weight = weight
    self.inverseDeviation = inverseDeviation
    self.scaledMean = scaledMean
  }

  /// The terms of a side with its own term.
  init(own: Double, _ side: CohortNormalization.Side) {
    self.own = own
    weight = side.weight
    inverseDeviation = weight / side.statistics.deviation
    scaledMean = weight * side.statistics.mean / side.statistics.deviation
  }

  /// The normalised score of two recordings, as ``CohortNormalization`` has it.
  ///
  /// - Parameters:
  ///   - product: Σ of the weighted products of their embeddings.
  ///   - other: the other side.
  /// - Returns: the score.
  func normalizedScore(product: Double, with other: ComparisonTerms) -> Double {
    ((product + own + other.own) * (inverseDeviation + other.inverseDeviation)
      - (scaledMean + other.scaledMean)) / (weight + other.weight)
  }
}
