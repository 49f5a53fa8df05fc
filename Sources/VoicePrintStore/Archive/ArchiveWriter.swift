internal import Foundation

/// Writes an archive beside the name it will have; it gets the name when all of it is on disk, or goes away.
final class ArchiveWriter {
  private let path: String
  private let draft: String
  private let file: Int32
  private let pieces: ArchivePieces
  private var pending: [UInt8] = []
  private var count = 0
  private(set) var byteCount = 0

  /// Begins an archive.
  ///
  /// - Throws: ``ArchiveError/exists(path:)``, ``ArchiveError/unwritable(path:reason:)``,
  ///   ``ArchiveError/shortPassphrase(count:)``.
  init(_ path: String, passphrase: ArchivePassphrase, cost: ArchiveCost) throws(ArchiveError) {
    try passphrase.requireLength()
    self.path = path
    var status = stat()
    guard unsafe lstat(path, &status) != 0 else { throw .exists(path: path) }
    draft = path + ".partial-" + StoreKeys.randomBytes(6).map { String($0, radix: 16) }.joined()
    file = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Self.failure(path) }
    let header = ArchiveHeader(passphrase: passphrase, cost: cost)
    pieces = ArchivePieces(header)
    try write(header.bytes)
  }

  deinit {
    close(file)
    unsafe unlink(draft)
  }

  /// Adds a record.
  func append(_ record: ArchiveRecord) throws {
    let (kind, bytes) = try record.encoded()
    pending.append(kind)
    pending += ArchiveRecord.littleEndian(Int64(bytes.count))
    pending += bytes
    var start = 0
    // What might be the last piece waits.
    while pending.count - start > ArchivePieces.plainCount {
      try write(Array(pending[start..<start + ArchivePieces.plainCount]), isLast: false)
      start += ArchivePieces.plainCount
    }
    if start > 0 { pending.removeFirst(start) }
  }

  /// Ends the archive and sees it on disk.
  func finish() throws {
    try append(.end)
    try write(pending, isLast: true)
    pending = []
    guard fsync(file) == 0 else { throw Self.failure(path) }
  }

  /// Gives the archive its name, unless there is a file of that name by now.
  func publish() throws(ArchiveError) {
    if unsafe link(draft, path) != 0 {
      guard errno != EEXIST else { throw .exists(path: path) }
      // A file system without links, such as that of a memory stick.
      var status = stat()
      guard unsafe lstat(path, &status) != 0 else { throw .exists(path: path) }
      guard unsafe rename(draft, path) == 0 else { throw Self.failure(path) }
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    // The archive is there; some file systems cannot say that a folder is on disk.
    try? PrivateFiles.synchronize(folder: folder)
  }

  private func write(_ plain: [UInt8], isLast: Bool) throws(ArchiveError) {
    try write(pieces.seal(plain, number: count, isLast: isLast))
    count += 1
  }

  private func write(_ bytes: [UInt8]) throws(ArchiveError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = unsafe rest.withUnsafeBytes { bytes in
        unsafe Foundation.write(file, bytes.baseAddress, bytes.count)
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw Self.failure(path)
      }
      rest = rest.dropFirst(written)
    }
    byteCount += bytes.count
  }

  private static func failure(_ path: String) -> ArchiveError {
    .unwritable(path: path, reason: unsafe String(cString: strerror(errno)))
  }
}
