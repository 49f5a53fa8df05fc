internal import CSndFile

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Bytes that libsndfile reads as if they were a file: a header in memory, and what follows it in memory or on disk.
///
/// A class, because libsndfile keeps a pointer to it between calls; used by one `SoundFile` only.
final class MemoryFile {
  private let header: [UInt8]
  private let source: ByteSource
  private let range: Range<Int>
  private let count: Int
  private var position = 0

  /// A header, mostly empty, followed by a range of other bytes.
  init(header: [UInt8], _ source: ByteSource, _ range: Range<Int>) {
    self.header = header
    self.source = source
    self.range = range
    count = header.count + range.count
  }

  /// Moves to `offset` from `base`; a place before the beginning or after the end is moved to the nearer of them.
  private func seek(_ offset: Int, from base: Int) -> Int {
    let (place, overflows) = base.addingReportingOverflow(offset)
    position = overflows ? self.count : min(max(place, 0), self.count)
    return position
  }

  private func read(into target: UnsafeMutableRawPointer?, count: Int) -> Int {
    let wanted = min(max(count, 0), self.count - position)
    guard let target = unsafe target, wanted > 0 else { return 0 }
    var done = 0
    if position < header.count {
      done = min(wanted, header.count - position)
      unsafe header.withUnsafeBytes { bytes in
        unsafe UnsafeMutableRawBufferPointer(start: target, count: done).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[position..<(position + done)]))
      }
    }
    if done < wanted {
      let place = range.lowerBound + position + done - header.count
      done += unsafe source.read(
        into: UnsafeMutableRawBufferPointer(start: target + done, count: wanted - done), at: place)
    }
    position += done
    return done
  }

  /// The functions libsndfile calls; their last argument is an unretained pointer to a `MemoryFile`.
  static var callbacks: SF_VIRTUAL_IO {
    unsafe SF_VIRTUAL_IO(
      get_filelen: { unsafe MemoryFile.at($0).map { sf_count_t($0.count) } ?? 0 },
      seek: { offset, whence, context in
        guard let file = unsafe MemoryFile.at(context) else { return -1 }
        let base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file.position : file.count
        return sf_count_t(file.seek(Int(offset), from: base))
      },
      read: { target, count, context in
        unsafe sf_count_t(MemoryFile.at(context)?.read(into: target, count: Int(count)) ?? 0)
      },
      write: { _, _, _ in 0 },
      tell: { unsafe MemoryFile.at($0).map { sf_count_t($0.position) } ?? -1 })
  }

  private static func at(_ context: UnsafeMutableRawPointer?) -> MemoryFile? {
    unsafe context.map { unsafe Unmanaged<MemoryFile>.fromOpaque($0).takeUnretainedValue() }
  }
}
