internal import Foundation

/// Writes what an evaluation leaves behind.
enum EvaluateReport {
  /// Writes `det.svg`, `histogram.svg` and, last, `index.html`, which needs none of the others.
  ///
  /// - Parameters:
  ///   - summary: what is reported.
  ///   - folder: made where it does not exist.
  /// - Throws: ``CommandError/unwritable(path:reason:)``.
  static func write(_ summary: EvaluateSummary, toFolder folder: String) throws(CommandError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: folder, reason: error.localizedDescription)
    }
    let page = ReportPage(summary: summary, date: Date(), command: CommandLine.arguments)
    try write(ReportDETPlot.drawing(of: summary.evaluation).file, to: folder + "/det.svg")
    try write(ReportHistogram.drawing(of: summary.evaluation).file, to: folder + "/histogram.svg")
    try write(page.markup, to: folder + "/index.html")
  }

  /// Writes a text file, whole or not at all.
  ///
  /// - Parameters:
  ///   - text: its contents.
  ///   - path: where; what is there is replaced.
  /// - Throws: ``CommandError/unwritable(path:reason:)``.
  static func write(_ text: String, to path: String) throws(CommandError) {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
  }
}
