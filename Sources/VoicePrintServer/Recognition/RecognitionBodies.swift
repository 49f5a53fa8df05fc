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

  /// What a decision costs and how likely its answer is beforehand.
  var point: OperatingPoint {
    get throws(ServerError) {
      let standard = OperatingPoint()
      let prior = prior ?? standard.targetPrior
      guard prior >= Self.smallestPrior, prior <= 1 - Self.smallestPrior else {
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
      guard let top else { return 10 }
      guard top >= 0 else { throw .invalidParameter("top", reason: "‘top’ is 0, for all, or more") }
      return top == 0 ? nil : top
    }
  }

  private func cost(_ given: Double?, _ name: String, _ standard: Double) throws(ServerError) -> Double {
    let cost = given ?? standard
    // Beyond these the logarithm of their ratio leaves the numbers that are written as JSON.
    guard cost >= 1e-6, cost <= 1e6 else {
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
  let threshold: Double
  let posterior: Double
  let speechDuration: Double
  let enrollmentComplete: Bool
}

/// Who it is, if it is anybody, and how likely the others are.
struct IdentificationAnswer: Encodable, Sendable {
  struct Candidate: Encodable, Sendable {
    let speakerId: String
    let logLikelihoodRatio: Double
    let posterior: Double
  }

  let speakerId: String
  let threshold: Double
  let speechDuration: Double
  let candidates: [Candidate]

  init(_ ranking: SpeakerRanking, at point: OperatingPoint, top: Int?, speechDuration: Double) {
    speakerId = ranking.identified(at: point)?.speaker.text ?? RecognitionRoutes.nobody
    threshold = point.threshold
    self.speechDuration = speechDuration
    candidates = ranking.candidates.prefix(top ?? ranking.candidates.count).map {
      Candidate(
        speakerId: $0.speaker.text, logLikelihoodRatio: $0.logLikelihoodRatio,
        posterior: point.posterior(logLikelihoodRatio: $0.logLikelihoodRatio))
    }
  }
}
