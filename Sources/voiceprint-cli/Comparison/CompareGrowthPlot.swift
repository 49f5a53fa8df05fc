internal import VoicePrint
internal import VoicePrintComparison

/// Shares of the grades after each number of recordings: two bars, left and right, the darker the better.
enum CompareGrowthPlot {
  /// More recordings than this are not drawn.
  private static let most = 12

  /// The drawing.
  static func drawing(of growth: [SideComparison.Growth]) -> ReportDrawing {
    let growth = Array(growth.prefix(most))
    let frame = ReportFrame(
      x: ReportFrame.Axis(
        title: "Recordings given (speakers)", domain: 0.4...Double(growth.count) + 0.6,
        ticks: growth.enumerated().map { index, entry in
          (Double(index + 1), "\(entry.recordings) (\(entry.left.reduce(0, +)))")
        }),
      y: ReportFrame.Axis(title: "Share of the speakers, %", domain: 0...100, text: ReportText.round))
    var drawing = frame.drawing(
      name: "growth", title: "Grades as recordings are added",
      description: growth.map { entry in
        "After \(counted(entry.recordings, "recording")) left \(words(entry.left)); right \(words(entry.right))."
      }.joined(separator: " "))
    for (index, entry) in growth.enumerated() {
      bar(entry.left, from: Double(index) + 0.66, to: Double(index) + 0.97, "left-bar", frame, &drawing)
      bar(entry.right, from: Double(index) + 1.03, to: Double(index) + 1.34, "right-bar", frame, &drawing)
    }
    frame.legend(
      [("Left", "left-swatch"), ("Right; from the top Poor (palest), Average, Good, High", "right-swatch")],
      in: &drawing)
    return drawing
  }

  /// A bar of the shares, the best grade at the bottom.
  private static func bar(
    _ counts: [Int], from start: Double, to end: Double, _ style: String, _ frame: ReportFrame,
    _ drawing: inout ReportDrawing
  ) {
    let total = Double(max(counts.reduce(0, +), 1))
    var below = 0.0
    for grade in counts.indices.reversed() where counts[grade] > 0 {
      let above = below + 100 * Double(counts[grade]) / total
      drawing.area(
        [
          frame.point(start, below), frame.point(end, below), frame.point(end, above),
          frame.point(start, above),
        ], "\(style)-\(grade)")
      below = above
    }
  }

  private static func words(_ counts: [Int]) -> String {
    zip(EnrollmentQuality.allCases, counts).map { "\($1) \($0.rawValue)" }.joined(separator: ", ")
  }
}
