#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Reads whole files and streams into memory, up to a number of bytes.
enum BoundedReading {
  /// Bytes asked for at once where the size is not known.
  private static let pieceBytes = 1 << 18

  /// The bytes of the file at a path; a regular file that is too large is refused before it is read.
  static func bytes(contentsOf path: String, limit: Int) throws(AudioError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: systemMessage(errno)) }
    defer { close(descriptor) }
    return try bytes(ofDescriptor: descriptor, name: path, limit: limit)
  }

  /// The bytes from the current position of an open descriptor to its end; `name` is what to call it in an error.
  static func bytes(ofDescriptor descriptor: Int32, name: String, limit: Int) throws(AudioError) -> [UInt8] {
    var size = pieceBytes
    var status = stat()
    if unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
      size = Int(status.st_size)
      guard size <= limit else { throw .tooLarge(bytes: size, limit: limit) }
    }
    var bytes: [UInt8] = []
    while true {
      let piece = try piece(ofDescriptor: descriptor, name: name, size: max(size, 1))
      if piece.isEmpty { return bytes }
      guard bytes.count + piece.count <= limit else { throw .tooLarge(bytes: nil, limit: limit) }
      if bytes.isEmpty { bytes = piece } else { bytes += piece }
      size = pieceBytes
    }
  }

  /// What one read gives; empty at the end.
  private static func piece(
    ofDescriptor descriptor: Int32, name: String, size: Int
  ) throws(AudioError) -> [UInt8] {
    var failure: Int32 = 0
    let piece = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      var got = 0
      repeat { unsafe got = read(descriptor, buffer.baseAddress, size) } while got < 0 && errno == EINTR
      failure = got < 0 ? errno : 0
      count = max(got, 0)
    }
    guard failure == 0 else { throw .unreadable(path: name, reason: systemMessage(failure)) }
    return piece
  }

  /// The system's words for an error number.
  static func systemMessage(_ number: Int32) -> String {
    unsafe strerror(number).map { unsafe String(cString: $0) } ?? "system error \(number)"
  }
}
