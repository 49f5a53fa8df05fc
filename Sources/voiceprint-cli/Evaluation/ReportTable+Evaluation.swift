internal import Foundation
internal import VoicePrint

extension ReportTable {
  /// Every measure with its interval.
  static func measures(of evaluation: TrialEvaluation) -> ReportTable {
    ReportTable(
      caption: "Figures with 95 % intervals over speakers", head: ["Figure", "Value", "95 % interval"],
      rows: ErrorMeasure.allCases.map { measure in
        let estimate = evaluation[measure]
        return [
          measure.title(threshold: evaluation.threshold), measure.text(of: estimate.value),
          measure.range(of: estimate),
        ]
      })
  }

  /// The parts of a division of the trials.
  init(_ breakdown: EvaluationBreakdown) {
    let isGraded = breakdown.criterion == .enrollmentQuality
    var head = [
      "", "Enrollments", "Targets", "Nontargets", "EER", "False rejects *", "False accepts *", "C_llr",
      "Least C_llr",
    ]
    if isGraded { head.append("Predicted false rejects") }
    let rows = breakdown.parts.map { part in
      let rates = [part.equalErrorRate, part.falseRejectRate, part.falseAcceptRate]
      let costs = [part.logLikelihoodRatioCost, part.minimumLogLikelihoodRatioCost]
      var row = [part.name, "\(part.enrollments)", "\(part.counts.targets)", "\(part.counts.nontargets)"]
      row += rates.map { $0.map(rate) ?? "–" }
      row += costs.map { cost in cost.map { fixed($0, 4) } ?? "–" }
      if isGraded { row.append(rate(part.predictedFalseRejectRate)) }
      return row
    }
    self.init(caption: breakdown.criterion.title, head: head, rows: rows)
  }

  /// The enrollments, those with most rejections first.
  static func enrollments(of evaluation: TrialEvaluation) -> ReportTable {
    let threshold = evaluation.errors.point(atFalseAcceptRate: 0.01).threshold
    let trials = Dictionary(grouping: evaluation.trials, by: \.model)
    let rows = evaluation.enrollments.values.map { enrollment in
      let own = trials[enrollment.model] ?? []
      let targets = own.filter(\.isTarget)
      let accepted = own.count { !$0.isTarget && $0.logLikelihoodRatio >= threshold }
      let rejected = targets.count { $0.logLikelihoodRatio < threshold }
      return (enrollment, targets.count, rejected, own.count - targets.count, accepted)
    }.sorted { ($1.2, $1.4, $0.0.model) < ($0.2, $0.4, $1.0.model) }
    return ReportTable(
      caption: "Enrollments, at the score where 1 % of all nontargets are accepted",
      head: [
        "Model", "Samples", "Speech", "Grade", "Predicted false rejects", "Rejected targets",
        "Accepted nontargets",
      ],
      rows: rows.map { enrollment, targets, rejected, nontargets, accepted in
        [
          enrollment.model, "\(enrollment.samples)", seconds(enrollment.speechDuration),
          enrollment.quality.rawValue, rate(enrollment.predictedFalseRejectRate),
          "\(rejected) of \(targets)", "\(accepted) of \(nontargets)",
        ]
      })
  }

  /// The trials that a decision would get most wrong.
  ///
  /// - Parameters:
  ///   - evaluation: with the trials.
  ///   - isTarget: the target trials with the lowest scores, or the nontarget trials with the highest.
  ///   - count: at most how many.
  /// - Returns: the hardest first.
  static func hardest(of evaluation: TrialEvaluation, isTarget: Bool, count: Int = 12) -> ReportTable {
    let trials = evaluation.trials.filter { $0.isTarget == isTarget }.sorted {
      let (first, second) = isTarget ? ($0, $1) : ($1, $0)
      return (first.logLikelihoodRatio, $0.model, $0.utterance)
        < (second.logLikelihoodRatio, $1.model, $1.utterance)
    }
    return ReportTable(
      caption: isTarget ? "Target trials with the lowest scores" : "Nontarget trials with the highest scores",
      head: ["Model", "Test", "Speech", "Score"],
      rows: trials.prefix(count).map { trial in
        [
          trial.model, trial.utterance,
          (evaluation.tests[trial.utterance]?.speechDuration).map(seconds) ?? "–",
          ReportText.score(trial.logLikelihoodRatio),
        ]
      })
  }
}
