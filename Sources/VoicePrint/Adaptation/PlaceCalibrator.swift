internal import RealModule

/// Fits the calibration of a place to what is enrolled there.
///
/// Speakers of different names are impostors to each other; the samples of one name are one person. The line is the most
/// likely one under a prior that training has fitted over its corpora as places: maximum a posteriori logistic regression
/// (van Leeuwen and Brümmer 2013; Brümmer and Swart 2014). Every comparison is made as a decision would be: by a place of which
/// neither side is a member.
public struct PlaceCalibrator: Sendable {
  /// An enrollment of the place.
  public struct Voice: Sendable {
    /// The speaker's name.
    public let name: String
    /// Of all samples.
    public let signature: VoiceSignature
    /// Each sample, and all others of the enrollment together; empty where there is one sample alone.
    public let samples: [(sample: VoiceSignature, others: VoiceSignature)]

    /// A voice from its parts.
    public init(
      name: String, signature: VoiceSignature, samples: [(sample: VoiceSignature, others: VoiceSignature)]
    ) {
      self.name = name
      self.signature = signature
      self.samples = samples
    }
  }

  /// Enrollments that do not fit their names.
  public struct Doubt: Equatable, Sendable {
    /// Two names that sound like one person, or one name whose samples sound like two.
    public let names: [String]
    /// The log-likelihood ratio, at the place, that it is one person, in nats.
    public let logLikelihoodRatio: Double
  }

  /// A fitted calibration.
  public struct Fit: Sendable {
    /// The calibration.
    public let calibration: PlaceCalibration
    /// What was left out of it, the least believable first.
    public let doubts: [Doubt]
    /// Ratios of impostors before and after, in nats; those that were left out are not among them.
    public let impostors: (before: [Double], after: [Double])
    /// Ratios of each speaker's own samples before and after, in nats.
    public let own: (before: [Double], after: [Double])
  }

  private let model: VoiceModel
  private let known: PlaceModel

  /// Beyond this ratio, a hundred to one, after a first fit, two names are taken for one person, or one for two.
  private static let doubtThreshold = 4.6

  /// A calibrator.
  ///
  /// - Throws: ``CalibrationError/modelKnowsNoPlaces`` for a model that was trained without.
  public init(model: VoiceModel) throws(CalibrationError) {
    guard let known = model.place else { throw .modelKnowsNoPlaces }
    self.model = model
    self.known = known
  }

  /// Why a place cannot be calibrated.
  public enum CalibrationError: Error, Equatable, CustomStringConvertible {
    /// Too few speakers.
    case tooFewSpeakers(found: Int, needed: Int)
    /// The model was trained from one corpus alone.
    case modelKnowsNoPlaces

    /// What was wrong and what to do.
    public var description: String {
      switch self {
      case .tooFewSpeakers(let found, let needed):
        "a calibration needs complete enrollments of \(needed) speakers, and there are \(found): enroll \(needed - found) more"
      case .modelKnowsNoPlaces:
        "this model cannot be calibrated: it was trained without places, which takes recordings of three corpora or more"
      }
    }
  }

  /// The calibration of a place.
  ///
  /// - Parameters:
  ///   - voices: its enrollments, each speaker once; of more than ``Place/capacity`` those take part that would in decisions.
  ///   - recordings: recordings of the place by nobody in particular; each counts as an impostor to all but the one speaker that it
  ///     is nearest to, who may be the one who speaks.
  /// - Returns: the calibration, what was left out, and the ratios before and after.
  /// - Throws: ``CalibrationError/tooFewSpeakers(found:needed:)``, or ``NumericsError`` for signatures that are not finite.
  public func fit(_ voices: [Voice], recordings: [VoiceSignature] = []) throws -> Fit {
    let voices = Place.chosen(voices, by: \.name)
    guard voices.count >= PlaceModel.leastSpeakers else {
      throw CalibrationError.tooFewSpeakers(found: voices.count, needed: PlaceModel.leastSpeakers)
    }
    let scorer = SignatureScorer(
      model: model, place: Place(voices.map { ($0.name, $0.signature) }))
    var pairs = comparisons(of: voices, by: scorer)
    var own = ownComparisons(of: voices, by: scorer)
    let unnamed = recordings.flatMap { recording in
      voices.map { scorer.modelRatio(recording, against: $0.signature, of: [$0.name]) }
        .sorted(by: >).dropFirst()
    }
    func line() throws -> (offset: Double, scale: Double) {
      try known.prior.line(
        impostors: pairs.map(\.ratio) + unnamed, own: own.map(\.ratio),
        weight: Double(voices.count + recordings.count))
    }
    // What cannot be what its names say would decide the line by itself.
    let first = try line()
    func read(_ ratio: Double) -> Double { first.offset + first.scale * ratio }
    let doubts =
      (pairs.filter { read($0.ratio) > Self.doubtThreshold }.map {
        Doubt(names: $0.names, logLikelihoodRatio: read($0.ratio))
      }
      + own.filter { read($0.ratio - known.prior.sessionGain) < -Self.doubtThreshold }.map {
        Doubt(names: $0.names, logLikelihoodRatio: read($0.ratio))
      }).sorted { $0.logLikelihoodRatio.magnitude > $1.logLikelihoodRatio.magnitude }
    pairs.removeAll { read($0.ratio) > Self.doubtThreshold }
    own.removeAll { read($0.ratio - known.prior.sessionGain) < -Self.doubtThreshold }
    let last = doubts.isEmpty ? first : try line()
    let calibration = PlaceCalibration(
      model: model.identity, offset: last.offset, scale: last.scale, speakers: voices.count,
      comparisons: pairs.count, ownComparisons: own.count, recordings: recordings.count)
    let impostors = pairs.map(\.ratio) + unnamed
    return Fit(
      calibration: calibration, doubts: doubts,
      impostors: (
        impostors.map { $0 - known.caution }, impostors.map { calibration.logLikelihoodRatio($0) }
      ),
      own: (
        own.map { $0.ratio - known.caution }, own.map { calibration.logLikelihoodRatio($0.ratio) }
      ))
  }

  private typealias Comparison = (names: [String], ratio: Double)

  /// Every two speakers, by a place without both.
  private func comparisons(of voices: [Voice], by scorer: SignatureScorer) -> [Comparison] {
    voices.indices.flatMap { i in
      voices[..<i].map { other in
        (
          [other.name, voices[i].name],
          scorer.modelRatio(
            voices[i].signature, against: other.signature, of: [voices[i].name, other.name])
        )
      }
    }
  }

  /// Every speaker with more than one sample: the mean over the samples of each against all others.
  private func ownComparisons(of voices: [Voice], by scorer: SignatureScorer) -> [Comparison] {
    voices.filter { !$0.samples.isEmpty }.map { voice in
      let ratios = voice.samples.map {
        scorer.modelRatio($0.sample, against: $0.others, of: [voice.name])
      }
      return ([voice.name], ratios.reduce(0, +) / Double(ratios.count))
    }
  }
}

extension PlaceModel.Prior {
  /// The most likely line.
  ///
  /// - Parameters:
  ///   - impostors: ratios of comparisons of two speakers, as the model reads them, in nats.
  ///   - own: ratios of speakers' own samples, likewise.
  ///   - weight: of all impostors together; each of `own` weighs ``ownWeight``.
  /// - Returns: offset in nats, and scale.
  /// - Throws: ``NumericsError`` for ratios that are not finite.
  func line(
    impostors: [Double], own: [Double], weight: Double
  ) throws(NumericsError) -> (offset: Double, scale: Double) {
    let features =
      impostors.map { [offsetDeviation, scaleDeviation * $0] }
      + own.map { [offsetDeviation, scaleDeviation * ($0 - sessionGain)] }
    let weights =
      Array(repeating: weight / Double(max(impostors.count, 1)), count: impostors.count)
      + Array(repeating: max(ownWeight, Self.leastWeight), count: own.count)
    // Coefficients in units of their deviations, so that the ridge is the prior: half the squared distance from its mean.
    var regression = LogisticRegression()
    regression.ridge = 1 / weights.reduce(0, +)
    let line = try regression.fit(
      Matrix(rows: features),
      labels: Array(repeating: false, count: impostors.count) + Array(repeating: true, count: own.count),
      weights: weights, start: [offset / offsetDeviation, 1 / scaleDeviation])
    return (line[0] * offsetDeviation, max(line[1] * scaleDeviation, Self.leastScale))
  }

  /// Weights are above 0.
  private static let leastWeight = 1e-6
  /// A ratio that falls where the model's rises would be no calibration.
  private static let leastScale = 0.1
}
