internal import VoicePrintComparison

/// Who speaks when in a conversation: a lane for each speaker, the left side's bars above the right one's.
enum CompareConversationPlot {
  private static let width = 1120.0
  private static let lane = 34.0
  private static let top = 52.0
  private static let bar = 11.0

  /// The drawing.
  ///
  /// - Parameters:
  ///   - pair: both accounts.
  ///   - number: tells it from other conversations of the page.
  /// - Returns: the drawing.
  static func drawing(of pair: SideComparison.ConversationPair, number: Int) -> ReportDrawing {
    let speakers = Set((pair.left + pair.right).map(\.speaker)).sorted()
    let end = (pair.left + pair.right).map(\.end).max() ?? 1
    let left = min(60 + 7.5 * Double(speakers.map(\.count).max() ?? 0), 300)
    let bottom = top + lane * Double(speakers.count)
    func x(_ time: Double) -> Double { left + (width - 24 - left) * time / max(end, 0.01) }
    var drawing = ReportDrawing(
      name: "conversation-\(number)", title: pair.step.file.name,
      description: "Of \(seconds(pair.agreement.total)) with a voice, both sides say the same for "
        + "\(seconds(pair.agreement.same + pair.agreement.unnamed)).", size: (width, bottom + 56))
    let step = ReportFrame.Axis.roundStep(end / 12)
    for tick in stride(from: 0, through: end, by: step) {
      drawing.line([(x(tick), top), (x(tick), bottom)], "grid")
      drawing.text(ReportText.round(tick), x: x(tick), y: bottom + 18, "tick", anchor: .middle)
    }
    drawing.text("Seconds", x: (left + width - 24) / 2, y: bottom + 42, "label", anchor: .middle)
    for (index, speaker) in speakers.enumerated() {
      let middle = top + lane * (Double(index) + 0.5)
      let name = speaker.count > 32 ? speaker.prefix(31) + "…" : speaker[...]
      drawing.text(String(name), x: left - 10, y: middle + 4, "note", anchor: .end)
      for (turns, offset, style) in [(pair.left, -bar - 1, "left-bar-2"), (pair.right, 1, "right-bar-2")] {
        for turn in turns where turn.speaker == speaker {
          let (from, to) = (x(turn.start), max(x(turn.end), x(turn.start) + 1))
          let (high, low) = (middle + offset, middle + offset + bar)
          drawing.area([(from, high), (to, high), (to, low), (from, low)], style)
        }
      }
    }
    drawing.line([(left, 26), (left + 24, 26)], "left-swatch")
    drawing.text("Left, upper bars", x: left + 32, y: 30, "note")
    drawing.line([(left + 170, 26), (left + 194, 26)], "right-swatch")
    drawing.text("Right, lower bars", x: left + 202, y: 30, "note")
    return drawing
  }
}
