internal import Foundation

/// An SVG drawing that is being drawn: shapes have classes, and a style sheet gives them colours for light and dark.
struct ReportDrawing {
  /// Where text stands to its point.
  enum Anchor: String {
    case start
    case middle
    case end
  }

  /// Names the drawing within a page.
  let name: String
  /// What it shows, for those who don't see it.
  let title: String
  /// What can be read from it, for those who don't see it.
  let description: String
  /// Width and height of the drawing, in its own units.
  let size: (width: Double, height: Double)
  private var shapes: [String] = []

  init(name: String, title: String, description: String, size: (width: Double, height: Double)) {
    self.name = name
    self.title = title
    self.description = description
    self.size = size
  }

  /// Draws a line through points.
  mutating func line(_ points: [(x: Double, y: Double)], _ style: String, clip: Bool = false) {
    guard points.count > 1 else { return }
    shapes.append("<path class=\"\(style)\" d=\"\(Self.outline(points))\"\(clipping(clip))/>")
  }

  /// Fills the area that points enclose.
  mutating func area(_ points: [(x: Double, y: Double)], _ style: String, clip: Bool = false) {
    guard points.count > 2 else { return }
    shapes.append("<path class=\"\(style)\" d=\"\(Self.outline(points))Z\"\(clipping(clip))/>")
  }

  /// Draws a circle.
  mutating func circle(x: Double, y: Double, radius: Double, _ style: String) {
    shapes.append(
      "<circle class=\"\(style)\" cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(radius))\"/>"
    )
  }

  /// Writes text.
  mutating func text(
    _ text: String, x: Double, y: Double, _ style: String, anchor: Anchor = .start, turned: Bool = false
  ) {
    let turn = turned ? " transform=\"rotate(-90 \(Self.number(x)) \(Self.number(y)))\"" : ""
    shapes.append(
      "<text class=\"\(style)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" "
        + "text-anchor=\"\(anchor.rawValue)\"\(turn)>\(text.escaped)</text>")
  }

  /// Limits what is drawn with `clip` to a rectangle.
  mutating func clip(x: ClosedRange<Double>, y: ClosedRange<Double>) {
    shapes.append(
      "<clipPath id=\"\(name)-clip\"><rect x=\"\(Self.number(x.lowerBound))\" "
        + "y=\"\(Self.number(y.lowerBound))\" width=\"\(Self.number(x.upperBound - x.lowerBound))\" "
        + "height=\"\(Self.number(y.upperBound - y.lowerBound))\"/></clipPath>")
  }

  /// The drawing within a page that has the style sheet.
  var inline: String { element(attributes: "", style: "") }

  /// The drawing as a file of its own, with its style sheet.
  var file: String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      + element(
        attributes:
          " xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.number(size.width))\" height=\"\(Self.number(size.height))\"",
        style: "<style>\(ReportStyle.colours)\(ReportStyle.drawings)</style>"
          + "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>")
      + "\n"
  }

  private func element(attributes: String, style: String) -> String {
    "<svg class=\"plot\"\(attributes) viewBox=\"0 0 \(Self.number(size.width)) \(Self.number(size.height))\" role=\"img\" "
      + "aria-labelledby=\"\(name)-title \(name)-description\"><title id=\"\(name)-title\">\(title.escaped)</title>"
      + "<desc id=\"\(name)-description\">\(description.escaped)</desc>\(style)\(shapes.joined())</svg>"
  }

  private func clipping(_ clip: Bool) -> String { clip ? " clip-path=\"url(#\(name)-clip)\"" : "" }

  private static func outline(_ points: [(x: Double, y: Double)]) -> String {
    var path = ""
    for (index, point) in points.enumerated() {
      path += (index == 0 ? "M" : "L") + "\(number(point.x)) \(number(point.y))"
    }
    return path
  }

  /// A coordinate with a tenth of a unit; what is far outside stays just outside.
  private static func number(_ value: Double) -> String {
    let tenths = (min(max(value, -5000), 5000) * 10).rounded() / 10
    return tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)"
  }
}

extension String {
  /// The text with the characters that markup uses for itself written as entities.
  var escaped: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += " "
      // Not allowed in XML at all.
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
