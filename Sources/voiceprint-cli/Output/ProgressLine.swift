internal import Foundation
internal import Synchronization

/// A line on a terminal that says how many of several things are done; silent elsewhere.
final class ProgressLine: Sendable {
  private let count: Int
  private let things: String
  private let isShown: Bool
  private let highest = Mutex(0)

  init(of count: Int, _ things: String, output: Output) {
    self.count = count
    self.things = things
    isShown = count > 1 && !output.quiet && Style.errorIsTerminal
  }

  /// Shows that this many are done.
  func show(_ done: Int) {
    guard isShown else { return }
    highest.withLock { highest in
      guard done > highest else { return }
      highest = done
      let line = "\r\(bar(Double(done) / Double(count))) \(done) of \(count) \(things)"
      FileHandle.standardError.write(Data(line.utf8))
    }
  }

  /// Takes the line away.
  func clear() {
    if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}
