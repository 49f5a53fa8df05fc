internal import Foundation
internal import Glibc
internal import Synchronization
internal import VoicePrint

/// One line on standard error that says how far an evaluation is, where somebody is watching.
final class EvaluateProgress: Sendable {
  private let isShown: Bool
  private let lastPercent = Mutex(-1)

  /// A line; it stays away where standard error is no terminal.
  init(isShown: Bool) { self.isShown = isShown && isatty(STDERR_FILENO) == 1 }

  /// Shows progress, at most once for each percent.
  func show(_ progress: Evaluator.Progress) {
    guard isShown else { return }
    let percent = 100 * progress.done / max(progress.total, 1)
    lastPercent.withLock { last in
      guard percent != last else { return }
      last = percent
      write("\r\u{1B}[K\(progress.done) of \(progress.total) \(progress.stage)")
    }
  }

  /// Leaves the line empty.
  func clear() {
    if isShown { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
