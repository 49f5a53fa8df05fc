/// Walks through the pages of an Ogg file (RFC 3533).
enum OggPages {
  private static let headerBytes = 27

  /// A page: where it is, and what it says of itself.
  private struct Page {
    let length: Int
    let isFirst: Bool

    init?(_ window: ByteWindow, at place: Int) {
      let header = Array(window.bytes(at: place, headerBytes))
      guard header.count == headerBytes, header.starts(with: Array("OggS".utf8)), header[4] == 0 else {
        return nil
      }
      let table = window.bytes(at: place + headerBytes, Int(header[26]))
      guard table.count == Int(header[26]) else { return nil }
      length = headerBytes + table.count + table.reduce(0) { $0 + Int($1) }
      isFirst = header[5] & 2 != 0
      guard place + length <= window.count else { return nil }
    }
  }

  /// The recording that begins here, up to the first page of another; pages that were cut are left over.
  static func part(_ window: ByteWindow, at place: Int) -> FoundPart {
    var (offset, streams, isInside, leftOver) = (place, 0, false, 0)
    while offset < window.count {
      guard let page = Page(window, at: offset) else {
        let behind = AudioTrailer.end(window, from: offset)
        let isOther = ContainerSearch.begins(window, at: behind) && window.signature(at: behind) != "OggS"
        if behind >= window.count || isOther {
          return found(window, place, offset, end: behind, streams, leftOver)
        }
        let next = window.first(Array("OggS".utf8), from: offset + 1) { Page(window, at: $0) != nil }
        if !window.isZero(from: offset) { leftOver += (next ?? window.count) - offset }
        offset = next ?? window.count
        if next == nil { break }
        continue
      }
      if page.isFirst {
        if isInside { break }
        streams += 1
      } else {
        isInside = true
      }
      offset += page.length
    }
    return found(window, place, offset, end: offset, streams, leftOver)
  }

  private static func found(
    _ window: ByteWindow, _ start: Int, _ stop: Int, end: Int, _ streams: Int, _ leftOver: Int
  ) -> FoundPart {
    // Several streams side by side are a film, or tracks, and not what is read in this process.
    let container =
      streams > 1 ? .ogg : AudioContainer.bySignature(Array(window.bytes(at: start, 512))) ?? .ogg
    return FoundPart(
      parts: [AudioPart(container: container, range: start..<stop)], end: end, leftOverBytes: leftOver)
  }
}
