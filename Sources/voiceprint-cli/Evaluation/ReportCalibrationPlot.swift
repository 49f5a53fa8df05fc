internal import Foundation
internal import VoicePrint

/// What scores claim against what they turned out to be worth: the best monotone calibration of the same trials,
/// which lies on the diagonal where the scores are what they say.
enum ReportCalibrationPlot {
  /// The drawing.
  static func drawing(of evaluation: TrialEvaluation) -> ReportDrawing {
    let steps = evaluation.errors.idealCalibration
    let finite = steps.filter(\.logLikelihoodRatio.isFinite)
    var (lowest, highest) = (min(0, evaluation.threshold), max(0, evaluation.threshold))
    for step in finite {
      lowest = min(lowest, step.scores.lowerBound, step.logLikelihoodRatio)
      highest = max(highest, step.scores.upperBound, step.logLikelihoodRatio)
    }
    let domain = (lowest - 1).rounded(.down)...(highest + 1).rounded(.up)
    let frame = ReportFrame(
      x: ReportFrame.Axis(title: "Score, nats", domain: domain, text: ReportText.round),
      y: ReportFrame.Axis(title: "Worth in hindsight, nats", domain: domain, text: ReportText.round))
    var drawing = frame.drawing(
      name: "calibration", title: "Scores and what they are worth",
      description: finite.isEmpty
        ? "No score occurs in both classes, so that none has a finite worth."
        : "Of the scores that occur in both classes, those around \(ReportText.score(middle(finite.first))) are worth "
          + "\(ReportText.score(finite.first?.logLikelihoodRatio ?? 0)) and those around "
          + "\(ReportText.score(middle(finite.last))) are worth "
          + "\(ReportText.score(finite.last?.logLikelihoodRatio ?? 0)).")
    drawing.line(
      [frame.point(domain.lowerBound, domain.lowerBound), frame.point(domain.upperBound, domain.upperBound)],
      "ideal")
    var outline: [(x: Double, y: Double)] = []
    for step in steps {
      // Where only one class has such scores their worth is infinite: beyond the end of the axis.
      let worth = min(max(step.logLikelihoodRatio, domain.lowerBound - 1), domain.upperBound + 1)
      outline.append(frame.point(step.scores.lowerBound, worth))
      outline.append(frame.point(step.scores.upperBound, worth))
    }
    drawing.line(outline, "curve", clip: true)
    frame.mark(
      x: evaluation.threshold, "threshold \(ReportText.score(evaluation.threshold))", in: &drawing)
    frame.legend([("These scores", "curve"), ("Calibrated", "ideal")], in: &drawing)
    return drawing
  }

  private static func middle(_ step: DetectionErrors.CalibrationStep?) -> Double {
    step.map { ($0.scores.lowerBound + $0.scores.upperBound) / 2 } ?? 0
  }
}
