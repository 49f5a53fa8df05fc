#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// An open file of known size that is read from any place; closed with the last reference.
final class StoredFile {
  let descriptor: Int32
  /// Bytes when it was opened.
  let size: Int

  /// Opens a regular file; nil for anything that has to be read from front to back, such as a pipe.
  ///
  /// - Throws: `.unreadable`.
  init?(path: String) throws(AudioError) {
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .unreadable(path: path, reason: BoundedReading.systemMessage(errno))
    }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      size = 0
      return nil
    }
    size = Int(status.st_size)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The first bytes, at most this many.
  func beginning(_ count: Int) -> [UInt8] {
    let wanted = min(count, size)
    return unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, got in
      unsafe got = read(into: UnsafeMutableRawBufferPointer(buffer), at: 0)
    }
  }

  /// Fills a buffer from a place in the file on; returns how many bytes there were.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
    var done = 0
    while done < buffer.count {
      let got = unsafe pread(
        descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(offset + done))
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { break }
      done += got
    }
    return done
  }
}
