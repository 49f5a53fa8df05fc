import Foundation

/// Standard input as samples.
struct SoundInput {
  private let handle = FileHandle.standardInput

  /// The next samples, −1…1; fewer at the end, nil behind it.
  mutating func next(_ count: Int) throws -> [Float]? {
    var bytes = Data()
    while bytes.count < 2 * count, let more = try handle.read(upToCount: 2 * count - bytes.count),
      !more.isEmpty
    {
      bytes += more
    }
    if bytes.count < 2 { return nil }
    return stride(from: 0, to: bytes.count - 1, by: 2).map { start in
      Float(Int16(bitPattern: UInt16(bytes[start]) | UInt16(bytes[start + 1]) << 8)) / 32768
    }
  }
}
