/// A comparison that was made.
public struct ScoredTrial: Equatable, Sendable {
  /// Name of the enrolled model.
  public let model: String
  /// Name of the utterance that was tested.
  public let utterance: String
  /// Whether both are one speaker.
  public let isTarget: Bool
  /// Calibrated log-likelihood ratio, natural logarithm.
  public let logLikelihoodRatio: Double

  /// A trial with its score.
  public init(model: String, utterance: String, isTarget: Bool, logLikelihoodRatio: Double) {
    self.model = model
    self.utterance = utterance
    self.isTarget = isTarget
    self.logLikelihoodRatio = logLikelihoodRatio
  }
}

/// What is known of an enrollment that trials are made against.
public struct EvaluatedEnrollment: Equatable, Sendable {
  /// Its name in `enroll`.
  public let model: String
  /// Whose it is.
  public let speaker: String
  /// The sessions its samples come from.
  public let sessions: Set<String>
  /// How many samples it has.
  public let samples: Int
  /// Detected speech, in seconds.
  public let speechDuration: Double
  /// Whether most of the speech is in a telephone's band.
  public let isNarrowBand: Bool
  /// Its grade.
  public let quality: EnrollmentQuality
  /// The false-reject rate at 1 % false accepts that the grade rests on, 0…1.
  public let predictedFalseRejectRate: Double
}

/// What is known of a recording that was tested.
public struct EvaluatedTest: Equatable, Sendable {
  /// Its name.
  public let utterance: String
  /// Where or when it was recorded.
  public let session: String
  /// Detected speech, in seconds.
  public let speechDuration: Double
  /// Whether it is in a telephone's band.
  public let isNarrowBand: Bool
}
