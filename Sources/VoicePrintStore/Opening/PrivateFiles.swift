internal import Foundation

/// Files and folders that nobody but their owner may use.
enum PrivateFiles {
  /// Makes a folder of mode 0700 with all above it, unless it is there.
  static func makeFolder(_ path: String) throws(StoreError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .notAccessible(path: path, reason: "the folder cannot be made")
    }
  }

  /// Makes a file of mode 0600 with the given bytes and sees them on disk, unless a file of that name is there.
  ///
  /// - Returns: false where the file was there, and nothing changed.
  static func makeFile(_ path: String, bytes: [UInt8] = []) throws(StoreError) -> Bool {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      if errno == EEXIST { return false }
      throw failure(path)
    }
    defer { close(file) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = unsafe rest.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR { continue }
        throw failure(path)
      }
      rest = rest.dropFirst(written)
    }
    guard fsync(file) == 0 else { throw failure(path) }
    return true
  }

  /// Sees the names of a folder's files on disk.
  static func synchronize(folder path: String) throws(StoreError) {
    let folder = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { throw failure(path) }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw failure(path) }
  }

  /// Why the last system call failed.
  static func failure(_ path: String) -> StoreError {
    .notAccessible(path: path, reason: unsafe String(cString: strerror(errno)))
  }
}

/// Keeps other processes out of a folder while a store in it is being made, changed by a migration or opened.
///
/// It locks the folder itself, because closing any descriptor of the database file would drop SQLite's own locks.
enum FolderLock {
  /// Runs a closure with the folder locked.
  ///
  /// - Throws: ``StoreError/busy(path:seconds:)`` after waiting for `patience` seconds,
  ///   ``StoreError/notAccessible(path:reason:)``, or what the closure throws.
  static func holding<Value>(
    _ path: String, patience: Double, _ body: () throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    let folder = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { throw PrivateFiles.failure(path) }
    defer { close(folder) }
    let deadline = Date().addingTimeInterval(patience)
    while flock(folder, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else { throw PrivateFiles.failure(path) }
      guard Date() < deadline else { throw .busy(path: path, seconds: patience) }
      Thread.sleep(forTimeInterval: 0.005)
    }
    return try body()
  }
}
