internal import Foundation

/// Reads an archive record by record, every piece checked before anything of it is used.
final class ArchiveReader {
  private let path: String
  private let file: Int32
  private let pieces: ArchivePieces
  private let byteCount: Int
  private let pieceCount: Int
  private var number = 0
  private var buffer: [UInt8] = []
  private var start = 0

  /// The longest record that is read, in bytes: a hundred times the largest sample.
  private static let longestRecord = 512 << 20

  /// Opens an archive and works out its key.
  ///
  /// - Throws: ``ArchiveError``.
  init(_ path: String, passphrase: ArchivePassphrase) throws(ArchiveError) {
    self.path = path
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Self.failure(path) }
    do throws(ArchiveError) {
      var status = stat()
      guard unsafe fstat(file, &status) == 0 else { throw Self.failure(path) }
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw .unreadable(path: path, reason: "it is not a regular file")
      }
      byteCount = Int(status.st_size)
      let first = try Self.read(file, offset: 0, count: min(byteCount, ArchiveHeader.byteCount), path)
      pieces = ArchivePieces(try ArchiveHeader(first, passphrase: passphrase, path: path))
      let body = byteCount - ArchiveHeader.byteCount
      pieceCount = (body + ArchivePieces.sealedCount - 1) / ArchivePieces.sealedCount
    } catch {
      close(file)
      throw error
    }
    self.file = file
  }

  deinit { close(file) }

  /// Goes back to the first record.
  func rewind() { (number, buffer, start) = (0, [], 0) }

  /// The next record.
  ///
  /// - Throws: ``ArchiveError``; also where there is none, for every archive says where it ends.
  func next() throws(ArchiveError) -> ArchiveRecord {
    try fill(9)
    let kind = buffer[start]
    let length = ArchiveRecord.number(buffer[start + 1..<start + 9])
    guard (0...Int64(Self.longestRecord)).contains(length) else {
      throw malformed("it has a record of \(length) bytes")
    }
    try fill(9 + Int(length))
    let bytes = Array(buffer[start + 9..<start + 9 + Int(length)])
    start += 9 + Int(length)
    guard let record = ArchiveRecord(kind: kind, bytes: bytes) else {
      throw malformed("it has a record of kind \(kind) that is not what VoicePrint writes")
    }
    if case .end = record {
      guard start == buffer.count, number == pieceCount else { throw malformed("something follows its end") }
    }
    return record
  }

  func malformed(_ reason: String) -> ArchiveError { .malformed(path: path, reason: reason) }

  /// Opens pieces until so many bytes wait to be used.
  private func fill(_ count: Int) throws(ArchiveError) {
    if buffer.count - start < count, start > 0 {
      buffer.removeFirst(start)
      start = 0
    }
    while buffer.count - start < count {
      let offset = ArchiveHeader.byteCount + number * ArchivePieces.sealedCount
      guard number < pieceCount else { throw .damaged(path: path, offset: offset, byteCount: byteCount) }
      let length = min(ArchivePieces.sealedCount, byteCount - offset)
      let sealed = try Self.read(file, offset: offset, count: length, path)
      guard let plain = pieces.open(sealed, number: number, isLast: number == pieceCount - 1) else {
        throw .damaged(path: path, offset: offset, byteCount: byteCount)
      }
      buffer += plain
      number += 1
    }
  }

  private static func read(
    _ file: Int32, offset: Int, count: Int, _ path: String
  ) throws(ArchiveError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = unsafe bytes.withUnsafeMutableBytes { bytes in
        unsafe pread(file, bytes.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw failure(path) }
      // The file became shorter in the meantime; what is left does not open.
      if got == 0 { break }
      done += got
    }
    return Array(bytes.prefix(done))
  }

  private static func failure(_ path: String) -> ArchiveError {
    .unreadable(path: path, reason: unsafe String(cString: strerror(errno)))
  }
}
