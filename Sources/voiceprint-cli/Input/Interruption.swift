internal import Dispatch
internal import Foundation
internal import Synchronization

/// Says something when the process is stopped by Ctrl-C or `kill`, and ends it at once or in its own time.
final class Interruption {
  private let sources: [any DispatchSourceSignal]

  /// Listens from now on; the first signal ends the process.
  convenience init(_ farewell: @escaping @Sendable () -> Void) {
    self.init(SignalCount()) { _ in
      farewell()
      return true
    }
  }

  /// Listens from now on; the first signal asks the work to stop, the second ends the process.
  static func stopping(_ stop: @escaping @Sendable () -> Void) -> Interruption {
    Interruption(SignalCount()) { count in
      if count == 1 { stop() }
      return count > 1
    }
  }

  /// Listens from now on.
  ///
  /// - Parameters:
  ///   - count: counts the signals.
  ///   - answer: given the number of a signal from 1, says whether the process ends.
  private init(_ count: SignalCount, answer: @escaping @Sendable (Int) -> Bool) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if answer(count.next()) { _exit(ExitStatus.interrupted.rawValue) }
      }
      source.resume()
      return source
    }
  }

  /// Listens no longer.
  func end() { for source in sources { source.cancel() } }
}

/// Counts from 1.
private final class SignalCount: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
