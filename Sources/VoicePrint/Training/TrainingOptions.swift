/// Sizes and choices of training.
public struct TrainingOptions: Sendable, Codable, Equatable {
  /// Repeats everything random.
  public var seed: UInt64 = 1
  /// Repeats the random start of the total-variability matrices; nil derives it from ``seed``. Another one gives
  /// a model with the same mixtures, which enrollments can move to.
  public var totalVariabilitySeed: UInt64?
  /// The front end and its views.
  public var frontEnd = FrontEndOptions()
  /// Number of mixture components, C.
  public var components = 256
  /// Signature dimension, R.
  public var rank = 150
  /// Frames that the mixture is estimated from.
  public var mixtureFrames = 800_000
  /// Iterations after each split of the mixture, and four times as many at its final size.
  public var mixtureIterations = 3
  /// Iterations of the total-variability matrix.
  public var totalVariabilityIterations = 5
  /// Share of the learned view in a score, 0…1, where there is one; what it leaves is shared out alike.
  public var learnedShare = 0.12
  /// Dimension of the learned view's signature.
  public var learnedRank = 100
  /// Directions that the discriminant keeps.
  public var discriminantDimension = 150
  /// What copies of each recording go through.
  public var copies = Degradation.Kind.allCases
  /// How fast copies are played, the recording's own speed, 1, first; each other speed makes new speakers.
  public var speeds = [1, 0.89, 1.12]
  /// Recordings worked on side by side.
  public var tasks = 2
  /// Name of the model.
  public var name = "voiceprint"
  /// Day the model is made, as `YYYY-MM-DD`; in its card only.
  public var created = ""
  /// The corpora with their licences, for the model's card.
  public var corpora: [String] = []

  /// The defaults.
  public init() {}

  /// Share of each view in a score.
  var viewWeights: [Double] {
    let share = frontEnd.learned == nil ? 0 : learnedShare
    return frontEnd.views.map { _ in (1 - share) / Double(frontEnd.views.count) }
      + (frontEnd.learned == nil ? [] : [share])
  }
}

/// What training is doing.
public struct TrainingProgress: Sendable {
  /// A recording that does not sound like the speaker it is labelled with, and is kept out of back end and calibration.
  public struct LeftOut: Equatable, Sendable {
    /// Its name in the data directory.
    public let utterance: String
    /// Whom it is labelled with.
    public let speaker: String
    /// Share of the cohort, other speakers in several kinds of recording, that is nearer to it than the speaker's other
    /// recordings are, 0…1.
    public let nearerStrangers: Double
  }

  /// The stage, for people.
  public let stage: String
  /// Iteration within the stage, from 1, and how many there are; nil where there is only one pass.
  public let iteration: (Int, of: Int)?
  /// Share of the stage that is done, 0…1.
  public let fraction: Double
  /// The objective after the last iteration, in nats a frame or a recording; nil before there is one.
  public let objective: Double?
  /// Recordings that the stage left out.
  public let leftOut: [LeftOut]

  package init(
    stage: String, iteration: (Int, of: Int)? = nil, fraction: Double, objective: Double? = nil,
    leftOut: [LeftOut] = []
  ) {
    self.stage = stage
    self.leftOut = leftOut
    self.iteration = iteration
    self.fraction = fraction
    self.objective = objective
  }
}
