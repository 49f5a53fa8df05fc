internal import Foundation
internal import VoicePrint

/// The figures of an evaluation as text for people.
struct EvaluateTable {
  /// The whole table.
  let text: String

  init(_ summary: EvaluateSummary) {
    let evaluation = summary.evaluation
    let total = evaluation.errors.total
    var lines = [
      "\(summary.data), \(summary.condition): \(evaluation.enrollments.count) enrollments, "
        + "\(evaluation.tests.count) tests, \(total.targets) target and \(total.nontargets) nontarget trials",
      "model \(summary.model.card.name) \(summary.model.identity.short)",
      "",
    ]
    for measure in ErrorMeasure.allCases {
      let estimate = evaluation[measure]
      lines.append(
        measure.title(threshold: evaluation.threshold).padded(to: 44)
          + measure.text(of: estimate.value).aligned(to: 10) + "   "
          + measure.range(of: estimate))
    }
    lines.append("")
    lines.append(
      "impostors accepted at \(fixed(evaluation.threshold, 2)): calibrated ratios allow "
        + "\(rate(evaluation.allowedFalseAcceptRate)), the target scores promise "
        + "\(rate(evaluation.promisedFalseAcceptRate)), measured "
        + rate(evaluation[.falseAcceptRateAtThreshold].value))
    if summary.shortTests > 0 {
      lines.append(
        "\(summary.shortTests) tests have less than 1 s of speech; the engine would ask for another recording"
      )
    }
    for breakdown in evaluation.breakdowns { lines += Self.lines(of: breakdown) }
    lines += Self.lines(of: evaluation.places)
    lines.append("")
    lines.append("\(fixed(summary.seconds, 1)) s, seed \(summary.seed)")
    text = lines.joined(separator: "\n")
  }

  private static func lines(of places: [PlaceEvaluation.Row]) -> [String] {
    guard !places.isEmpty else { return [] }
    let head = ["accepted", "promised", "rejected", "threshold", "C_llr", "minimum", "EER", "minDCF"]
    return ["", "Enrolled at the place".padded(to: 24) + head.map { $0.aligned(to: 11) }.joined()]
      + places.map { row in
        let cells = [
          rate(row.falseAcceptRate), rate(row.promisedFalseAcceptRate), rate(row.falseRejectRate),
          fixed(row.threshold, 2), fixed(row.logLikelihoodRatioCost.actual, 4),
          fixed(row.logLikelihoodRatioCost.minimum, 4), rate(row.equalErrorRate), fixed(row.minimumCost, 3),
        ]
        return "  " + "\(row.speakers), mean of \(row.splits)".padded(to: 22)
          + cells.map { $0.aligned(to: 11) }.joined()
      }
  }

  private static func lines(of breakdown: EvaluationBreakdown) -> [String] {
    let head =
      ["enrolled", "targets", "nontargets", "EER", "FRR*", "FAR*", "C_llr", "minimum"]
      + (breakdown.criterion == .enrollmentQuality ? ["predicted"] : [])
    var lines = ["", breakdown.criterion.title.padded(to: 32) + head.map { $0.aligned(to: 11) }.joined()]
    for part in breakdown.parts {
      var cells = [
        "\(part.enrollments)", "\(part.counts.targets)", "\(part.counts.nontargets)",
        part.equalErrorRate.map(rate) ?? "–", part.falseRejectRate.map(rate) ?? "–",
        part.falseAcceptRate.map(rate) ?? "–",
        part.logLikelihoodRatioCost.map { fixed($0, 4) } ?? "–",
        part.minimumLogLikelihoodRatioCost.map { fixed($0, 4) } ?? "–",
      ]
      if breakdown.criterion == .enrollmentQuality { cells.append(rate(part.predictedFalseRejectRate)) }
      lines.append("  " + part.name.padded(to: 30) + cells.map { $0.aligned(to: 11) }.joined())
    }
    lines.append("  * at the score where 1 % of all nontargets are accepted")
    return lines
  }
}

/// A measured rate as a percentage; unlike a probability it may be 0 or 1.
func rate(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }

extension ErrorMeasure {
  /// The measure in words; the threshold, a natural-log likelihood ratio, is the one decisions are made at.
  func title(threshold: Double) -> String {
    let score = fixed(threshold, 2)
    return switch self {
    case .equalErrorRate: "Equal error rate"
    case .convexHullEqualErrorRate: "Equal error rate on the convex hull"
    case .minimumCostAtOnePercent: "Minimum detection cost, prior 0.01"
    case .minimumCostAtOnePerMille: "Minimum detection cost, prior 0.001"
    case .actualCostAtOnePercent: "Actual detection cost, prior 0.01"
    case .actualCostAtOnePerMille: "Actual detection cost, prior 0.001"
    case .logLikelihoodRatioCost: "C_llr, bits"
    case .minimumLogLikelihoodRatioCost: "Minimum C_llr, bits"
    case .identifiedFirst: "Top-1 identification"
    case .falseRejectRateAtOnePercent: "False-reject at 1 % false-accept"
    case .falseRejectRateAtOnePerMille: "False-reject at 0.1 % false-accept"
    case .falseAcceptRateAtThreshold: "False-accept at threshold \(score)"
    case .falseRejectRateAtThreshold: "False-reject at threshold \(score)"
    }
  }

  /// A value of the measure as people read it: costs with their usual digits, all else in percent.
  func text(of value: Double) -> String {
    switch self {
    case .minimumCostAtOnePercent, .minimumCostAtOnePerMille, .actualCostAtOnePercent,
      .actualCostAtOnePerMille:
      fixed(value, 3)
    case .logLikelihoodRatioCost, .minimumLogLikelihoodRatioCost: fixed(value, 4)
    default: rate(value)
    }
  }
}

extension ErrorMeasure {
  /// The interval of an estimate, the unit written once.
  func range(of estimate: Estimate) -> String {
    let lower = text(of: estimate.lower)
    return "\(lower.hasSuffix(" %") ? String(lower.dropLast(2)) : lower) – \(text(of: estimate.upper))"
  }
}

extension EvaluationBreakdown.Criterion {
  /// What trials are divided by, in words.
  var title: String {
    switch self {
    case .testDuration: "Speech in the test"
    case .enrollmentQuality: "Grade of the enrollment"
    case .session: "Session of the targets"
    case .bandwidth: "Band of both sides"
    }
  }
}

extension String {
  /// The text with blanks after it.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The text with blanks before it.
  fileprivate func aligned(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
