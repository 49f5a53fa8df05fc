internal import Foundation

/// The right to work on a store's jobs, which one process has at a time; it goes with the process.
package final class JobLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock, or waits for whoever holds it.
  ///
  /// - Parameters:
  ///   - location: the store.
  ///   - patience: how long to wait, in seconds.
  /// - Throws: ``StoreError/busy(path:seconds:)``, ``StoreError/notAccessible(path:reason:)``.
  package init(_ location: StoreLocation, patience: Double) throws(StoreError) {
    let path = location.databasePath + "-jobs"
    let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw PrivateFiles.failure(path) }
    let deadline = Date().addingTimeInterval(patience)
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      let isHeld = errno == EWOULDBLOCK || errno == EINTR
      guard isHeld, Date() < deadline else {
        let error = isHeld ? StoreError.busy(path: path, seconds: patience) : PrivateFiles.failure(path)
        close(file)
        throw error
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
    descriptor = file
  }

  deinit { close(descriptor) }
}
