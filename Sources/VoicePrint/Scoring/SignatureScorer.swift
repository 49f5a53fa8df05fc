/// Compares signatures of one model.
public struct SignatureScorer: Sendable {
  private let model: VoiceModel

  /// A scorer for a model's signatures.
  public init(model: VoiceModel) { self.model = model }

  /// How two signatures compare in one view.
  public struct ViewScore: Equatable, Sendable {
    /// PLDA's log-likelihood ratio, natural logarithm, not calibrated.
    public let logLikelihoodRatio: Double
    /// The same, measured against the cohort.
    public let normalized: Double
  }

  /// The normalised score of each view.
  public func viewScores(_ test: VoiceSignature, against enrolled: VoiceSignature) -> [Double] {
    viewComparisons(test, against: enrolled).map(\.normalized)
  }

  /// How two signatures compare in each view.
  public func viewComparisons(_ test: VoiceSignature, against enrolled: VoiceSignature) -> [ViewScore] {
    precondition(test.model == model.identity && enrolled.model == model.identity, "signatures of this model")
    return zip(model.views, zip(enrolled.views, test.views)).map { view, pair in
      let (enrolled, test) = pair
      let raw = view.backEnd.plda.logLikelihoodRatios(
        enrolled: Matrix(rows: 1, columns: enrolled.embedding.count, elements: enrolled.embedding),
        counts: [1],
        tests: Matrix(rows: 1, columns: test.embedding.count, elements: test.embedding))
      return ViewScore(
        logLikelihoodRatio: raw.elements[0],
        normalized: CohortNormalization.normalized(
          raw.elements[0], enrolled: enrolled.side, test: test.side))
    }
  }

  /// The calibrated log-likelihood ratio, natural logarithm: one speaker against two.
  ///
  /// Both signatures are of this model; one of another model is a programmer's error and traps.
  public func logLikelihoodRatio(_ test: VoiceSignature, against enrolled: VoiceSignature) -> Double {
    model.calibration.logLikelihoodRatio(scores: viewScores(test, against: enrolled))
  }
}
