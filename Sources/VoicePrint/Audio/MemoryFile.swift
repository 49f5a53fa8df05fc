internal import CSndFile

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Bytes that libsndfile reads as if they were a file: all of them in memory, or those of an open file.
///
/// A class, because libsndfile keeps a pointer to it between calls; used by one `SoundFile` only.
final class MemoryFile {
  /// Memory, or the first bytes of a file, corrected where its header was wrong.
  private let bytes: [UInt8]
  private let file: StoredFile?
  private let count: Int
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    file = nil
    count = bytes.count
  }

  /// The bytes of a file; those at its beginning are replaced by `beginning`.
  init(_ file: StoredFile, beginning: [UInt8]) {
    bytes = beginning
    self.file = file
    count = file.size
  }

  /// Moves to `offset` from `base`; a place before the beginning or after the end is moved to the nearer of them.
  private func seek(_ offset: Int, from base: Int) -> Int {
    let (place, overflows) = base.addingReportingOverflow(offset)
    position = overflows ? self.count : min(max(place, 0), self.count)
    return position
  }

  private func read(into target: UnsafeMutableRawPointer?, count: Int) -> Int {
    if position >= bytes.count, let file { return unsafe readOn(from: file, into: target, count: count) }
    let available = min(max(count, 0), bytes.count - position)
    guard let target = unsafe target, available > 0 else { return 0 }
    unsafe bytes.withUnsafeBytes { all in
      unsafe target.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: all[position..<(position + available)]).baseAddress
          ?? .init(target),
        byteCount: available)
    }
    position += available
    return available
  }

  private func readOn(from file: StoredFile, into target: UnsafeMutableRawPointer?, count: Int) -> Int {
    let available = min(max(count, 0), self.count - position)
    guard let target = unsafe target, available > 0 else { return 0 }
    let got = unsafe file.read(
      into: UnsafeMutableRawBufferPointer(start: target, count: available), at: position)
    position += got
    return got
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
