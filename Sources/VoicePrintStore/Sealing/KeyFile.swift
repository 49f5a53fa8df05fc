internal import Foundation
internal import VoicePrint

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
    let key = StoreKeys.randomBytes(byteCount)
    var generator = SystemRandomNumberGenerator()
    let draft = "\(path).\(String(generator.next(), radix: 16))"
    guard try PrivateFiles.makeFile(draft, bytes: key) else {
      throw .notAccessible(path: draft, reason: "there is such a file")
    }
    defer { unsafe unlink(draft) }
    guard unsafe link(draft, path) == 0 || errno == EEXIST else { throw PrivateFiles.failure(path) }
    try PrivateFiles.synchronize(folder: folder(of: path))
    guard let kept = try read(path) else { throw .notAccessible(path: path, reason: "it went away") }
    return kept
  }
}

// MARK: Changing the key

extension KeyFile {
  /// Names a key, and tells nothing of it: 8 bytes of the digest of 32 random ones.
  static func id(of key: [UInt8]) -> [UInt8] {
    Array(ContentDigest(of: Array("VoicePrint key".utf8) + key).bytes.prefix(8))
  }

  /// Files beside the key file that are named for the key they hold.
  struct Beside {
    /// A key that was in use: stores that share the key file, and copies of a store, still need it.
    let kept: String
    /// A key that is going to be in use.
    let pending: String

    init(_ path: String, id: [UInt8]) {
      let name = id.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
      (kept, pending) = ("\(path).\(name)", "\(path).\(name).new")
    }
  }

  /// The files beside the key file that hold keys which were to be in use, each named for its key.
  static func pending(beside path: String) -> [String] {
    let name = URL(fileURLWithPath: path).lastPathComponent + "."
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder(of: path))) ?? []
    return names.filter { text in
      let id = text.dropFirst(name.count).dropLast(".new".count)
      return text.hasPrefix(name) && text.hasSuffix(".new") && id.utf8.count == 16
        && id.allSatisfy(\.isHexDigit)
    }.sorted().map { folder(of: path) + "/" + $0 }
  }

  /// Makes a new key and sees it on disk beside the key file.
  static func makePending(beside path: String) throws(StoreError) -> [UInt8] {
    let key = StoreKeys.randomBytes(byteCount)
    let draft = Beside(path, id: id(of: key)).pending
    guard try PrivateFiles.makeFile(draft, bytes: key) else {
      throw .notAccessible(path: draft, reason: "there is such a file")
    }
    try PrivateFiles.synchronize(folder: folder(of: path))
    return key
  }

  /// Puts a pending key in the place of the key file, whose key is kept beside it under its own name.
  ///
  /// - Returns: the file that the former key is kept in; nil where there was none.
  @discardableResult
  static func promote(_ id: [UInt8], at path: String) throws(StoreError) -> String? {
    var kept: String?
    if let former = try read(path) {
      let place = Beside(path, id: self.id(of: former)).kept
      guard unsafe link(path, place) == 0 || errno == EEXIST else { throw PrivateFiles.failure(place) }
      kept = place
    }
    guard unsafe rename(Beside(path, id: id).pending, path) == 0 else { throw PrivateFiles.failure(path) }
    try PrivateFiles.synchronize(folder: folder(of: path))
    return kept
  }

  /// Overwrites a key that nothing needs any more, and removes its file.
  static func destroy(_ path: String) throws(StoreError) {
    let file = unsafe open(path, O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { throw PrivateFiles.failure(path) }
    defer { close(file) }
    let zeros = [UInt8](repeating: 0, count: byteCount)
    let count = unsafe zeros.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
    guard count == byteCount, fsync(file) == 0, unsafe unlink(path) == 0 else {
      throw PrivateFiles.failure(path)
    }
  }

  private static func folder(of path: String) -> String {
    URL(fileURLWithPath: path).deletingLastPathComponent().path
  }
}
