/// Trials divided by something that is known of them.
public struct EvaluationBreakdown: Sendable {
  /// What trials can be divided by; its raw value is its key in JSON.
  public enum Criterion: String, CaseIterable, Sendable {
    /// Speech in the test.
    case testDuration
    /// Grade of the enrollment.
    case enrollmentQuality
    /// Whether target trials stay within a session.
    case session
    /// Band of both sides.
    case bandwidth
  }

  /// Trials that have something in common.
  public struct Part: Sendable {
    /// What they have in common, for people.
    public let name: String
    /// How many enrollments they are against.
    public let enrollments: Int
    /// How many trials there are.
    public let counts: TrialCounts
    /// Equal error rate, 0…1; nil where there is only one class, as are the costs.
    public let equalErrorRate: Double?
    /// Cost of the log-likelihood ratios, in bits.
    public let logLikelihoodRatioCost: Double?
    /// The least such cost, in bits.
    public let minimumLogLikelihoodRatioCost: Double?
    /// Share of the targets rejected at the score where 1 % of all nontargets are accepted, 0…1; nil without targets.
    public let falseRejectRate: Double?
    /// Share of the nontargets accepted at that score, 0…1; nil without nontargets.
    public let falseAcceptRate: Double?
    /// Mean false-reject rate that the enrollments' grades predict, 0…1.
    public let predictedFalseRejectRate: Double
  }

  /// What trials are divided by.
  public let criterion: Criterion
  /// The parts, each with at least one trial.
  public let parts: [Part]

  /// Limits of the bins of test speech, in seconds.
  private static let durations = [3.0, 6, 12, 30]

  /// What is known of a trial.
  private typealias Known = (trial: ScoredTrial, enrollment: EvaluatedEnrollment, test: EvaluatedTest)

  /// All divisions that say something: those with at least two parts, and the grades always.
  ///
  /// - Parameters:
  ///   - trials: with their scores.
  ///   - enrollments: by name of the model; trials of others are left out.
  ///   - tests: by name of the utterance; trials of others are left out.
  ///   - knowsSessions: whether sessions were stated, not guessed.
  ///   - threshold: the score that accepts 1 % of all nontargets.
  /// - Returns: in the order of the criteria.
  static func all(
    of trials: [ScoredTrial], _ enrollments: [String: EvaluatedEnrollment], _ tests: [String: EvaluatedTest],
    knowsSessions: Bool, at threshold: Double
  ) -> [EvaluationBreakdown] {
    let known: [Known] = trials.compactMap { trial in
      guard let enrollment = enrollments[trial.model], let test = tests[trial.utterance] else { return nil }
      return (trial, enrollment, test)
    }
    var result: [EvaluationBreakdown] = []
    for criterion in Criterion.allCases where criterion != .session || knowsSessions {
      let parts = names(of: criterion).compactMap { name in
        Part(name, known.filter { belongs($0, to: name, criterion) }, threshold)
      }
      if parts.count > 1 || (criterion == .enrollmentQuality && !parts.isEmpty) {
        result.append(EvaluationBreakdown(criterion: criterion, parts: parts))
      }
    }
    return result
  }

  private static func names(of criterion: Criterion) -> [String] {
    switch criterion {
    case .testDuration: (0...durations.count).map(durationName)
    case .enrollmentQuality: EnrollmentQuality.allCases.map(\.rawValue)
    case .session: ["same session", "other session"]
    case .bandwidth:
      [
        bandName(enrolled: false, test: false), bandName(enrolled: false, test: true),
        bandName(enrolled: true, test: false), bandName(enrolled: true, test: true),
      ]
    }
  }

  private static func belongs(_ known: Known, to name: String, _ criterion: Criterion) -> Bool {
    switch criterion {
    case .testDuration:
      durationName(durations.count { known.test.speechDuration >= $0 }) == name
    case .enrollmentQuality:
      known.enrollment.quality.rawValue == name
    case .session:
      // Nontargets never share a session's speaker: they serve both parts.
      !known.trial.isTarget
        || known.enrollment.sessions.contains(known.test.session) == (name == "same session")
    case .bandwidth:
      bandName(enrolled: known.enrollment.isNarrowBand, test: known.test.isNarrowBand) == name
    }
  }

  private static func durationName(_ bin: Int) -> String {
    switch bin {
    case 0: "under \(Int(durations[0])) s"
    case durations.count: "\(Int(durations[bin - 1])) s and more"
    default: "\(Int(durations[bin - 1]))–\(Int(durations[bin])) s"
    }
  }

  private static func bandName(enrolled: Bool, test: Bool) -> String {
    "\(enrolled ? "narrow" : "wide") enrollment, \(test ? "narrow" : "wide") test"
  }
}

extension EvaluationBreakdown.Part {
  /// A part from its trials; nil where there are none.
  fileprivate init?(
    _ name: String, _ known: [(trial: ScoredTrial, enrollment: EvaluatedEnrollment, test: EvaluatedTest)],
    _ threshold: Double
  ) {
    guard !known.isEmpty else { return nil }
    let targets = known.filter(\.trial.isTarget).map(\.trial.logLikelihoodRatio)
    let nontargets = known.filter { !$0.trial.isTarget }.map(\.trial.logLikelihoodRatio)
    let enrollments = Dictionary(known.map { ($0.enrollment.model, $0.enrollment) }) { first, _ in first }
    let errors = try? DetectionErrors(targets: targets, nontargets: nontargets)
    self.name = name
    self.enrollments = enrollments.count
    counts = TrialCounts(targets: targets.count, nontargets: nontargets.count)
    equalErrorRate = errors?.equalErrorRate
    logLikelihoodRatioCost = errors?.logLikelihoodRatioCost
    minimumLogLikelihoodRatioCost = errors?.minimumLogLikelihoodRatioCost
    falseRejectRate = Self.share(targets) { $0 < threshold }
    falseAcceptRate = Self.share(nontargets) { $0 >= threshold }
    predictedFalseRejectRate =
      enrollments.values.map(\.predictedFalseRejectRate).sorted().reduce(0, +) / Double(enrollments.count)
  }

  private static func share(_ scores: [Double], where condition: (Double) -> Bool) -> Double? {
    scores.isEmpty ? nil : Double(scores.count(where: condition)) / Double(scores.count)
  }
}
