/// A voice as a point in every view of a model, ready to be compared.
///
/// K is the dimension after the view's projection.
public struct VoiceSignature: Equatable, Sendable {
  /// A view of the voice.
  public struct View: Equatable, Sendable {
    /// In PLDA's diagonal space; K numbers.
    public let embedding: [Double]
    /// How the voice scores with the cohort speakers nearest to it.
    public let cohort: CohortNormalization.Statistics
    /// Mean posterior variance of the signature's dimensions, 0…1: 1 knows nothing, 0 everything.
    public let uncertainty: Double

    /// A view from its parts.
    public init(embedding: [Double], cohort: CohortNormalization.Statistics, uncertainty: Double) {
      self.embedding = embedding
      self.cohort = cohort
      self.uncertainty = uncertainty
    }
  }

  /// The model that made it.
  public let model: ContentDigest
  /// One for each view of the model.
  public let views: [View]
  /// Speech that it rests on, in seconds.
  public let speechDuration: Double

  /// A signature from its parts.
  public init(model: ContentDigest, views: [View], speechDuration: Double) {
    self.model = model
    self.views = views
    self.speechDuration = speechDuration
  }
}

extension VoiceSignature {
  /// Whether this is the other signature but for what sums in single precision leave uncertain.
  package func agrees(with other: VoiceSignature) -> Bool {
    func near(_ left: Double, _ right: Double) -> Bool { abs(left - right) <= 1e-3 * max(1, abs(right)) }
    return model == other.model && speechDuration == other.speechDuration && views.count == other.views.count
      && zip(views, other.views).allSatisfy { left, right in
        left.embedding.count == right.embedding.count
          && zip(left.embedding, right.embedding).allSatisfy { near($0, $1) }
          && near(left.cohort.mean, right.cohort.mean)
          && near(left.cohort.deviation, right.cohort.deviation) && near(left.uncertainty, right.uncertainty)
      }
  }
}

extension VoiceModel {
  /// Number of cohort speakers that a score is measured against.
  package static let cohortSize = 100

  /// The signature of one recording or of several of one speaker, taken as one long one.
  ///
  /// - Parameters:
  ///   - statistics: (N, b) of each view, summed over the recordings.
  ///   - speechDuration: speech in all of them, in seconds.
  /// - Returns: the signature, ready to be compared.
  /// - Throws: ``NumericsError/notPositiveDefinite(order:pivot:)`` for statistics that are not finite.
  public func signature(
    of statistics: [SignatureStatistics], speechDuration: Double
  ) throws(NumericsError) -> VoiceSignature {
    precondition(statistics.count == views.count, "statistics of each view")
    var result: [VoiceSignature.View] = []
    for (view, statistics) in zip(views, statistics) {
      let posterior = try view.totalVariability.posterior(of: statistics)
      let normalized = view.backEnd.normalized(
        Matrix(rows: 1, columns: posterior.mean.count, elements: posterior.mean))
      let embedding = view.backEnd.embedded(normalized)
      let scores = view.backEnd.plda.logLikelihoodRatios(
        enrolled: embedding, counts: [1], tests: view.backEnd.cohort)
      result.append(
        VoiceSignature.View(
          embedding: embedding.elements,
          cohort: CohortNormalization.statistics(of: scores.elements, best: Self.cohortSize),
          uncertainty: posterior.covariance.diagonal.reduce(0, +) / Double(view.totalVariability.rank)))
    }
    return VoiceSignature(model: identity, views: result, speechDuration: speechDuration)
  }
}
