/// Walks through the frames of an AMR file (RFC 4867), which has nothing but a line of letters before them.
enum AMRFrames {
  private static let narrow = Array("#!AMR\n".utf8)
  private static let wide = Array("#!AMR-WB\n".utf8)
  /// Bytes of a frame, by its type; 0 for types that do not exist.
  private static let narrowLengths = [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1]
  private static let wideLengths = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1]

  /// The recording that begins here, up to the letters of another.
  static func part(_ window: ByteWindow, at place: Int) -> FoundPart {
    let isWide = window.begins(with: wide, at: place)
    let lengths = isWide ? wideLengths : narrowLengths
    var offset = place + (isWide ? wide.count : narrow.count)
    var frameCount = 0
    while let byte = window[offset], byte & 0x83 == 0, lengths[Int(byte >> 3 & 15)] > 0 {
      offset += lengths[Int(byte >> 3 & 15)]
      frameCount += 1
    }
    let next = [narrow, wide].compactMap { window.first($0, from: min(offset, window.count)) }.min()
    let stop = min(offset, window.count)
    let end = next ?? window.count
    var part = AudioPart(container: .amr, range: place..<stop)
    part.countedSeconds = 0.02 * Double(frameCount)
    return FoundPart(
      parts: [part], end: end,
      leftOverBytes: end - stop > 64 ? end - stop : 0)
  }
}
