#if os(Linux)
  internal import CLinux
  internal import Glibc

  /// A system call that failed, with its error number.
  struct SystemFailure: Error {
    let number: Int32
  }

  /// A file that exists in memory only and has no name; gone when its last descriptor is closed.
  final class AnonymousFile {
    private(set) var descriptor: Int32

    private static let pieceBytes = 1 << 20

    /// A file of what is read of a part.
    init(_ part: AudioPart, of source: ByteSource) throws(SystemFailure) {
      descriptor = unsafe memfd_create("voiceprint-audio", voiceprint_memfd_close_on_exec)
      guard descriptor >= 0 else { throw SystemFailure(number: errno) }
      try append(part.header)
      var offset = part.range.lowerBound
      while offset < part.range.upperBound {
        let piece = source.bytes(offset..<min(offset + Self.pieceBytes, part.range.upperBound))
        guard !piece.isEmpty else { break }
        try append(piece)
        offset += piece.count
      }
    }

    deinit { close() }

    /// Closes this descriptor; those that were passed on stay open.
    func close() {
      if descriptor >= 0 { Glibc.close(descriptor) }
      descriptor = -1
    }

    private func append(_ bytes: [UInt8]) throws(SystemFailure) {
      var written = 0
      while written < bytes.count {
        let step = unsafe bytes.withUnsafeBytes { all in
          unsafe write(descriptor, all.baseAddress?.advanced(by: written), all.count - written)
        }
        if step < 0 && errno == EINTR { continue }
        guard step > 0 else { throw SystemFailure(number: errno) }
        written += step
      }
    }
  }
#endif
