/// Walks through the boxes of an ISO base media file (ISO 14496-12).
enum MP4Boxes {
  /// The recording that begins here, up to a second box that begins a file.
  static func part(_ window: ByteWindow, at place: Int) -> FoundPart {
    var offset = place
    var hasMedia = false
    while offset < window.count {
      let name = window.signature(at: offset + 4)
      guard name.isPrintable, let word = window.number(at: offset, 4, isLittleEndian: false) else { break }
      if name == "ftyp", hasMedia { return part(place, offset) }
      if name == "moov" || name == "mdat" { hasMedia = true }
      let length =
        word == 1
        ? window.number(at: offset + 8, 8, isLittleEndian: false).flatMap { Int(exactly: $0) } : Int(word)
      guard let length, length >= 8, length <= window.count - offset else { break }
      offset += length
    }
    return part(place, window.count)
  }

  private static func part(_ start: Int, _ end: Int) -> FoundPart {
    FoundPart(parts: [AudioPart(container: .mp4, range: start..<end)], end: end)
  }
}
