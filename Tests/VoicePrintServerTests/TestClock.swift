import Synchronization

/// A clock that stands still until a test moves it, so that no test depends on how fast the machine is.
final class TestClock: Sendable {
  private let time = Mutex(ContinuousClock.now)

  /// What it shows.
  var now: ContinuousClock.Instant { time.withLock { $0 } }

  func advance(by duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
}
