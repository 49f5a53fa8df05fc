#if os(Linux)
  internal import CLinux
  internal import Glibc

  /// A system call that failed, with its error number.
  struct SystemFailure: Error {
    let number: Int32
  }

  /// A file that exists in memory only and has no name; gone when its last descriptor is closed.
  struct AnonymousFile: ~Copyable {
    let descriptor: Int32

    init(_ bytes: [UInt8]) throws(SystemFailure) {
      descriptor = unsafe memfd_create("voiceprint-audio", voiceprint_memfd_close_on_exec)
      guard descriptor >= 0 else { throw SystemFailure(number: errno) }
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

    deinit { if descriptor >= 0 { close(descriptor) } }
  }
#endif
