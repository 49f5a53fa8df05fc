/// Everything that turns recordings into comparable signatures: front end, views and calibration. Immutable.
///
/// A model has two identities. Statistics of recordings depend on the front end and the mixtures alone, so that
/// they move between models that share ``statisticsIdentity``; signatures belong to one ``identity``.
public struct VoiceModel: Sendable {
  /// The models of one view.
  public struct View: Sendable {
    /// The universal background model.
    public let mixture: GaussianMixture
    /// The total-variability model.
    public let totalVariability: TotalVariabilityModel
    /// Projection, PLDA and cohort.
    public let backEnd: SignatureBackEnd

    /// The models of a view.
    public init(
      mixture: GaussianMixture, totalVariability: TotalVariabilityModel, backEnd: SignatureBackEnd
    ) {
      precondition(mixture.components == totalVariability.components, "loadings for each component")
      self.mixture = mixture
      self.totalVariability = totalVariability
      self.backEnd = backEnd
    }
  }

  /// What a model was made from, for people.
  public struct Card: Equatable, Sendable, Codable {
    /// Name of the model.
    public var name: String
    /// Day it was made, as `YYYY-MM-DD`.
    public var created: String
    /// The corpora it was trained on, each with its licence.
    public var corpora: [String]
    /// Seed of everything random in its training.
    public var seed: UInt64
    /// Number of speakers it was trained on.
    public var speakers: Int
    /// Hours of recordings it was trained on, before degraded copies.
    public var hours: Double

    /// A card from its entries.
    public init(name: String, created: String, corpora: [String], seed: UInt64, speakers: Int, hours: Double)
    {
      self.name = name
      self.created = created
      self.corpora = corpora
      self.seed = seed
      self.speakers = speakers
      self.hours = hours
    }
  }

  /// The front end.
  public let frontEnd: FrontEndOptions
  /// The views, in the order of the front end's, the learned one last.
  public let views: [View]
  /// What the learned view is seen with; nil in a model without one.
  public let network: RecurrentNetwork?
  /// Scores to log-likelihood ratios.
  public let calibration: ScoreCalibration
  /// Measurements of an enrollment to its grade.
  public let quality: QualityModel
  /// What is known of places that were not in training; nil in a model that was trained without.
  public let place: PlaceModel?
  /// What the model was made from.
  public let card: Card
  /// Names the whole model: SHA-256 of all that changes an answer.
  public let identity: ContentDigest
  /// Names front end and mixtures: models that share it share statistics.
  public let statisticsIdentity: ContentDigest

  /// A model from its parts, rounded to what a model file holds; its identities follow from them.
  public init(
    frontEnd: FrontEndOptions, views: [View], calibration: ScoreCalibration, quality: QualityModel,
    card: Card,
    place: PlaceModel? = nil, network: RecurrentNetwork? = nil
  ) {
    precondition(
      views.count == frontEnd.viewNames.count && !views.isEmpty, "models for each view of the front end")
    precondition((network != nil) == (frontEnd.learned != nil), "a network for a learned view")
    // One identity gives one answer, whether or not the model went through its file.
    let archive = Self.archive(frontEnd, views, network, calibration, quality, place, card)
    let rounded: (views: [View], network: RecurrentNetwork?)
    do {
      rounded = (
        try Self.views(of: archive, frontEnd),
        try frontEnd.learned.map { try RecurrentNetwork(archive: archive, of: $0) }
      )
    } catch {
      preconditionFailure("the parts of a model fit together and are finite: \(error)")
    }
    self.init(
      frontEnd: frontEnd, views: rounded.views, network: rounded.network, calibration: calibration,
      quality: quality,
      card: card,
      place: place,
      identity: archive.contentIdentity)
  }

  /// A model read from a file that was checked already.
  init(
    frontEnd: FrontEndOptions, views: [View], network: RecurrentNetwork?, calibration: ScoreCalibration,
    quality: QualityModel, card: Card, place: PlaceModel?, identity: ContentDigest
  ) {
    self.frontEnd = frontEnd
    self.views = views
    self.network = network
    self.calibration = calibration
    self.quality = quality
    self.card = card
    self.place = place
    self.identity = identity
    statisticsIdentity = Self.statisticsIdentity(frontEnd, views.map(\.mixture), network)
  }

  /// The views of cepstra: all but the learned one.
  var cepstralViews: ArraySlice<View> { views.prefix(frontEnd.views.count) }

  private static func statisticsIdentity(
    _ frontEnd: FrontEndOptions, _ mixtures: [GaussianMixture], _ network: RecurrentNetwork?
  ) -> ContentDigest {
    var hash = ContentDigest.Hasher()
    hash.update(Array(JSON.text(of: frontEnd).utf8))
    for mixture in mixtures {
      hash.update(mixture.weights)
      hash.update(mixture.means.elements)
      hash.update(mixture.variances.elements)
    }
    if let network { hash.update(network.contentDigest.bytes) }
    return hash.finalize()
  }
}

/// A model shows itself as its name and identity, not as its millions of numbers.
extension VoiceModel: CustomStringConvertible, CustomReflectable {
  /// Name and the first digits of the identity.
  public var description: String { "\(card.name) \(identity.short)" }

  /// Name and identity alone.
  public var customMirror: Mirror {
    Mirror(self, children: ["name": card.name, "identity": identity.short], displayStyle: .struct)
  }
}
