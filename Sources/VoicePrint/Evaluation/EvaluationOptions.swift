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
  /// Repeats everything random: degradations and bootstrap.
  public var seed: UInt64 = 1
  /// Recordings worked on side by side.
  public var tasks = 2

  /// The defaults: whole recordings, as they are.
  public init() {}
}
