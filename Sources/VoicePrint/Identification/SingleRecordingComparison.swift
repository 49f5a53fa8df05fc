internal import RealModule

/// PLDA between two single recordings, taken apart so that many comparisons are one matrix product.
///
/// With one recording on either side the log-likelihood ratio of e and t is symmetric:
/// Σ_d ψ_d/(1+2ψ_d)·e_d·t_d + g(e) + g(t), g(x) = ½ Σ_d ½ ln((1+ψ_d)²/(1+2ψ_d)) − ½ Σ_d ψ_d²/((1+ψ_d)(1+2ψ_d))·x_d².
/// The first part is an inner product, the rest one number a recording. K dimensions.
struct SingleRecordingComparison: Sendable {
  /// ψ/(1+2ψ); K numbers.
  let weights: [Double]
  /// ½ ψ²/((1+ψ)(1+2ψ)); K numbers.
  private let curvatures: [Double]
  /// ¼ Σ ln((1+ψ)²/(1+2ψ)).
  private let constant: Double

  /// The parts that do not depend on a recording.
  init(_ plda: PLDA) {
    weights = plda.betweenVariances.map { $0 / (1 + 2 * $0) }
    curvatures = plda.betweenVariances.map { 0.5 * $0 * $0 / ((1 + $0) * (1 + 2 * $0)) }
    constant = plda.betweenVariances.reduce(0) { $0 + 0.25 * Double.log((1 + $1) * (1 + $1) / (1 + 2 * $1)) }
  }

  /// g of a recording in the diagonal space; K numbers.
  func ownTerm(of embedding: [Double]) -> Double {
    zip(curvatures, embedding).reduce(constant) { $0 - $1.0 * $1.1 * $1.1 }
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

  /// The terms of a signature's view.
  init(of view: VoiceSignature.View, _ comparison: SingleRecordingComparison) {
    own = comparison.ownTerm(of: view.embedding)
    weight = view.side.weight
    inverseDeviation = weight / view.cohort.deviation
    scaledMean = weight * view.cohort.mean / view.cohort.deviation
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
