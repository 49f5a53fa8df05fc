/// The axes of a plot: where values lie on the paper.
struct ReportFrame {
  /// One direction of the plot.
  struct Axis {
    /// What it measures, with the unit.
    let title: String
    /// The values at both ends.
    let domain: ClosedRange<Double>
    /// The values that are written, with their text.
    let ticks: [(value: Double, text: String)]
  }

  /// Width and height of the paper.
  static let paper = (width: 560.0, height: 460.0)
  private static let left = 62.0
  private static let right = 544.0
  private static let top = 44.0
  private static let bottom = 404.0

  let x: Axis
  let y: Axis

  /// Where a value of the horizontal axis lies.
  func x(_ value: Double) -> Double {
    Self.left + (Self.right - Self.left) * Self.share(value, x.domain)
  }

  /// Where a value of the vertical axis lies.
  func y(_ value: Double) -> Double {
    Self.bottom - (Self.bottom - Self.top) * Self.share(value, y.domain)
  }

  /// Where a pair of values lies.
  func point(_ x: Double, _ y: Double) -> (x: Double, y: Double) { (self.x(x), self.y(y)) }

  /// A value brought to the nearest end of an axis where it lies beyond.
  static func bounded(_ value: Double, _ axis: Axis) -> Double {
    min(max(value, axis.domain.lowerBound), axis.domain.upperBound)
  }

  /// A new drawing with grid, ticks and titles.
  func drawing(name: String, title: String, description: String) -> ReportDrawing {
    var drawing = ReportDrawing(name: name, title: title, description: description, size: Self.paper)
    drawing.clip(x: Self.left...Self.right, y: Self.top...Self.bottom)
    for tick in x.ticks {
      let position = x(tick.value)
      drawing.line([(position, Self.top), (position, Self.bottom)], "grid")
      drawing.text(tick.text, x: position, y: Self.bottom + 18, "tick", anchor: .middle)
    }
    for tick in y.ticks {
      let position = y(tick.value)
      drawing.line([(Self.left, position), (Self.right, position)], "grid")
      drawing.text(tick.text, x: Self.left - 8, y: position + 4, "tick", anchor: .end)
    }
    drawing.line(
      [(Self.left, Self.top), (Self.left, Self.bottom), (Self.right, Self.bottom)], "axis")
    drawing.text(
      x.title, x: (Self.left + Self.right) / 2, y: Self.bottom + 42, "label", anchor: .middle)
    drawing.text(
      y.title, x: 16, y: (Self.top + Self.bottom) / 2, "label", anchor: .middle, turned: true)
    return drawing
  }

  /// A vertical line over the whole plot with a word at its upper end.
  func mark(x value: Double, _ text: String, in drawing: inout ReportDrawing) {
    guard x.domain.contains(value) else { return }
    let position = x(value)
    let isFarRight = position > 0.7 * Self.right
    drawing.line([(position, Self.top), (position, Self.bottom)], "threshold")
    drawing.text(
      text, x: position + (isFarRight ? -6 : 6), y: Self.top + 13, "note", anchor: isFarRight ? .end : .start)
  }

  /// A row of names above the plot, each with a sample of its line.
  func legend(_ entries: [(text: String, style: String)], in drawing: inout ReportDrawing) {
    var position = Self.left
    for entry in entries {
      drawing.line([(position, 22), (position + 24, 22)], entry.style)
      drawing.text(entry.text, x: position + 30, y: 26, "note")
      // No font is at hand to measure with: half an em for each character is a little more than enough.
      position += 50 + 6.6 * Double(entry.text.count)
    }
  }

  private static func share(_ value: Double, _ domain: ClosedRange<Double>) -> Double {
    (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
  }
}

extension ReportFrame.Axis {
  /// An axis with round values about a tenth of its length apart.
  init(title: String, domain: ClosedRange<Double>, text: (Double) -> String) {
    let rough = (domain.upperBound - domain.lowerBound) / 8
    let step = Self.roundStep(rough)
    let first = (domain.lowerBound / step).rounded(.up)
    let last = (domain.upperBound / step).rounded(.down)
    self.init(
      title: title, domain: domain,
      ticks: stride(from: first, through: last, by: 1).map { ($0 * step, text($0 * step)) })
  }

  /// The next of 1, 2, 5, 10, 20 … and 0.5, 0.2, 0.1 … that is not smaller.
  static func roundStep(_ rough: Double) -> Double {
    var power = 1.0
    while power > rough { power /= 10 }
    while power * 10 <= rough { power *= 10 }
    for factor in [1.0, 2, 5] where factor * power >= rough { return factor * power }
    return 10 * power
  }
}
