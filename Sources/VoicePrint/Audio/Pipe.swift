#if os(Linux)
  internal import CLinux
  internal import Glibc

  /// Both ends of a pipe, closed when it is released; not inherited by programs that others start meanwhile.
  final class Pipe {
    private(set) var readEnd: Int32 = -1
    private(set) var writeEnd: Int32 = -1

    init() {
      var ends: [Int32] = [-1, -1]
      guard unsafe pipe2(&ends, O_CLOEXEC) == 0 else { return }
      readEnd = ends[0]
      writeEnd = ends[1]
    }

    deinit {
      closeReadEnd()
      closeWriteEnd()
    }

    /// False if the system had no descriptors left.
    var isOpen: Bool { readEnd >= 0 && writeEnd >= 0 }

    /// False after the end was read.
    var canRead: Bool { readEnd >= 0 }

    func closeWriteEnd() {
      if writeEnd >= 0 { close(writeEnd) }
      writeEnd = -1
    }

    /// What one read gives; empty if nothing came. Closes the read end when the other side has closed its own.
    func readPiece(_ size: Int) -> [UInt8] {
      unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        let got = unsafe read(readEnd, buffer.baseAddress, size)
        if got == 0 || (got < 0 && errno != EINTR) { closeReadEnd() }
        count = max(got, 0)
      }
    }

    private func closeReadEnd() {
      if readEnd >= 0 { close(readEnd) }
      readEnd = -1
    }
  }
#endif
