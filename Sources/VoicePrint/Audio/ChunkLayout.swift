/// How a family of chunked files writes names, numbers and lengths.
struct ChunkLayout {
  /// Bytes before the first chunk.
  let firstChunk: Int
  /// Bytes of a chunk's name; the first four of them tell it.
  var nameBytes = 4
  /// Bytes of a length.
  var lengthBytes = 4
  var isLittleEndian = true
  /// Chunks begin at multiples of this.
  var alignment = 2
  /// Whether a length counts the chunk's own name and length.
  var lengthCountsHeader = false

  /// Lengths from here on are those of writers that could not know: `sox` and telephony servers write about
  /// 2 GB, browsers and `ffmpeg` 4 GB, Core Audio −1.
  private static let unknownLength: UInt64 = 0x7FFF_0000

  static func of(_ container: AudioContainer, isLittleEndian: Bool) -> ChunkLayout? {
    switch container {
    case .wav, .rf64: ChunkLayout(firstChunk: 12, isLittleEndian: isLittleEndian)
    case .aiff: ChunkLayout(firstChunk: 12, isLittleEndian: false)
    case .caf: ChunkLayout(firstChunk: 8, lengthBytes: 8, isLittleEndian: false, alignment: 1)
    case .w64:
      ChunkLayout(firstChunk: 40, nameBytes: 16, lengthBytes: 8, alignment: 8, lengthCountsHeader: true)
    default: nil
    }
  }

  var headerBytes: Int { nameBytes + lengthBytes }

  /// The length of a chunk's body as stated; nil where the number is that of a writer that could not know.
  func bodyLength(_ stated: UInt64) -> Int? {
    let limit = lengthBytes == 4 ? Self.unknownLength : UInt64(Int64.max)
    guard stated < limit else { return nil }
    let length = Int(stated) - (lengthCountsHeader ? headerBytes : 0)
    return length >= 0 ? length : nil
  }

  /// The first place for a chunk at or after an offset from the beginning of the file.
  func aligned(_ offset: Int) -> Int { (offset + alignment - 1) / alignment * alignment }

  /// A number as the header writes it.
  func bytes(of number: Int, width: Int? = nil) -> [UInt8] {
    let little = (0..<(width ?? lengthBytes)).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    return isLittleEndian ? little : little.reversed()
  }
}
