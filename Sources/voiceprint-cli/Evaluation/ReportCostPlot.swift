internal import Foundation
internal import VoicePrint

/// What decisions cost at every prior: with the scores' own thresholds, and with the best ones in hindsight. Where
/// the lines lie apart, calibration is lost (Brümmer and du Preez 2006).
enum ReportCostPlot {
  /// The priors that are written on the axis.
  private static let priors = [0.0001, 0.001, 0.01, 0.1, 0.5, 0.9]
  /// Deciding without listening costs 1; what is much worse is cut off.
  private static let highest = 1.2

  /// The drawing.
  static func drawing(of evaluation: TrialEvaluation) -> ReportDrawing {
    let frame = ReportFrame(
      x: ReportFrame.Axis(
        title: "Prior of a target", domain: logOdds(priors[0])...logOdds(0.95),
        ticks: priors.map { (logOdds($0), String(format: "%g", $0)) }),
      y: ReportFrame.Axis(title: "Cost relative to not listening", domain: 0...highest) {
        fixed($0, 1)
      })
    let errors = evaluation.errors
    let odds = stride(from: frame.x.domain.lowerBound, through: frame.x.domain.upperBound, by: 0.05)
    let priors = odds.map { 1 / (1 + exp(-$0)) }
    var drawing = frame.drawing(
      name: "cost", title: "Actual and least detection cost by prior",
      description: [0.001, 0.01, 0.1, 0.5].map {
        String(
          format: "At a prior of %g the actual cost is %.3f and the least %.3f.", $0,
          errors.actualCost(targetPrior: $0), errors.minimumCost(targetPrior: $0))
      }.joined(separator: " "))
    drawing.line(
      [frame.point(frame.x.domain.lowerBound, 1), frame.point(frame.x.domain.upperBound, 1)], "diagonal")
    drawing.line(
      priors.map { frame.point(logOdds($0), errors.minimumCost(targetPrior: $0)) }, "ideal", clip: true)
    drawing.line(
      priors.map { frame.point(logOdds($0), errors.actualCost(targetPrior: $0)) }, "curve", clip: true)
    frame.mark(
      x: -evaluation.threshold, "threshold \(ReportText.score(evaluation.threshold))", in: &drawing)
    frame.legend([("Actual", "curve"), ("Least, in hindsight", "ideal")], in: &drawing)
    return drawing
  }

  private static func logOdds(_ prior: Double) -> Double { log(prior / (1 - prior)) }
}
