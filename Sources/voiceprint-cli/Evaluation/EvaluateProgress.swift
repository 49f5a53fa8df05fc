internal import Foundation
internal import Synchronization
internal import VoicePrint

/// A line on a terminal that says how far an evaluation is; silent elsewhere.
final class EvaluateProgress: Sendable {
  private let isShown: Bool
  private let shown = Mutex(-1)

  init(output: Output) { isShown = !output.quiet && Style.errorIsTerminal }

  /// Shows progress, at most once for each percent.
  func show(_ progress: Evaluator.Progress) {
    guard isShown else { return }
    let share = Double(progress.done) / Double(max(progress.total, 1))
    shown.withLock { shown in
      guard Int(100 * share) != shown else { return }
      shown = Int(100 * share)
      write("\r\u{1B}[K\(bar(share)) \(progress.done) of \(progress.total) \(progress.stage)")
    }
  }

  /// Takes the line away.
  func clear() {
    if isShown { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
