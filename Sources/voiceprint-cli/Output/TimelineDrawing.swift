internal import VoicePrint

/// A conversation as a picture: a lane for each speaker and one for silence, the darker the surer.
struct TimelineDrawing {
  /// A voice with what it says.
  struct Lane {
    let name: String
    let utterances: [Utterance]
  }

  let lanes: [Lane]
  /// Length of the recording, in seconds.
  let duration: Double
  let title: String

  private static let width = 1200.0
  private static let lane = 34.0
  private static let top = 54.0
  private static let right = 24.0
  /// Width of a letter of a lane's name, at most.
  private static let letter = 7.5
  /// A turn is drawn at least this wide.
  private static let narrowest = 1.0
  /// Confidences from these on have a shade of their own.
  private static let shades = [0.0, 0.5, 0.75, 0.9, 0.97]

  private var left: Double {
    let longest = (lanes.map(\.name) + ["silence"]).map(\.count).max() ?? 0
    return min(40 + Self.letter * Double(longest), 320)
  }

  private var laneCount: Int { lanes.count + 1 }

  /// The drawing as a file of its own.
  var file: String {
    let bottom = Self.top + Self.lane * Double(laneCount)
    var drawing = ReportDrawing(
      name: "timeline", title: "Who speaks when in \(title)", description: description,
      size: (Self.width, bottom + 84))
    drawing.text("Who speaks when in \(title)", x: 24, y: 28, "label")
    drawAxis(on: &drawing, bottom: bottom)
    for (index, lane) in lanes.enumerated() {
      let middle = Self.top + Self.lane * (Double(index) + 0.5)
      drawing.text(shortened(lane.name), x: left - 12, y: middle + 4, "note", anchor: .end)
      for utterance in lane.utterances {
        bar(on: &drawing, utterance.start, utterance.end, middle, 11, "turn-\(shade(utterance.confidence))")
      }
    }
    let middle = Self.top + Self.lane * (Double(laneCount) - 0.5)
    drawing.text("silence", x: left - 12, y: middle + 4, "tick", anchor: .end)
    var end = 0.0
    let all = lanes.flatMap(\.utterances).sorted { $0.start < $1.start }
    for utterance in all + [Utterance(start: duration, end: duration, speakerId: "", confidence: 0)] {
      if utterance.start - end > 0.05 {
        bar(on: &drawing, end, utterance.start, middle, 4, "silence")
      }
      end = max(end, utterance.end)
    }
    drawLegend(on: &drawing, y: bottom + 62)
    return drawing.file
  }

  private var description: String {
    let counts = lanes.map { lane in
      "\(lane.name): \(counted(lane.utterances.count, "turn")), "
        + seconds(lane.utterances.reduce(0) { $0 + $1.end - $1.start })
    }
    return "Length \(span(duration)). " + (counts.isEmpty ? "Nobody speaks." : counts.joined(separator: "; "))
  }

  private func x(_ seconds: Double) -> Double {
    left + (Self.width - left - Self.right) * min(max(seconds / max(duration, 1e-3), 0), 1)
  }

  private func bar(
    on drawing: inout ReportDrawing, _ start: Double, _ end: Double, _ middle: Double, _ half: Double,
    _ style: String
  ) {
    let (a, b) = (x(start), max(x(end), x(start) + Self.narrowest))
    drawing.area(
      [(a, middle - half), (b, middle - half), (b, middle + half), (a, middle + half)], style)
  }

  private func shade(_ confidence: Double) -> Int {
    (Self.shades.lastIndex { confidence >= $0 } ?? 0) + 1
  }

  private func drawAxis(on drawing: inout ReportDrawing, bottom: Double) {
    let step = tickStep
    for tick in 0...Int(duration / step) {
      let seconds = Double(tick) * step
      drawing.line([(x(seconds), Self.top), (x(seconds), bottom)], "grid")
      drawing.text(mark(seconds, step), x: x(seconds), y: bottom + 18, "tick", anchor: .middle)
    }
    for index in 0...laneCount {
      let y = Self.top + Self.lane * Double(index)
      drawing.line([(left, y), (Self.width - Self.right, y)], index == laneCount ? "axis" : "grid")
    }
    drawing.text(
      duration < 60 ? "seconds" : "time", x: (left + Self.width - Self.right) / 2, y: bottom + 38, "tick",
      anchor: .middle)
  }

  /// Seconds from one mark of the axis to the next: no more than fifteen marks.
  private var tickStep: Double {
    let steps: [Double] = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600]
    return steps.first { duration / $0 <= 15 } ?? 7200
  }

  private func mark(_ seconds: Double, _ step: Double) -> String {
    if duration < 60 { return fixed(seconds, step < 1 ? 1 : 0) }
    let whole = Int(seconds.rounded())
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    let clock = "\(minutes):" + (rest < 10 ? "0" : "") + "\(rest)"
    return hours == 0 ? clock : "\(hours):" + (minutes < 10 ? "0" : "") + clock
  }

  private func drawLegend(on drawing: inout ReportDrawing, y: Double) {
    let names = ["below 50 %", "50 %", "75 %", "90 %", "97 % and more"]
    var place = left
    drawing.text("confidence", x: left - 12, y: y + 4, "tick", anchor: .end)
    for (index, name) in names.enumerated() {
      drawing.area(
        [(place, y - 7), (place + 26, y - 7), (place + 26, y + 7), (place, y + 7)], "turn-\(index + 1)")
      drawing.text(name, x: place + 34, y: y + 4, "tick")
      place += 52 + 6.4 * Double(name.count)
    }
  }

  /// A name that fits beside its lane.
  private func shortened(_ name: String) -> String {
    let most = Int((left - 40) / Self.letter)
    return name.count <= most ? name : name.prefix(max(most - 1, 1)) + "…"
  }
}
