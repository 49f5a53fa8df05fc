extension ChunkedHeader {
  /// Some writers count the 44 or more bytes of the header into the length of the data.
  private static let headerMiscount = 64
  /// Zeros that fill a file up to the block of a disk; more of them are silence.
  private static let paddingBytes = 4_096

  /// The recording that this header begins, where its audio truly ends.
  ///
  /// The length that the header states is taken where chunks, tags or another file follow it. Where anything else
  /// follows, the statement is that of a first slice, of the last time the writer saved its header, or has run over
  /// its 32 bits, and all that follows is audio.
  func parts(_ window: ByteWindow) throws(AudioError) -> FoundPart {
    try checkFormat()
    let available = window.count - start
    if let promised, promised > available + Self.headerMiscount {
      throw .truncated(container: container, expected: promised, found: available, unit: .bytes)
    }
    if let promised, promised > 0 || statesEmptiness(window) {
      if promised >= available { return whole(window, to: window.count) }
      if let found = followed(window, promised) { return found }
    }
    let end = AudioTrailer.start(window, from: start, to: nextFile(window) ?? window.count)
    let header = repaired(window, length: end - start)
    var part = AudioPart(container: container, header: header, range: start..<end)
    if let promised, promised > 0, promised < end - start {
      part.statedShare = Double(promised) / Double(end - start)
    }
    return FoundPart(parts: [part], end: end)
  }

  /// The part as it stands in the file.
  private func whole(_ window: ByteWindow, to end: Int) -> FoundPart {
    FoundPart(parts: [AudioPart(container: container, range: origin..<end)], end: end)
  }

  /// A length of 0 means nothing, unless known chunks follow it to the end.
  private func statesEmptiness(_ window: ByteWindow) -> Bool {
    start == window.count || Self.closingChunks.contains(window.signature(at: start))
  }

  private static let closingChunks: [Signature] = [
    "LIST", "fact", "cue ", "bext", "id3 ", "ID3 ", "PEAK", "iXML", "smpl", "JUNK", "_PMX", "inst", "FLLR",
    "PAD ",
    "COMT", "ANNO", "NAME", "AUTH", "(c) ", "MARK", "INST", "APPL", "info", "pakt", "midi", "ovvw", "strg",
    "umid",
  ]

  /// What follows the audio as stated, where that makes sense of the statement: chunks and tags to the end, or to
  /// the next file. More audio in chunks of its own becomes parts of their own.
  private func followed(_ window: ByteWindow, _ promised: Int) -> FoundPart? {
    var parts = [AudioPart(container: container, range: origin..<(start + promised))]
    var offset = start + promised
    if container != .au { offset = origin + layout.aligned(offset - origin) }
    while true {
      for place in Set([offset, start + promised]).sorted() {
        let behind = AudioTrailer.end(window, from: place)
        if behind >= window.count || ContainerSearch.begins(window, at: behind) {
          parts[0].range = origin..<(parts.count == 1 ? min(behind, window.count) : start + promised)
          return FoundPart(parts: parts, end: behind)
        }
      }
      if window.count - offset <= Self.paddingBytes, window.isZero(from: offset) {
        return FoundPart(parts: parts, end: window.count)
      }
      let name = window.signature(at: offset)
      guard container != .au, name.isPrintable,
        let stated = window.number(
          at: offset + layout.nameBytes, layout.lengthBytes, isLittleEndian: layout.isLittleEndian)
      else { return nil }
      let body = offset + layout.headerBytes
      let length = layout.bodyLength(stated) ?? Int.max
      if length > window.count - body {
        return Self.closingChunks.contains(name) ? FoundPart(parts: parts, end: window.count) : nil
      }
      if name == "data", length > 0, container != .aiff {
        let before = container == .caf ? min(4, length) : 0
        parts.append(
          AudioPart(
            container: container, header: repaired(window, length: length - before),
            range: (body + before)..<(body + length)))
      }
      offset = origin + layout.aligned(body + length - origin)
    }
  }

  /// Where another file of this kind begins within what is taken for audio.
  private func nextFile(_ window: ByteWindow) -> Int? {
    ContainerSearch.next(container, in: window, from: start)
  }
}
