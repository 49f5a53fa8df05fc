internal import Foundation

/// Writes a report into a folder.
enum EvaluateReport {
  /// Writes `det.svg`, `histogram.svg` and, last, `index.html`, each whole or not at all; the page needs none of
  /// the others.
  ///
  /// - Parameters:
  ///   - summary: what is reported.
  ///   - folder: made where it does not exist.
  /// - Throws: what Foundation throws where it cannot be written.
  static func write(_ summary: EvaluateSummary, to folder: String) throws {
    let place = URL(fileURLWithPath: folder, isDirectory: true)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let page = ReportPage(summary: summary, date: Date(), command: CommandLine.arguments)
    for (name, text) in [
      ("det.svg", ReportDETPlot.drawing(of: summary.evaluation).file),
      ("histogram.svg", ReportHistogram.drawing(of: summary.evaluation).file),
      ("index.html", page.markup),
    ] {
      try Data(text.utf8).write(to: place.appending(path: name), options: .atomic)
    }
  }
}
