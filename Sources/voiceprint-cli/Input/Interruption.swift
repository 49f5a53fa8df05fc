internal import Dispatch
internal import Foundation

/// Says something when the process is stopped by Ctrl-C or `kill`, and ends it at once.
final class Interruption {
  private let sources: [any DispatchSourceSignal]

  /// Listens from now on.
  init(_ farewell: @escaping @Sendable () -> Void) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        farewell()
        _exit(ExitStatus.interrupted.rawValue)
      }
      source.resume()
      return source
    }
  }

  /// Listens no longer.
  func end() { for source in sources { source.cancel() } }
}
