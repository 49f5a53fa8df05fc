#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The bytes of a file, in memory or on disk, that are read at any place.
enum ByteSource {
  case memory([UInt8])
  case file(StoredFile)

  /// Number of bytes.
  var count: Int {
    switch self {
    case .memory(let bytes): bytes.count
    case .file(let file): file.size
    }
  }

  /// Fills a buffer from a place on; returns how many bytes there were.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
    switch self {
    case .file(let file): return unsafe file.read(into: buffer, at: offset)
    case .memory(let bytes):
      let available = min(buffer.count, max(bytes.count - offset, 0))
      guard available > 0 else { return 0 }
      unsafe bytes.withUnsafeBytes { all in
        unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[offset..<(offset + available)]))
      }
      return available
    }
  }

  /// The bytes of a range, as far as they are there.
  func bytes(_ range: Range<Int>) -> [UInt8] {
    let wanted = min(range.upperBound, count) - max(range.lowerBound, 0)
    guard wanted > 0 else { return [] }
    return unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, got in
      unsafe got = read(into: UnsafeMutableRawBufferPointer(buffer), at: range.lowerBound)
    }
  }
}

/// Looks at the bytes of a file here and there, mostly forward, without holding more than a window of them.
final class ByteWindow {
  /// Number of bytes of the file.
  let count: Int
  private let source: ByteSource
  private var held: [UInt8]
  private var start = 0

  private static let windowBytes = 1 << 18

  init(_ source: ByteSource) {
    self.source = source
    count = source.count
    if case .memory(let bytes) = source { held = bytes } else { held = [] }
  }

  /// The bytes at a place, at most `length` of them; fewer at the end, none outside.
  func bytes(at offset: Int, _ length: Int) -> ArraySlice<UInt8> {
    let wanted = min(length, count - offset)
    guard offset >= 0, wanted > 0 else { return [] }
    if offset < start || offset + wanted > start + held.count {
      held = source.bytes(offset..<(offset + max(wanted, Self.windowBytes)))
      start = offset
    }
    let first = offset - start
    guard first < held.count else { return [] }
    return held[first..<min(first + wanted, held.count)]
  }

  /// One byte; nil outside.
  subscript(offset: Int) -> UInt8? { bytes(at: offset, 1).first }

  /// Four letters at a place.
  func signature(at offset: Int) -> Signature { Signature(Array(bytes(at: offset, 4)), at: 0) }

  /// Whether these bytes stand at a place.
  func begins(with prefix: [UInt8], at offset: Int) -> Bool {
    bytes(at: offset, prefix.count).elementsEqual(prefix)
  }

  /// Whether these letters stand at a place.
  func begins(with letters: String, at offset: Int) -> Bool { begins(with: Array(letters.utf8), at: offset) }

  /// An unsigned number of `width` bytes; nil where it reaches past the end.
  func number(at offset: Int, _ width: Int, isLittleEndian: Bool) -> UInt64? {
    let field = bytes(at: offset, width)
    guard field.count == width else { return nil }
    return isLittleEndian
      ? field.reversed().reduce(0) { $0 << 8 | UInt64($1) } : field.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Whether nothing but zeros stands from a place to the end of the file.
  func isZero(from offset: Int) -> Bool {
    var place = offset
    while place < count {
      let piece = bytes(at: place, Self.windowBytes)
      guard !piece.isEmpty, piece.allSatisfy({ $0 == 0 }) else { return false }
      place += piece.count
    }
    return true
  }

  /// The first place at or after `offset`, before `end`, where these bytes stand and `check` agrees.
  func first(
    _ pattern: [UInt8], from offset: Int, to end: Int? = nil, where check: (Int) -> Bool = { _ in true }
  ) -> Int? {
    var place = max(offset, 0)
    let end = end ?? count
    while place < end {
      let piece = bytes(at: place, Self.windowBytes)
      guard piece.count >= pattern.count else { return nil }
      for found in Self.places(of: pattern, in: piece)
      where place + found < end && check(place + found) { return place + found }
      place += piece.count - pattern.count + 1
    }
    return nil
  }

  /// Where a pattern stands in a piece, from the start of the piece.
  private static func places(of pattern: [UInt8], in piece: ArraySlice<UInt8>) -> [Int] {
    unsafe piece.withUnsafeBytes { bytes -> [Int] in
      guard let base = bytes.baseAddress, let letter = pattern.first else { return [] }
      var places: [Int] = []
      var next = 0
      while next <= bytes.count - pattern.count,
        let hit = unsafe memchr(base + next, Int32(letter), bytes.count - pattern.count + 1 - next)
      {
        let found = unsafe UnsafeRawPointer(hit) - base
        let isWhole = unsafe pattern.withUnsafeBytes { letters in
          unsafe letters.baseAddress.map { unsafe memcmp(base + found, $0, letters.count) == 0 } ?? false
        }
        if isWhole { places.append(found) }
        next = found + 1
      }
      return places
    }
  }
}
