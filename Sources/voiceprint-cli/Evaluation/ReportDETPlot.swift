internal import VoicePrint

/// False rejects over false accepts at every threshold, on axes where normally distributed scores give a straight
/// line (Martin et al. 1997).
enum ReportDETPlot {
  /// The rates that are written on the axes, in percent.
  private static let rates = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 40, 60]
  /// Further ones, where a mark lies that high.
  private static let highRates = [80.0, 95, 99]

  private static func axis(_ title: String, showing highest: Double = 0) -> ReportFrame.Axis {
    let isHigh = 100 * highest > rates[rates.count - 1]
    let rates = rates + (isHigh ? highRates : [])
    let low = NormalDistribution.quantile(rates[0] / 100)
    let high = NormalDistribution.quantile(rates[rates.count - 1] / 100)
    return ReportFrame.Axis(
      title: title, domain: low...high,
      ticks: rates.map { rate in
        (NormalDistribution.quantile(rate / 100), rate >= 1 ? "\(Int(rate))" : "\(rate)")
      })
  }

  /// The drawing.
  static func drawing(of evaluation: TrialEvaluation) -> ReportDrawing {
    let errors = evaluation.errors
    let marks = [
      ("Equal error rate", errors.equalErrorPoint, "mark-equal"),
      ("Least cost, prior 0.01", errors.minimumCostPoint(targetPrior: 0.01), "mark-cost"),
      (
        "Decision at \(ReportText.score(evaluation.threshold))",
        errors.point(atThreshold: evaluation.threshold), "mark-threshold"
      ),
    ]
    let frame = ReportFrame(
      x: axis("False accepts, %"),
      y: axis("False rejects, %", showing: marks.map(\.1.falseRejectRate).max() ?? 0))
    var drawing = frame.drawing(
      name: "det", title: "DET curve",
      description: marks.map {
        "\($0.0): \(rate($0.1.falseRejectRate)) false rejects at \(rate($0.1.falseAcceptRate)) "
          + "false accepts."
      }.joined(separator: " "))
    func place(_ accept: Double, _ reject: Double) -> (x: Double, y: Double) {
      // A rate of 0 lies infinitely far away: it goes beyond the end of the axis.
      let edge = 0.1
      let (x, y) = (NormalDistribution.quantile(accept), NormalDistribution.quantile(reject))
      return frame.point(
        min(max(x, frame.x.domain.lowerBound - edge), frame.x.domain.upperBound + edge),
        min(max(y, frame.y.domain.lowerBound - edge), frame.y.domain.upperBound + edge))
    }
    let ends = frame.x.domain
    drawing.line(
      [
        frame.point(ends.lowerBound, ends.lowerBound), frame.point(ends.upperBound, ends.upperBound),
      ], "diagonal")
    drawing.area(
      evaluation.curve.map { place($0.falseAcceptRate, $0.falseRejectRate.upper) }
        + evaluation.curve.reversed().map { place($0.falseAcceptRate, $0.falseRejectRate.lower) },
      "band", clip: true)
    drawing.line(
      errors.points.map { place($0.falseAcceptRate, $0.falseRejectRate) }.withoutRepeats, "curve", clip: true)

    for (index, mark) in marks.enumerated() {
      let (_, point, style) = mark
      let at = frame.point(
        ReportFrame.bounded(NormalDistribution.quantile(point.falseAcceptRate), frame.x),
        ReportFrame.bounded(NormalDistribution.quantile(point.falseRejectRate), frame.y))
      symbol(index, at, style, in: &drawing)
      let row = (x: 330.0, y: 64 + 20 * Double(index))
      symbol(index, (row.x, row.y - 4), style, in: &drawing)
      drawing.text(mark.0, x: row.x + 14, y: row.y, "note")
    }
    frame.legend([("All trials", "curve"), ("95 % of draws of the speakers", "band-line")], in: &drawing)
    return drawing
  }

  /// Shapes differ too, for those who don't tell the colours apart.
  private static func symbol(
    _ number: Int, _ at: (x: Double, y: Double), _ style: String, in drawing: inout ReportDrawing
  ) {
    switch number {
    case 0: drawing.circle(x: at.x, y: at.y, radius: 5, style)
    case 1: drawing.area([(at.x, at.y - 6), (at.x + 6, at.y + 5), (at.x - 6, at.y + 5)], style)
    default:
      drawing.area(
        [(at.x, at.y - 6), (at.x + 6, at.y), (at.x, at.y + 6), (at.x - 6, at.y)], style)
    }
  }
}

extension [(x: Double, y: Double)] {
  /// The points without those that lie where the one before them does.
  var withoutRepeats: Self {
    var kept: Self = []
    for point in self where kept.last.map({ $0 != point }) ?? true { kept.append(point) }
    return kept
  }
}
