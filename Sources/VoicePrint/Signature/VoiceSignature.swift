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

extension VoiceModel {
  /// Number of cohort speakers that a score is measured against.
  static let cohortSize = 100

  /// The signature of one recording or of several of one speaker.
  ///
  /// Each recording's w is projected and length-normalised; the signature is their mean, normalised again.
  /// Measured against pooling the statistics of all recordings, this recognised better.
  ///
  /// - Parameters:
  ///   - recordings: (N, b) of each view, recording by recording; at least one.
  ///   - speechDuration: speech in all of them, in seconds.
  /// - Throws: ``NumericsError/notPositiveDefinite(order:pivot:)`` for statistics that are not finite.
  public func signature(
    of recordings: [[SignatureStatistics]], speechDuration: Double
  ) throws(NumericsError) -> VoiceSignature {
    precondition(!recordings.isEmpty && recordings.allSatisfy { $0.count == views.count })
    var result: [VoiceSignature.View] = []
    for (index, view) in views.enumerated() {
      let posteriors = try view.totalVariability.posteriors(of: recordings.map { $0[index] })
      let normalized = view.backEnd.normalized(Matrix(rows: posteriors.map(\.mean)))
      let mean = view.backEnd.average(normalized)
      let embedding = view.backEnd.embedded(Matrix(rows: 1, columns: mean.count, elements: mean))
      let scores = view.backEnd.plda.logLikelihoodRatios(
        enrolled: embedding, counts: [1], tests: view.backEnd.cohort)
      // The signature of several recordings is as certain as their statistics together.
      let pooled =
        posteriors.count == 1
        ? posteriors[0]
        : try view.totalVariability.posterior(of: SignatureStatistics.sum(recordings.map { $0[index] }))
      result.append(
        VoiceSignature.View(
          embedding: embedding.elements,
          cohort: CohortNormalization.statistics(of: scores.elements, best: Self.cohortSize),
          uncertainty: pooled.covariance.diagonal.reduce(0, +) / Double(view.totalVariability.rank)))
    }
    return VoiceSignature(model: identity, views: result, speechDuration: speechDuration)
  }
}
