internal import Foundation

/// The file with a store's key: 32 random bytes, and nobody but the owner may read them.
enum KeyFile {
  /// Length of a key in bytes.
  static let byteCount = 32

  /// The key, or nil where there is no such file.
  ///
  /// - Throws: ``StoreError/looseKeyPermissions(path:mode:)``, ``StoreError/malformedKey(path:byteCount:)``,
  ///   ``StoreError/notAccessible(path:reason:)``.
  static func read(_ path: String) throws(StoreError) -> [UInt8]? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw PrivateFiles.failure(path)
    }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0 else { throw PrivateFiles.failure(path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .notAccessible(path: path, reason: "it is not a regular file")
    }
    let mode = Int(status.st_mode & 0o7777)
    guard mode & 0o077 == 0 else { throw .looseKeyPermissions(path: path, mode: mode) }
    guard status.st_size == byteCount else {
      throw .malformedKey(path: path, byteCount: Int(status.st_size))
    }
    var key = [UInt8](repeating: 0, count: byteCount)
    let count = unsafe key.withUnsafeMutableBytes { unsafe Foundation.read(file, $0.baseAddress, $0.count) }
    guard count == byteCount else { throw .malformedKey(path: path, byteCount: max(0, count)) }
    return key
  }

  /// The key, made if there is no such file.
  ///
  /// The key gets its name only when all of it is on disk, and only one of several processes can give it: all of
  /// them read back the same key.
  static func readOrCreate(_ path: String) throws(StoreError) -> [UInt8] {
    if let key = try read(path) { return key }
    var generator = SystemRandomNumberGenerator()
    let key = (0..<byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    let draft = "\(path).\(String(generator.next(), radix: 16))"
    guard try PrivateFiles.makeFile(draft, bytes: key) else {
      throw .notAccessible(path: draft, reason: "there is such a file")
    }
    defer { unsafe unlink(draft) }
    guard unsafe link(draft, path) == 0 || errno == EEXIST else { throw PrivateFiles.failure(path) }
    try PrivateFiles.synchronize(folder: URL(fileURLWithPath: path).deletingLastPathComponent().path)
    guard let kept = try read(path) else { throw .notAccessible(path: path, reason: "it went away") }
    return kept
  }
}
