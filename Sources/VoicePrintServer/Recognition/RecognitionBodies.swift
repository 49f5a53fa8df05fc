internal import VoicePrint

/// The body of a request to verify or to identify.
struct RecognitionInput: Decodable, Sendable {
  let content: RequestFields.Audio
  let speakerId: RequestFields.Text?
  let speakerIds: [RequestFields.Text]?
  let partial: Bool?
  let top: Int?
  let prior: Double?
  let missCost: Double?
  let falseAcceptCost: Double?

  /// Thresholds of smaller ones, and of those nearer to 1, are beyond the numbers that JSON can hold, or of no use.
  static let smallestPrior = 1e-9
  /// Priors that a decision can be made at.
  static let priors = smallestPrior...1 - smallestPrior
  /// Beyond these the logarithm of their ratio leaves the numbers that are written as JSON.
  static let costs = 1e-6...1e6
  /// Where nothing else is said: the point, how many of a ranking are answered, and whom it is among.
  static let standard = (point: OperatingPoint(), top: 10, partial: false)

  /// What a decision costs and how likely its answer is beforehand.
  var point: OperatingPoint {
    get throws(ServerError) {
      let standard = Self.standard.point
      let prior = prior ?? standard.targetPrior
      guard Self.priors.contains(prior) else {
        throw .invalidParameter(
          "prior", reason: "‘prior’ is between 0 and 1, and \(Self.smallestPrior) or more from both")
      }
      return OperatingPoint(
        targetPrior: prior, missCost: try cost(missCost, "missCost", standard.missCost),
        falseAcceptCost: try cost(falseAcceptCost, "falseAcceptCost", standard.falseAcceptCost))
    }
  }

  /// How many of the ranking are answered; nil for all.
  var shown: Int? {
    get throws(ServerError) {
      guard let top else { return Self.standard.top }
      guard top >= 0 else { throw .invalidParameter("top", reason: "‘top’ is 0, for all, or more") }
      return top == 0 ? nil : top
    }
  }

  private func cost(_ given: Double?, _ name: String, _ standard: Double) throws(ServerError) -> Double {
    let cost = given ?? standard
    guard Self.costs.contains(cost) else {
      throw .invalidParameter(name, reason: "‘\(name)’ is from 0.000001 to 1000000")
    }
    return cost
  }
}

/// A decision with its evidence.
struct VerificationAnswer: Encodable, Sendable {
  let speakerId: String
  let accepted: Bool
  let logLikelihoodRatio: Double
  let largestSupportedRatio: Double?
  let smallestSupportedRatio: Double?
  let threshold: Double
  let posterior: Double
  let falseAcceptRate: Double
  let placeSpeakers: Int
  let calibrated: Bool
  let speechDuration: Double
  let enrollmentComplete: Bool

  init(
    _ speaker: SpeakerID, _ ratio: Double, at point: OperatingPoint, _ known: PlaceKnowledge,
    speechDuration: Double, enrollmentComplete: Bool
  ) {
    speakerId = speaker.text
    accepted = ratio >= point.threshold
    logLikelihoodRatio = ratio
    largestSupportedRatio = known.supported?.upperBound
    smallestSupportedRatio = known.supported?.lowerBound
    threshold = point.threshold
    posterior = known.posterior(ratio)
    falseAcceptRate = known.falseAcceptRate
    placeSpeakers = known.speakers
    calibrated = known.isCalibrated
    self.speechDuration = speechDuration
    self.enrollmentComplete = enrollmentComplete
  }
}

/// Who it is, if it is anybody, and how likely the others are.
struct IdentificationAnswer: Encodable, Sendable {
  struct Candidate: Encodable, Sendable {
    let speakerId: String
    let logLikelihoodRatio: Double
    let posterior: Double
  }

  let speakerId: String
  let largestSupportedRatio: Double?
  let smallestSupportedRatio: Double?
  let threshold: Double
  let falseAcceptRate: Double
  let placeSpeakers: Int
  let calibrated: Bool
  let speechDuration: Double
  let candidates: [Candidate]

  init(
    _ ranked: [SpeakerRanking.Candidate], at point: OperatingPoint, _ known: PlaceKnowledge,
    speechDuration: Double
  ) {
    speakerId =
      ranked.first.flatMap { $0.logLikelihoodRatio >= point.threshold ? $0.speaker.text : nil }
      ?? RecognitionRoutes.nobody
    largestSupportedRatio = known.supported?.upperBound
    smallestSupportedRatio = known.supported?.lowerBound
    threshold = point.threshold
    falseAcceptRate = known.falseAcceptRate
    placeSpeakers = known.speakers
    calibrated = known.isCalibrated
    self.speechDuration = speechDuration
    candidates = ranked.map {
      Candidate(
        speakerId: $0.speaker.text, logLikelihoodRatio: $0.logLikelihoodRatio,
        posterior: known.posterior($0.logLikelihoodRatio))
    }
  }
}
