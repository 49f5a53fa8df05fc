internal import Foundation
internal import Synchronization

/// A line on a terminal that says what share of one long thing is done; silent elsewhere.
final class ShareLine: Sendable {
  private let work: String
  private let isShown: Bool
  private let shown = Mutex(-1)

  init(_ work: String, output: Output) {
    self.work = work
    isShown = !output.quiet && Style.errorIsTerminal
  }

  /// Shows a share 0…1, at most once for each percent.
  func show(_ share: Double) {
    guard isShown else { return }
    shown.withLock { shown in
      let percent = Int(100 * share)
      guard percent > shown else { return }
      shown = percent
      FileHandle.standardError.write(Data("\r\u{1B}[K\(bar(share)) \(percent) % \(work)".utf8))
    }
  }

  /// Takes the line away.
  func clear() {
    if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}
