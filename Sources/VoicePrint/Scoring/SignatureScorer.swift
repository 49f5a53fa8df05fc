/// Compares signatures of one model at a place.
public struct SignatureScorer: Sendable {
  private let model: VoiceModel
  private let place: Place?
  /// For each view, how recordings compare while all members, all but one, or all but two are known, where there are so many.
  private let comparisons: [[SingleRecordingComparison]]
  /// What of the members' sum is the place's centre, likewise.
  private let shares: [Double]

  /// A scorer of recordings that are of one place, and of which nothing else is known, without the caution of a decision: the
  /// parts of a conversation.
  public init(model: VoiceModel) { self.init(model, nil) }

  /// A scorer for decisions at a place.
  ///
  /// - Parameters:
  ///   - model: made the signatures.
  ///   - place: its members have signatures of the model.
  public init(model: VoiceModel, place: Place) { self.init(model, place) }

  private init(_ model: VoiceModel, _ place: Place?) {
    self.model = model
    self.place = place
    let counts = [place?.count ?? 0, max((place?.count ?? 0) - 1, 0), max((place?.count ?? 0) - 2, 0)]
    let shares = counts.map { model.place?.remainingVariance(speakers: $0) ?? 0 }
    self.shares = shares
    comparisons = model.views.map { view in
      shares.map { SingleRecordingComparison(view.backEnd.plda, placeVariance: $0) }
    }
  }

  /// How two signatures compare in one view.
  public struct ViewScore: Equatable, Sendable {
    /// PLDA's log-likelihood ratio, natural logarithm, not calibrated.
    public let logLikelihoodRatio: Double
    /// The same, measured against the cohort.
    public let normalized: Double
  }

  /// How two signatures compare in each view.
  ///
  /// - Parameters:
  ///   - test: one of the two.
  ///   - enrolled: the other.
  ///   - speakers: names of those who are compared, where they are enrolled at the place: they are not counted among its
  ///     members; at most two.
  /// - Returns: a score for each view.
  public func viewComparisons(
    _ test: VoiceSignature, against enrolled: VoiceSignature, of speakers: [String] = []
  ) -> [ViewScore] {
    precondition(test.model == model.identity && enrolled.model == model.identity, "signatures of this model")
    precondition(speakers.count <= 2, "two sides")
    let members = speakers.compactMap { place?.embeddings[$0] }
    return model.views.indices.map { view in
      let (enrolled, test) = (enrolled.views[view], test.views[view])
      var centre = place?.sums.dropFirst(view).first ?? Array(repeating: 0, count: enrolled.embedding.count)
      for member in members { centre.add(member[view], scaledBy: -1) }
      let raw = comparisons[view][members.count].logLikelihoodRatio(
        enrolled.embedding, test.embedding, less: centre, scaledBy: shares[members.count])
      return ViewScore(
        logLikelihoodRatio: raw,
        normalized: CohortNormalization.normalized(raw, enrolled: enrolled.side, test: test.side))
    }
  }

  /// The calibrated log-likelihood ratio, natural logarithm: one speaker against two.
  ///
  /// Both signatures are of this model; one of another model is a programmer's error and traps.
  ///
  /// - Parameters:
  ///   - test: one of the two.
  ///   - enrolled: the other.
  ///   - speakers: names of those who are compared, where they are enrolled at the place.
  /// - Returns: the ratio, in nats.
  public func logLikelihoodRatio(
    _ test: VoiceSignature, against enrolled: VoiceSignature, of speakers: [String] = []
  ) -> Double {
    model.logLikelihoodRatio(
      at: place, modelRatio: modelRatio(test, against: enrolled, of: speakers))
  }

  /// The ratio as the model reads it, before the place's calibration.
  func modelRatio(
    _ test: VoiceSignature, against enrolled: VoiceSignature, of speakers: [String]
  ) -> Double {
    model.calibration.logLikelihoodRatio(
      scores: viewComparisons(test, against: enrolled, of: speakers).map(\.normalized))
  }
}

extension VoiceModel {
  /// The ratio at a place of a ratio as the model reads it, in nats: by the place's calibration where it has one of this
  /// model, otherwise with the model's caution; unchanged where no decision is made at any place.
  func logLikelihoodRatio(at place: Place?, modelRatio: Double) -> Double {
    guard let place, let known = self.place else { return modelRatio }
    return calibration(of: place)?.logLikelihoodRatio(modelRatio) ?? modelRatio - known.caution
  }

  /// A place's calibration, if it is one of this model.
  public func calibration(of place: Place) -> PlaceCalibration? {
    place.calibration.flatMap { $0.model == identity.description ? $0 : nil }
  }
}
