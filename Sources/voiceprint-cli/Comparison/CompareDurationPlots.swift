internal import VoicePrintComparison

/// What recordings add to a duration on one side, over what they add on the other.
enum CompareScatterPlot {
  /// The drawing.
  static func drawing(
    of pairs: [(left: Double, right: Double)], field: SideComparison.DurationField
  ) -> ReportDrawing {
    let all = pairs.flatMap { [$0.left, $0.right] }
    let domain = CompareAxis.domain(around: all)
    let frame = ReportFrame(
      x: ReportFrame.Axis(title: "Left side, s", domain: domain, text: ReportText.round),
      y: ReportFrame.Axis(title: "Right side, s", domain: domain, text: ReportText.round))
    var drawing = frame.drawing(
      name: "\(field.rawValue)-scatter", title: "\(field.rawValue): what each recording adds",
      description: "\(pairs.count) recordings; the largest difference is "
        + "\(fixed(LimitsOfAgreement(pairs).largest, 2)) s.")
    drawing.line(
      [frame.point(domain.lowerBound, domain.lowerBound), frame.point(domain.upperBound, domain.upperBound)],
      "diagonal")
    for pair in pairs {
      let at = frame.point(pair.left, pair.right)
      drawing.circle(x: at.x, y: at.y, radius: 3.5, "dot")
    }
    frame.legend([("The same on both sides", "diagonal")], in: &drawing)
    return drawing
  }
}

/// Differences over means, with bias and limits of agreement (Bland and Altman 1986).
enum CompareDifferencePlot {
  /// The drawing.
  static func drawing(
    of pairs: [(left: Double, right: Double)], field: SideComparison.DurationField
  ) -> ReportDrawing {
    let agreement = LimitsOfAgreement(pairs)
    let means = pairs.map { ($0.left + $0.right) / 2 }
    let differences = pairs.map { $0.right - $0.left }
    let limits = agreement.limits
    let marks = [0, agreement.bias] + (limits.map { [$0.lowerBound, $0.upperBound] } ?? [])
    let frame = ReportFrame(
      x: ReportFrame.Axis(
        title: "Mean of both sides, s", domain: CompareAxis.domain(around: means), text: ReportText.round),
      y: ReportFrame.Axis(
        title: "Right − left, s", domain: CompareAxis.domain(around: differences + marks),
        text: ReportText.round))
    var drawing = frame.drawing(
      name: "\(field.rawValue)-difference", title: "\(field.rawValue): differences",
      description: "Bias \(ReportText.score(agreement.bias)) s"
        + (limits.map {
          ", 95 % of the differences between \(ReportText.score($0.lowerBound)) and "
            + "\(ReportText.score($0.upperBound)) s."
        } ?? "."))
    func across(_ value: Double, _ style: String) {
      drawing.line(
        [frame.point(frame.x.domain.lowerBound, value), frame.point(frame.x.domain.upperBound, value)], style)
    }
    across(0, "diagonal")
    for (mean, difference) in zip(means, differences) {
      let at = frame.point(mean, difference)
      drawing.circle(x: at.x, y: at.y, radius: 3.5, "dot")
    }
    across(agreement.bias, "bias")
    if let limits {
      across(limits.lowerBound, "limit")
      across(limits.upperBound, "limit")
    }
    frame.legend(
      [
        ("Bias \(ReportText.score(agreement.bias)) s", "bias"),
        (
          limits.map { "95 %: \(ReportText.score($0.lowerBound)) … \(ReportText.score($0.upperBound)) s" }
            ?? "No limits of one pair", "limit"
        ),
      ], in: &drawing)
    return drawing
  }
}

/// Ends of axes.
enum CompareAxis {
  /// A range with a margin around values, never empty.
  static func domain(around values: [Double]) -> ClosedRange<Double> {
    let (lowest, highest) = (values.min() ?? 0, values.max() ?? 1)
    let margin = max(0.06 * (highest - lowest), 0.05 * max(abs(lowest), abs(highest)), 0.05)
    return lowest - margin...highest + margin
  }
}
