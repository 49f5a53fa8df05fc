internal import Foundation

/// Files of mode 0600 that are written aside and appear under their names once all of them are whole and on disk.
///
/// Until ``publish()`` nothing of what was there has changed; without it nothing is left behind.
package final class PrivateFiles {
  private struct File {
    let path: String
    let temporaryPath: String
    let descriptor: Int32
    var buffer: [UInt8] = []
    var count = 0
  }

  private let replacing: Bool
  private var files: [File] = []
  private var outdated: [String] = []

  /// Bytes that are gathered before they are written.
  private static let bufferSize = 1 << 20

  /// No files yet.
  ///
  /// - Parameter replacing: whether files that are there already may be replaced.
  package init(replacing: Bool) { self.replacing = replacing }

  deinit {
    for file in files {
      close(file.descriptor)
      unsafe _ = unlink(file.temporaryPath)
    }
  }

  /// Makes a folder of mode 0700 unless it is there; the folder above it is.
  ///
  /// - Throws: ``InterchangeError/unwritable(path:reason:)``.
  package static func makeFolder(_ path: String) throws(InterchangeError) {
    if unsafe mkdir(path, 0o700) == 0 || (errno == EEXIST && isFolder(path)) { return }
    throw failure(path)
  }

  /// Begins a file.
  ///
  /// - Parameter path: the name it will have.
  /// - Returns: its number, for ``append(_:to:)``.
  /// - Throws: ``InterchangeError``.
  package func add(_ path: String) throws(InterchangeError) -> Int {
    if isThere(path), !replacing { throw .exists(path: path) }
    if Self.isFolder(path) { throw .unwritable(path: path, reason: "it is a folder") }
    let temporaryPath = path + ".\(UInt32.random(in: .min ... .max)).partial"
    let descriptor = unsafe open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure(path) }
    files.append(File(path: path, temporaryPath: temporaryPath, descriptor: descriptor))
    return files.count - 1
  }

  /// Takes a file away, once the others have their names: one that an earlier set had and this one has not.
  ///
  /// - Throws: ``InterchangeError/exists(path:)`` where it is there and may not be replaced.
  package func remove(_ path: String) throws(InterchangeError) {
    guard isThere(path) else { return }
    if !replacing { throw .exists(path: path) }
    outdated.append(path)
  }

  /// Bytes that a file has so far.
  package func count(of file: Int) -> Int { files[file].count }

  /// Appends to a file.
  ///
  /// - Throws: ``InterchangeError/unwritable(path:reason:)``.
  package func append(_ bytes: some Collection<UInt8>, to file: Int) throws(InterchangeError) {
    files[file].buffer += bytes
    files[file].count += bytes.count
    if files[file].buffer.count >= Self.bufferSize { try flush(file) }
  }

  private func flush(_ file: Int) throws(InterchangeError) {
    var rest = files[file].buffer[...]
    while !rest.isEmpty {
      let written = unsafe rest.withUnsafeBytes {
        unsafe write(files[file].descriptor, $0.baseAddress, $0.count)
      }
      if written < 0, errno == EINTR { continue }
      guard written >= 0 else { throw Self.failure(files[file].path) }
      rest = rest.dropFirst(written)
    }
    files[file].buffer.removeAll(keepingCapacity: true)
  }

  /// Gives all files their names.
  ///
  /// - Throws: ``InterchangeError``; where one of the names was taken meanwhile, none is given.
  package func publish() throws(InterchangeError) {
    for file in files.indices {
      try flush(file)
      guard fsync(files[file].descriptor) == 0 else { throw Self.failure(files[file].path) }
    }
    var published: [String] = []
    for file in files {
      do throws(InterchangeError) {
        try publish(file)
        published.append(file.path)
      } catch {
        // What was replaced cannot be brought back; what is new goes again.
        if !replacing { for path in published { unsafe _ = unlink(path) } }
        throw error
      }
    }
    for path in outdated {
      guard unsafe unlink(path) == 0 || errno == ENOENT else { throw Self.failure(path) }
    }
    for folder in Set(files.map { Self.folder(of: $0.path) }) {
      let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw Self.failure(folder) }
      defer { close(descriptor) }
      guard fsync(descriptor) == 0 else { throw Self.failure(folder) }
    }
  }

  private func publish(_ file: File) throws(InterchangeError) {
    // A link, unlike a rename, does not replace what somebody put there meanwhile.
    if !replacing {
      if unsafe link(file.temporaryPath, file.path) == 0 { return }
      if errno == EEXIST { throw .exists(path: file.path) }
      // File systems without links.
      guard errno == EPERM || errno == ENOTSUP, !isThere(file.path) else { throw Self.failure(file.path) }
    }
    guard unsafe rename(file.temporaryPath, file.path) == 0 else { throw Self.failure(file.path) }
  }

  private func isThere(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0
  }

  /// The folder that a file is in. Foundation's `deletingLastPathComponent` traps on names of one letter.
  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Why the last system call failed.
  private static func failure(_ path: String) -> InterchangeError {
    .unwritable(path: path, reason: unsafe String(cString: strerror(errno)))
  }
}
