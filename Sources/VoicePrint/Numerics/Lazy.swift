internal import Synchronization

/// A value that follows from others, computed when it is first asked for and kept: by whichever task asks first, while
/// the others wait.
final class Lazy<Value: Sendable>: Sendable {
  private let kept = Mutex<Value?>(nil)
  private let compute: @Sendable () -> Value

  init(_ compute: @escaping @Sendable () -> Value) { self.compute = compute }

  /// The value.
  var value: Value {
    kept.withLock { kept in
      if let kept { return kept }
      let value = compute()
      kept = value
      return value
    }
  }
}
