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

    /// What it brings to a comparison besides its embedding.
    var side: CohortNormalization.Side {
      CohortNormalization.Side(statistics: cohort, uncertainty: uncertainty)
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
    try signatures(of: [(statistics, speechDuration)])[0]
  }

  /// The signatures of several recordings or enrollments; of many at once, their posteriors and their scores with the
  /// cohort are matrix products, and more than a batch of them are made side by side.
  ///
  /// - Parameter speech: of each, (N, b) in every view and the speech in seconds that they come from.
  /// - Returns: a signature for each.
  /// - Throws: ``NumericsError`` for statistics that are not finite.
  func signatures(
    of speech: [(statistics: [SignatureStatistics], duration: Double)]
  ) throws(NumericsError) -> [VoiceSignature] {
    precondition(speech.allSatisfy { $0.statistics.count == views.count }, "statistics of each view")
    let batches = stride(from: 0, to: speech.count, by: Self.signatureBatch).map {
      Array(speech[$0..<min($0 + Self.signatureBatch, speech.count)])
    }
    // What a view derives when it is first asked is derived side by side, too.
    let parts = batches.flatMap { batch in views.indices.map { (batch: batch, view: $0) } }
    @Sendable func signatures(
      ofPart part: (batch: [(statistics: [SignatureStatistics], duration: Double)], view: Int)
    ) throws(NumericsError) -> [VoiceSignature.View] {
      try views[part.view].signatures(of: part.batch.map { $0.statistics[part.view] })
    }
    let done =
      try batches.count > 1
      ? ConcurrentMap.mapWaiting(parts, signatures(ofPart:)) : parts.map(signatures(ofPart:))
    return speech.indices.map { index in
      let (batch, row) = index.quotientAndRemainder(dividingBy: Self.signatureBatch)
      return VoiceSignature(
        model: identity, views: views.indices.map { done[batch * views.count + $0][row] },
        speechDuration: speech[index].duration)
    }
  }

  /// Signatures taken at a time: enough for the products, few enough for the memory.
  private static let signatureBatch = 64
}

extension VoiceModel.View {
  /// This view's part of several signatures.
  fileprivate func signatures(
    of statistics: [SignatureStatistics]
  ) throws(NumericsError) -> [VoiceSignature.View] {
    let posteriors = try totalVariability.posteriors(of: statistics)
    let embedded = backEnd.embedded(backEnd.normalized(Matrix(rows: posteriors.map(\.mean))))
    let cohort = backEnd.cohortStatistics(of: embedded)
    return posteriors.indices.map { row in
      VoiceSignature.View(
        embedding: Array(embedded.row(row)), cohort: cohort[row],
        uncertainty: posteriors[row].uncertainty)
    }
  }
}
