internal import Foundation
internal import VoicePrint

/// What `evaluate` answers: the figures, and all that is needed to repeat them.
struct EvaluateSummary: Encodable {
  let evaluation: TrialEvaluation
  let model: VoiceModel
  let data: String
  let condition: EvaluationCondition
  let testSeconds: Double?
  let enrollSeconds: Double?
  let samples: Int?
  let seed: UInt64
  /// How long it took.
  let seconds: Double

  /// Recordings in which too little speech was found for the engine to enroll or test them.
  var shortTests: Int {
    evaluation.tests.values.count { $0.speechDuration < SignatureExtractor.minimumSpeech }
  }

  func encode(to encoder: any Encoder) throws {
    var root = encoder.container(keyedBy: Key.self)
    for measure in ErrorMeasure.allCases { try root.encode(evaluation[measure].value, forKey: Key(measure)) }
    try root.encode(evaluation.errors.total.targets, forKey: "targets")
    try root.encode(evaluation.errors.total.nontargets, forKey: "nontargets")
    try root.encode(evaluation.enrollments.count, forKey: "enrollments")
    try root.encode(Set(evaluation.enrollments.values.map(\.speaker)).count, forKey: "speakers")
    try root.encode(evaluation.tests.count, forKey: "tests")
    try root.encode(shortTests, forKey: "testsUnderOneSecond")
    try root.encode(evaluation.threshold, forKey: "threshold")
    try root.encode(evaluation.allowedFalseAcceptRate, forKey: "allowedFarAtThreshold")
    try root.encode(evaluation.promisedFalseAcceptRate, forKey: "promisedFarAtThreshold")
    try root.encode(data, forKey: "data")
    try root.encode(condition.description, forKey: "condition")
    try root.encodeIfPresent(testSeconds, forKey: "testSeconds")
    try root.encodeIfPresent(enrollSeconds, forKey: "enrollSeconds")
    try root.encodeIfPresent(samples, forKey: "samples")
    try root.encode(seed, forKey: "seed")
    try root.encode(seconds, forKey: "seconds")
    try root.encode("\(model.identity)", forKey: "model")
    try root.encode(model.card.name, forKey: "modelName")

    if !evaluation.places.isEmpty {
      try root.encode(evaluation.places.map(PlaceRow.init), forKey: "places")
    }

    var intervals = root.nestedContainer(keyedBy: Key.self, forKey: "intervals")
    for measure in ErrorMeasure.allCases {
      let estimate = evaluation[measure]
      try intervals.encode([estimate.lower, estimate.upper], forKey: Key(measure))
    }
    var breakdowns = root.nestedContainer(keyedBy: Key.self, forKey: "breakdowns")
    for breakdown in evaluation.breakdowns {
      try breakdowns.encode(breakdown.parts.map(Part.init), forKey: Key(breakdown.criterion.rawValue))
    }
  }

  private struct PlaceRow: Encodable {
    let row: PlaceEvaluation.Row

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(row.speakers, forKey: "speakers")
      try container.encode(row.splits, forKey: "splits")
      try container.encode(row.falseAcceptRate, forKey: "farAtThreshold")
      try container.encode(row.falseAcceptError, forKey: "farStandardError")
      try container.encode(row.promisedFalseAcceptRate, forKey: "promisedFar")
      try container.encode(row.falseRejectRate, forKey: "frrAtThreshold")
      try container.encode(row.threshold, forKey: "threshold")
      try container.encode(row.logLikelihoodRatioCost.actual, forKey: "cllr")
      try container.encode(row.logLikelihoodRatioCost.minimum, forKey: "minCllr")
      try container.encode(row.equalErrorRate, forKey: "eer")
      try container.encode(row.minimumCost, forKey: "minDCF_0.01")
      try container.encode(row.trials.targets, forKey: "targets")
      try container.encode(row.trials.impostors, forKey: "nontargets")
      try container.encode(row.beyondSupport.largestRatio, forKey: "largestSupportedRatio")
      try container.encode(row.beyondSupport.targets, forKey: "targetsBeyondSupport")
      try container.encode(row.beyondSupport.impostors, forKey: "nontargetsBeyondSupport")
    }
  }

  private struct Part: Encodable {
    let part: EvaluationBreakdown.Part

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(part.name, forKey: "name")
      try container.encode(part.enrollments, forKey: "enrollments")
      try container.encode(part.counts.targets, forKey: "targets")
      try container.encode(part.counts.nontargets, forKey: "nontargets")
      try container.encodeIfPresent(part.equalErrorRate, forKey: "eer")
      try container.encodeIfPresent(part.logLikelihoodRatioCost, forKey: "cllr")
      try container.encodeIfPresent(part.minimumLogLikelihoodRatioCost, forKey: "minCllr")
      try container.encodeIfPresent(part.falseRejectRate, forKey: "frr")
      try container.encodeIfPresent(part.falseAcceptRate, forKey: "far")
      try container.encode(part.predictedFalseRejectRate, forKey: "predictedFrr")
    }
  }

  private struct Key: CodingKey, ExpressibleByStringLiteral {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ text: String) { stringValue = text }
    init(_ measure: ErrorMeasure) { stringValue = measure.rawValue }
    init(stringLiteral text: String) { stringValue = text }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
