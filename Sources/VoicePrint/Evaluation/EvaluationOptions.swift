/// What is evaluated, and how.
public struct EvaluationOptions: Sendable {
  /// What recordings go through first.
  public var condition = EvaluationCondition.clean
  /// Each test is cut where it holds this much speech, in seconds; nil leaves it whole.
  public var testSeconds: Double?
  /// Each enrollment sample is cut where it holds this much speech, in seconds; nil leaves it whole.
  public var enrollmentSeconds: Double?
  /// At most the first this many samples of each enrollment; nil takes all.
  public var samples: Int?
  /// At which decisions are made; natural-log likelihood ratio.
  public var threshold = OperatingPoint().threshold
  /// Numbers of speakers who are enrolled at the place that the set is, for ``TrialEvaluation/places``.
  public var placeSizes: [Int] = []
  /// Random splits of the speakers for each of them.
  public var placeSplits = 20
  /// Where decisions are made at a place; nil makes them at ``threshold``.
  public var placePoint: (@Sendable (Place) -> OperatingPoint)?
  /// Repeats everything random: degradations and bootstrap.
  public var seed: UInt64 = 1
  /// Recordings worked on side by side.
  public var tasks = 2

  /// The defaults: whole recordings, as they are.
  public init() {}
}
