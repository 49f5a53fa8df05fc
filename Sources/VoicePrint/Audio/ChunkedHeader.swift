/// What the header of a chunked file (WAV, AIFF, CAF) claims, read apart from libsndfile, which quietly corrects
/// a length that reaches past the end of the file.
struct ChunkedHeader {
  /// Channels as stated, if the format's chunk was found.
  private(set) var channelCount: Int?
  /// Samples a second as stated, in Hz; AIFF keeps it as an 80-bit number that is left to libsndfile.
  private(set) var sampleRate: Int?
  /// Bytes of sample data as stated, and as there are from `start` to the end of the file.
  private(set) var data: (promised: UInt64, found: Int, start: Int)?

  /// Lengths from here on are those of writers that could not know: `sox` and telephony servers write about
  /// 2 GB, browsers and `ffmpeg` 4 GB, Core Audio −1.
  private static let unknownLength: UInt64 = 0x7FFF_0000
  /// Some writers count the 44 or more bytes of the header into the length of the data.
  private static let headerMiscount = 64

  /// Reads a header; nil for other formats.
  ///
  /// - Parameters:
  ///   - bytes: of the file; its beginning is enough.
  ///   - container: what it is.
  ///   - size: bytes of the whole file, where fewer are given.
  init?(_ bytes: [UInt8], container: AudioContainer, size: Int? = nil) {
    let size = size ?? bytes.count
    switch container {
    case .wav:
      let isLittleEndian = bytes[3] == UInt8(ascii: "F")
      self.init(bytes, from: 12, sizeBytes: 4, isLittleEndian: isLittleEndian, padded: true, size: size)
    case .aiff:
      self.init(bytes, from: 12, sizeBytes: 4, isLittleEndian: false, padded: true, size: size)
    case .caf: self.init(bytes, from: 8, sizeBytes: 8, isLittleEndian: false, padded: false, size: size)
    default: return nil
    }
  }

  private init(
    _ bytes: [UInt8], from start: Int, sizeBytes: Int, isLittleEndian: Bool, padded: Bool, size wholeSize: Int
  ) {
    func number(at offset: Int, _ width: Int) -> UInt64? {
      guard offset >= 0, offset <= bytes.count - width else { return nil }
      let field = bytes[offset..<(offset + width)]
      return isLittleEndian
        ? field.reversed().reduce(0) { $0 << 8 | UInt64($1) } : field.reduce(0) { $0 << 8 | UInt64($1) }
    }
    var offset = start
    while let size = number(at: offset + 4, sizeBytes) {
      let body = offset + 4 + sizeBytes
      switch Signature(bytes, at: offset) {
      case "fmt ":
        channelCount = number(at: body + 2, 2).map(Int.init)
        sampleRate = number(at: body + 4, 4).map(Int.init)
      case "COMM":
        channelCount = number(at: body, 2).map(Int.init)
      case "desc":
        sampleRate = number(at: body, 8).flatMap { Int(exactly: Double(bitPattern: $0).rounded()) }
        channelCount = number(at: body + 24, 4).map(Int.init)
      case "data", "SSND":
        data = (size, wholeSize - body, body)
        return
      default: break
      }
      guard size < UInt64(bytes.count) else { return }
      offset = body + Int(size) + (padded ? Int(size & 1) : 0)
    }
  }

  /// The same file with the length of its data put in, if the writer left 0 there and data follows.
  ///
  /// libsndfile reads such a file as empty. A known chunk after the data shows that it is.
  func repaired(_ bytes: [UInt8], container: AudioContainer) -> [UInt8] {
    guard container == .wav, bytes[3] == UInt8(ascii: "F"), let data, data.promised == 0, data.found > 0,
      !Self.trailingChunks.contains(Signature(bytes, at: data.start))
    else { return bytes }
    var repaired = bytes
    for index in 0..<4 {
      repaired[data.start - 4 + index] = UInt8(truncatingIfNeeded: data.found >> (8 * index))
    }
    return repaired
  }

  private static let trailingChunks: [Signature] = ["LIST", "fact", "cue ", "bext", "id3 ", "ID3 ", "PEAK"]

  /// Refuses channels, rates and lengths that cannot be, by name.
  func check(container: AudioContainer) throws(AudioError) {
    if let channelCount, !AudioDecoder.channelCounts.contains(channelCount) {
      throw .unsupportedChannelCount(channelCount)
    }
    if let sampleRate, !AudioDecoder.sampleRates.contains(sampleRate) {
      throw .unsupportedSampleRate(sampleRate)
    }
    if let data, data.promised < Self.unknownLength,
      data.promised > UInt64(data.found + Self.headerMiscount)
    {
      throw .truncated(
        container: container, expected: Int(data.promised), found: data.found, unit: .bytes)
    }
  }
}
