internal import Foundation

/// Emphasis, on a terminal that wants it.
struct Style: Sendable {
  let isEnabled: Bool

  /// The style of standard output: none in a pipe or a file, with NO_COLOR set, or on a dumb terminal.
  static var standardOutput: Style {
    let environment = ProcessInfo.processInfo.environment
    return Style(
      isEnabled: isatty(STDOUT_FILENO) == 1 && (environment["NO_COLOR"] ?? "").isEmpty
        && environment["TERM"] != "dumb")
  }

  /// Whether standard error is a terminal, so that a line may be drawn over.
  static var errorIsTerminal: Bool {
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  func bold(_ text: String) -> String { wrap(text, "1") }
  func faint(_ text: String) -> String { wrap(text, "2") }
  func good(_ text: String) -> String { wrap(text, "32") }
  func careful(_ text: String) -> String { wrap(text, "33") }
  func bad(_ text: String) -> String { wrap(text, "31") }

  private func wrap(_ text: String, _ code: String) -> String {
    isEnabled ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

/// A bar of a share 0…1.
func bar(_ share: Double, width: Int = 24) -> String {
  let filled = Int((min(max(share, 0), 1) * Double(width)).rounded())
  return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
}
