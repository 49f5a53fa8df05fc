internal import Foundation

/// Reads files that clients name, in folders that the operator named.
struct FileContent {
  let targets: AllowedTargets
  /// The largest file, in bytes.
  let limit: Int

  /// The bytes of a file.
  ///
  /// Where the file lies is asked of the open file, not of its path: whoever moves links about meanwhile gains
  /// nothing by it.
  ///
  /// - Throws: ``FetchError``, the same for a file that is not there and for one outside the folders.
  func bytes(of path: String) throws(FetchError) -> [UInt8] {
    // Nothing outside is even opened: opening a device can have effects.
    guard let real = Self.realPath(path), targets.contains(path: real) else { throw .refused(.file) }
    // A pipe without a writer would block the opening.
    let file = unsafe open(real, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard file >= 0 else { throw .unreadable }
    defer { close(file) }
    guard let opened = Self.path(of: file), targets.contains(path: opened) else { throw .refused(.file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .unreadable }
    guard Int(status.st_size) <= limit else { throw .tooLarge(limit: limit) }
    return try read(file, expected: Int(status.st_size))
  }

  private func read(_ file: Int32, expected: Int) throws(FetchError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: expected + 1)
    var filled = 0
    while true {
      if filled == bytes.count { bytes += [UInt8](repeating: 0, count: 1 << 16) }
      let count = unsafe bytes.withUnsafeMutableBytes {
        unsafe Foundation.read(file, $0.baseAddress?.advanced(by: filled), $0.count - filled)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable }
      if count == 0 { return Array(bytes.prefix(filled)) }
      filled += count
      guard filled <= limit else { throw .tooLarge(limit: limit) }
    }
  }

  private static func realPath(_ path: String) -> String? {
    guard let real = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  private static func path(of file: Int32) -> String? {
    #if os(Linux)
      return try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(file)")
    #else
      var path = [CChar](repeating: 0, count: Int(MAXPATHLEN))
      guard unsafe fcntl(file, F_GETPATH, &path) == 0 else { return nil }
      return String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    #endif
  }
}
