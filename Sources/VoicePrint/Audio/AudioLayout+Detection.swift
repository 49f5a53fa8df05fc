extension AudioLayout {
  /// Finds the recordings in a file that begins as one of this format.
  ///
  /// - Throws: what a header that cannot be believed is refused with.
  init(_ source: ByteSource, container: AudioContainer) throws(AudioError) {
    let window = ByteWindow(source)
    var (offset, next): (Int, AudioContainer?) = (0, container)
    while let container = next {
      let found = try Self.part(window, at: offset, container)
      parts += found.parts
      leftOverBytes += found.leftOverBytes
      // Every recording has a length; whatever is found, the next place is behind this one.
      offset = AudioTrailer.end(window, from: max(found.end, offset + 1))
      next = offset < window.count ? ContainerSearch.container(window, at: offset) : nil
    }
    if offset < window.count, !window.isZero(from: offset) { leftOverBytes += window.count - offset }
  }

  private static func part(
    _ window: ByteWindow, at offset: Int, _ container: AudioContainer
  ) throws(AudioError) -> FoundPart {
    switch container {
    case .wav, .rf64, .w64, .aiff, .caf, .au:
      if let header = ChunkedHeader(window, at: offset, container: container) {
        return try header.parts(window)
      }
    case .oggVorbis, .oggOpus, .oggFlac, .ogg: return OggPages.part(window, at: offset)
    case .flac: return FLACHeader.part(window, at: offset)
    case .mp3, .adts: return FrameStream.part(container, window, at: offset)
    case .amr: return AMRFrames.part(window, at: offset)
    case .mp4: return MP4Boxes.part(window, at: offset)
    case .sphere, .matroska, .avi, .asf, .mpegTS, .flv, .wavPack, .tta, .ac3, .musepack, .voc, .rawMuLaw,
      .raw:
      break
    }
    let end = ContainerSearch.next(container, in: window, from: offset + 1) ?? window.count
    return FoundPart(parts: [AudioPart(container: container, range: offset..<end)], end: end)
  }
}
