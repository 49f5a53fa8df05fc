/// 32-bit float samples as they come through a pipe in Sun's AU format: a header of six big-endian words, then
/// interleaved big-endian samples.
struct AUStream {
  /// What the header says.
  struct Header {
    /// Hz.
    let sampleRate: Int
    let channelCount: Int
  }

  /// The header, once it has arrived.
  private(set) var header: Header?
  private var pending: [UInt8] = []
  // Bytes of `pending` that were taken.
  private var taken = 0

  /// Encoding 6 of AU: 32-bit IEEE float.
  private static let float32: UInt32 = 6
  /// A header is 24 bytes and a short annotation.
  private static let headerBytes = 24...4_096

  /// Adds bytes; false if they are not such a stream.
  mutating func append(_ bytes: [UInt8]) -> Bool {
    if taken > 0 {
      pending.removeFirst(taken)
      taken = 0
    }
    pending += bytes
    guard header == nil, pending.count >= Self.headerBytes.lowerBound else { return true }
    let words = stride(from: 0, to: 24, by: 4).map { start in
      pending[start..<(start + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    let size = Int(words[1])
    guard Signature(pending, at: 0) == ".snd", words[3] == Self.float32, Self.headerBytes.contains(size)
    else {
      return false
    }
    guard pending.count >= size else { return true }
    header = Header(sampleRate: Int(words[4]), channelCount: Int(words[5]))
    taken = size
    return true
  }

  /// Complete frames that have arrived and were not taken.
  var wholeFrames: Int {
    guard let header, header.channelCount > 0 else { return 0 }
    return (pending.count - taken) / (4 * header.channelCount)
  }

  /// Takes exactly `count` samples; nil while fewer have arrived.
  mutating func takeSamples(_ count: Int) -> [Float]? {
    guard header != nil, pending.count - taken >= 4 * count else { return nil }
    let samples = unsafe pending.withUnsafeBytes { bytes in
      unsafe [Float](unsafeUninitializedCapacity: count) { samples, initialized in
        for index in 0..<count {
          let word = unsafe bytes.loadUnaligned(fromByteOffset: taken + 4 * index, as: UInt32.self)
          unsafe samples[index] = Float(bitPattern: UInt32(bigEndian: word))
        }
        initialized = count
      }
    }
    taken += 4 * count
    return samples
  }
}
