internal import CStandardError
internal import Synchronization

/// What the C libraries of decoding write to standard error themselves, caught before it comes there.
///
/// MP3's library prints warnings and cannot be told through libsndfile not to. On Linux the C library's `stderr` is
/// replaced, once, by a stream that keeps what is written by a thread while it is inside such a library, and passes
/// on everything else at once.
package enum LibraryOutput {
  private static let listener = Mutex<(@Sendable (String) -> Void)?>(nil)
  private static let isInstalled: Bool = voiceprint_replace_standard_error() != 0

  /// Has every line that is caught from now on given to a function, such as that of a log.
  package static func listen(_ listen: @escaping @Sendable (String) -> Void) {
    listener.withLock { $0 = listen }
  }

  /// Runs code of a C library; what it writes to `stderr` meanwhile goes to the listener.
  static func catching<Result: ~Copyable>(_ body: () -> Result) -> Result {
    guard isInstalled else { return body() }
    voiceprint_catch_begin()
    let result = body()
    if voiceprint_catch_end() > 0 { report() }
    return result
  }

  private static func report() {
    var bytes = [CChar](repeating: 0, count: 4_096)
    let count = unsafe voiceprint_take_caught(&bytes, bytes.count)
    let text = String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard let listen = listener.withLock({ $0 }) else { return }
    for line in text.split(separator: "\n") where !line.allSatisfy(\.isWhitespace) { listen(String(line)) }
  }
}
