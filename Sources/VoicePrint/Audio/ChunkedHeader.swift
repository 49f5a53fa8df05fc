/// The header of a file in chunks (WAV, RF64, Wave64, AIFF, CAF) or of an AU file, read apart from libsndfile, which
/// quietly believes or corrects the length of the audio.
struct ChunkedHeader {
  let container: AudioContainer
  /// Where the file begins.
  let origin: Int
  let layout: ChunkLayout
  /// Channels as stated, if the format's chunk was found.
  private(set) var channelCount: Int?
  /// Samples a second as stated, in Hz; AIFF keeps it as an 80-bit number that is left to libsndfile.
  private(set) var sampleRate: Int?
  /// Bytes of a frame or of a block of the codec.
  private(set) var blockBytes = 1
  /// The tag of the codec, where it is a number (WAV, Wave64).
  private(set) var formatTag: Int?
  /// The name of the codec, where it has four letters (AIFF-C, CAF).
  private(set) var formatName: String?
  /// Where the audio begins.
  private(set) var start = 0
  /// Bytes of audio as stated; nil where the writer could not know.
  private(set) var promised: Int?
  /// Where the statement stands: the length of the data's chunk.
  private(set) var lengthField = 0
  /// Where an RF64 file states 64-bit sizes, and an AIFF file its number of frames.
  private(set) var otherField: Int?

  /// Reads the header of the file that begins at `origin`; nil for other formats, and where no audio is found.
  init?(_ window: ByteWindow, at origin: Int, container: AudioContainer) {
    self.container = container
    self.origin = origin
    let isLittleEndian = window[origin + 3] != UInt8(ascii: "X")
    if container == .au {
      layout = ChunkLayout(firstChunk: 0, isLittleEndian: false, alignment: 1)
      guard readAU(window) else { return nil }
      return
    }
    guard let layout = ChunkLayout.of(container, isLittleEndian: isLittleEndian) else { return nil }
    self.layout = layout
    var offset = origin + layout.firstChunk
    while let stated = window.number(
      at: offset + layout.nameBytes, layout.lengthBytes, isLittleEndian: layout.isLittleEndian)
    {
      let body = offset + layout.headerBytes
      if read(window, chunk: window.signature(at: offset), at: body, stated: stated) { return }
      guard let length = layout.bodyLength(stated), length < window.count else { return nil }
      offset = origin + layout.aligned(body + length - origin)
    }
    return nil
  }

  /// Takes what a chunk says; true for the audio itself.
  private mutating func read(_ window: ByteWindow, chunk: Signature, at body: Int, stated: UInt64) -> Bool {
    func number(_ offset: Int, _ width: Int) -> Int? {
      window.number(at: body + offset, width, isLittleEndian: layout.isLittleEndian)
        .flatMap { Int(exactly: $0) }
    }
    switch chunk {
    case "fmt ":
      (formatTag, channelCount, sampleRate) = (number(0, 2), number(2, 2), number(4, 4))
      blockBytes = max(number(12, 2) ?? 1, 1)
      // The extensible form names the codec at the beginning of a GUID.
      if formatTag == 0xFFFE { formatTag = number(24, 2) }
    case "COMM":
      channelCount = number(0, 2)
      blockBytes = max((channelCount ?? 1) * (((number(6, 2) ?? 8) + 7) / 8), 1)
      otherField = body + 2
      if window.signature(at: origin + 8) == "AIFC" { formatName = letters(window, at: body + 18) }
    case "desc":
      sampleRate = window.number(at: body, 8, isLittleEndian: false)
        .flatMap { Int(exactly: Double(bitPattern: $0).rounded()) }
      formatName = letters(window, at: body + 8)
      blockBytes = max(number(16, 4) ?? 1, 1)
      channelCount = number(24, 4)
    case "ds64":
      otherField = body
      promised = number(8, 8)
    case "data" where container == .rf64 && stated == 0xFFFF_FFFF:
      (start, lengthField) = (body, body - layout.lengthBytes)
      if promised == 0 { promised = nil }
      return true
    case "data", "SSND":
      let before = container == .aiff ? 8 + (number(0, 4) ?? 0) : container == .caf ? 4 : 0
      (start, lengthField) = (body + before, body - layout.lengthBytes)
      promised = layout.bodyLength(stated).map { max($0 - before, 0) }
      return true
    default: break
    }
    return false
  }

  /// The header of an AU file: the place, the length and the format of the audio in six words.
  private mutating func readAU(_ window: ByteWindow) -> Bool {
    let words = (0..<6).compactMap { window.number(at: origin + 4 * $0, 4, isLittleEndian: false) }
    guard words.count == 6, words[1] >= 24 else { return false }
    (start, lengthField) = (origin + Int(words[1]), origin + 8)
    promised = layout.bodyLength(words[2])
    (sampleRate, channelCount) = (Int(words[4]), Int(words[5]))
    return start <= window.count
  }

  private func letters(_ window: ByteWindow, at offset: Int) -> String? {
    let letters = window.bytes(at: offset, 4)
    guard letters.count == 4, letters.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return nil }
    return String(decoding: letters, as: UTF8.self)
  }

  /// Refuses channels and rates that cannot be, by name.
  func checkFormat() throws(AudioError) {
    if let channelCount, !AudioDecoder.channelCounts.contains(channelCount) {
      throw .unsupportedChannelCount(channelCount)
    }
    if let sampleRate, !AudioDecoder.sampleRates.contains(sampleRate) {
      throw .unsupportedSampleRate(sampleRate)
    }
  }
}
