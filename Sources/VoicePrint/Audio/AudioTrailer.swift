/// Tags that programs put behind the audio of any format: they are no audio.
enum AudioTrailer {
  /// The first place from `offset` on where none of the known tags stands.
  static func end(_ window: ByteWindow, from offset: Int) -> Int {
    var place = offset
    while place < window.count, let length = length(window, at: place) { place += length }
    return min(place, window.count)
  }

  /// Where tags begin that reach exactly to `end`; `end` itself if there are none.
  static func start(_ window: ByteWindow, from offset: Int, to end: Int) -> Int {
    let tag = end - 128
    guard tag >= offset, window.begins(with: "TAG", at: tag) else { return end }
    return tag
  }

  /// The length of a tag that begins here; nil where none does.
  private static func length(_ window: ByteWindow, at place: Int) -> Int? {
    if window.begins(with: "TAG+", at: place), window.count - place >= 227 { return 227 }
    // ID3v1 stands at the end of a file, which may have another behind it.
    if window.begins(with: "TAG", at: place), window.count - place >= 128 { return 128 }
    if window.begins(with: "APETAGEX", at: place),
      let size = window.number(at: place + 12, 4, isLittleEndian: true),
      let flags = window.number(at: place + 20, 4, isLittleEndian: true)
    {
      // The size counts the items and the footer; a header stands before them where the flags say so.
      let isHeader = flags & 0x2000_0000 != 0
      return isHeader ? 32 + Int(size) : 32
    }
    if window.begins(with: "LYRICSBEGIN", at: place) {
      return window.first(Array("LYRICS200".utf8), from: place).map { $0 + 9 - place }
    }
    // One tag at the very end; before a recording it belongs to that.
    if let length = ID3Tag.length(window, at: place), place + length >= window.count { return length }
    return nil
  }
}

/// The tag that MP3 files, and some others, begin with.
enum ID3Tag {
  /// Bytes of the tag at a place; nil where there is none.
  static func length(_ window: ByteWindow, at place: Int) -> Int? {
    let bytes = Array(window.bytes(at: place, 10))
    guard bytes.count == 10, bytes.starts(with: Array("ID3".utf8)), bytes[3] < 0xFF, bytes[4] < 0xFF,
      bytes[6...].allSatisfy({ $0 < 0x80 })
    else { return nil }
    let size = bytes[6...].reduce(0) { $0 << 7 | Int($1) }
    return 10 + size + (bytes[5] & 0x10 != 0 ? 10 : 0)
  }

  /// Where what stands behind all tags at a place begins.
  static func end(_ window: ByteWindow, from place: Int) -> Int {
    var place = place
    while place < window.count, let length = length(window, at: place) { place += length }
    return min(place, window.count)
  }
}
