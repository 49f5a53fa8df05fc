internal import VoicePrint
internal import VoicePrintComparison

/// How often each pair of grades was given: a cell for each, the darker the more.
enum CompareGradesPlot {
  private static let left = 132.0
  private static let top = 84.0
  private static let cell = (width: 100.0, height: 76.0)

  /// The drawing.
  static func drawing(of matrix: ConfusionMatrix) -> ReportDrawing {
    let grades = EnrollmentQuality.allCases.map(\.rawValue)
    let total = matrix.total
    var drawing = ReportDrawing(
      name: "grades", title: "Grades on both sides",
      description: "Of \(total) answers \(matrix.agreeing) have the same grade on both sides.",
      size: (ReportFrame.paper.width, ReportFrame.paper.height))
    let (width, height) = (cell.width * Double(grades.count), cell.height * Double(grades.count))
    drawing.text("Right side", x: left + width / 2, y: 36, "label", anchor: .middle)
    drawing.text("Left side", x: 22, y: top + height / 2, "label", anchor: .middle, turned: true)
    let highest = matrix.counts.joined().max() ?? 0
    for (row, name) in grades.enumerated() {
      let y = top + cell.height * Double(row)
      drawing.text(name, x: left + cell.width * (Double(row) + 0.5), y: top - 12, "note", anchor: .middle)
      drawing.text(name, x: left - 12, y: y + cell.height / 2 + 4, "note", anchor: .end)
      for column in grades.indices {
        let x = left + cell.width * Double(column)
        let count = matrix.counts[row][column]
        drawing.area(
          [(x, y), (x + cell.width, y), (x + cell.width, y + cell.height), (x, y + cell.height)],
          "cell-\(shade(count, of: highest))")
        drawing.text(
          "\(count)", x: x + cell.width / 2, y: y + cell.height / 2 + 6, count == 0 ? "tick" : "count",
          anchor: .middle)
      }
    }
    return drawing
  }

  private static func shade(_ count: Int, of highest: Int) -> Int {
    count == 0 ? 0 : 1 + min(3, 4 * count / max(highest + 1, 1))
  }
}
