/// How well trials were told apart, with everything a report shows.
public struct TrialEvaluation: Sendable {
  /// The trials with their scores, in the order of the list.
  public let trials: [ScoredTrial]
  /// The enrollments by name of the model.
  public let enrollments: [String: EvaluatedEnrollment]
  /// The tests by name of the utterance.
  public let tests: [String: EvaluatedTest]
  /// The errors at every threshold.
  public let errors: DetectionErrors
  /// The figures, with their 95 % intervals over speakers.
  public let estimates: [ErrorMeasure: Estimate]
  /// False-reject rates over false-accept rates from 0.02 % to 80 %, evenly spaced on a DET plot's axis.
  public let curve: [CurvePoint]
  /// At which decisions are made; natural-log likelihood ratio.
  public let threshold: Double
  /// The same figures for parts of the trials.
  public let breakdowns: [EvaluationBreakdown]
  /// How decisions hold when speakers of the set are enrolled at its place; empty where that was not asked.
  public internal(set) var places: [PlaceEvaluation.Row] = []

  /// Measures scored trials.
  ///
  /// - Parameters:
  ///   - trials: each model with each utterance at most once.
  ///   - enrollments: what is known of the models; may be empty.
  ///   - tests: what is known of the utterances; may be empty.
  ///   - knowsSessions: whether sessions were stated, not guessed.
  ///   - threshold: at which decisions are made; natural-log likelihood ratio.
  ///   - seed: repeats the bootstrap.
  /// - Throws: ``EvaluationError``.
  public init(
    trials: [ScoredTrial], enrollments: [EvaluatedEnrollment] = [], tests: [EvaluatedTest] = [],
    knowsSessions: Bool = false, threshold: Double = OperatingPoint().threshold, seed: UInt64 = 1
  ) throws(EvaluationError) {
    var seen: Set<[String]> = []
    for trial in trials {
      guard trial.logLikelihoodRatio.isFinite else {
        throw .notFinite(model: trial.model, utterance: trial.utterance)
      }
      guard seen.insert([trial.model, trial.utterance]).inserted else {
        throw .duplicateTrial(model: trial.model, utterance: trial.utterance)
      }
    }
    self.trials = trials
    self.enrollments = Dictionary(enrollments.map { ($0.model, $0) }) { first, _ in first }
    self.tests = Dictionary(tests.map { ($0.utterance, $0) }) { first, _ in first }
    self.threshold = threshold
    errors = try DetectionErrors(
      targets: trials.filter(\.isTarget).map(\.logLikelihoodRatio),
      nontargets: trials.filter { !$0.isTarget }.map(\.logLikelihoodRatio))
    let rates = Self.curveRates
    let estimates = try SpeakerBootstrap(trials, speakers: self.enrollments.mapValues(\.speaker))
      .estimates(threshold: threshold, rates: rates, seed: seed)
    self.estimates = estimates.measures
    curve = zip(rates, estimates.falseRejectRates).map {
      CurvePoint(falseAcceptRate: $0, falseRejectRate: $1)
    }
    breakdowns = EvaluationBreakdown.all(
      of: trials, self.enrollments, self.tests, knowsSessions: knowsSessions,
      at: errors.point(atFalseAcceptRate: 0.01).threshold)
  }

  /// A point of the DET curve.
  public struct CurvePoint: Equatable, Sendable {
    /// Share of nontargets that may be accepted, 0…1.
    public let falseAcceptRate: Double
    /// Share of targets that are rejected then, with its interval, 0…1.
    public let falseRejectRate: Estimate
  }

  private static var curveRates: [Double] {
    let (first, last) = (NormalDistribution.quantile(0.0002), NormalDistribution.quantile(0.8))
    let steps = 60
    return (0...steps).map { step in
      NormalDistribution.probability(below: first + (last - first) * Double(step) / Double(steps))
    }
  }

  /// The figure of a measure.
  public subscript(measure: ErrorMeasure) -> Estimate {
    guard let estimate = estimates[measure] else { preconditionFailure("every measure is estimated") }
    return estimate
  }

  /// The highest false-accept rate that calibrated ratios allow at the threshold, 0…1, whatever the speakers.
  public var allowedFalseAcceptRate: Double { min(1, (-threshold).exponential) }

  /// The false-accept rate that the target scores promise at the threshold, 0…1.
  public var promisedFalseAcceptRate: Double { errors.promisedFalseAcceptRate(atThreshold: threshold) }
}
