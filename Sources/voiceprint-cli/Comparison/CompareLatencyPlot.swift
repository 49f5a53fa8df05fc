internal import Foundation
internal import VoicePrintComparison

/// Which share of a side's answers came within which time.
enum CompareLatencyPlot {
  /// The drawing for one kind of request; nil where neither side has times.
  static func drawing(of operation: ComparedOperation, in result: SideComparison) -> ReportDrawing? {
    let sides = [
      (result.times(of: operation, result.left), "Left", "left-line"),
      (result.times(of: operation, result.right), "Right", "right-line"),
    ]
    let all = sides.flatMap(\.0).map { max($0, 0.01) }
    guard let quickest = all.min(), let slowest = all.max() else { return nil }
    let (low, high) = (log10(quickest) - 0.15, log10(slowest) + 0.15)
    let frame = ReportFrame(
      x: ReportFrame.Axis(title: "Time to the answer, ms", domain: low...high, ticks: ticks(low, high)),
      y: ReportFrame.Axis(title: "Share of the answers, %", domain: 0...100, text: ReportText.round))
    var drawing = frame.drawing(
      name: "latency-\(operation.rawValue)", title: "Time to the answer: \(operation.rawValue)",
      description: sides.map { times, name, _ in
        LatencySummary(times).map {
          "\(name): median \(fixed($0.median, 1)) ms, 99 % within \(fixed($0.p99, 1)) ms."
        } ?? "\(name): no times."
      }.joined(separator: " "))
    for (times, _, style) in sides where !times.isEmpty {
      let sorted = times.map { log10(max($0, 0.01)) }.sorted()
      var steps = [frame.point(low, 0)]
      for (index, time) in sorted.enumerated() {
        steps.append(frame.point(time, 100 * Double(index) / Double(sorted.count)))
        steps.append(frame.point(time, 100 * Double(index + 1) / Double(sorted.count)))
      }
      steps.append(frame.point(high, 100))
      drawing.line(steps, style)
    }
    frame.legend(
      sides.map { times, name, style in
        (
          LatencySummary(times).map { "\(name), median \(fixed($0.median, 1)) ms" } ?? "\(name), no times",
          style
        )
      }, in: &drawing)
    return drawing
  }

  /// 1, 2 and 5 times each power of ten; only the powers where there are many of them.
  private static func ticks(_ low: Double, _ high: Double) -> [(value: Double, text: String)] {
    let factors = high - low > 2.5 ? [1.0] : [1.0, 2, 5]
    return (Int(low.rounded(.down))...Int(high.rounded(.up))).flatMap { power in
      factors.map { $0 * pow(10, Double(power)) }
    }.filter { (low...high).contains(log10($0)) }.map { (log10($0), ReportText.round($0)) }
  }
}
