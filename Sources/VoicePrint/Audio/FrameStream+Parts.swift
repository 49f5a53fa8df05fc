/// A stretch of frames without a gap, within a stream.
struct FrameRun<Frame: StreamFrame> {
  let start: Int
  /// The first byte behind it.
  var end: Int
  let first: Frame
  var frameCount = 0
  var sampleCount = 0
  /// Whether frames differ in length by more than their padding.
  var isVariable = false
  /// What follows it: nothing, the frames of another stream or a tag, or bytes that are neither.
  var isFollowedByGap = false
}

/// Walks through streams of frames: MP3, and AAC with ADTS.
enum FrameStream {
  /// How far behind the beginning of a file its first frame may stand.
  static let lateBytes = 1 << 16

  /// The stretches from a place to the end, or to what is no such stream; and the bytes that are in none.
  static func part(_ container: AudioContainer, _ window: ByteWindow, at place: Int) -> FoundPart {
    container == .mp3
      ? part(window, at: place, MPEGFrame.self, mpegPart)
      : part(window, at: place, ADTSFrame.self) { _, run in
        AudioPart(
          container: .adts, range: run.start..<run.end, promisedFrames: nil)
      }
  }

  private static func part<Frame: StreamFrame>(
    _ window: ByteWindow, at place: Int, _ frames: Frame.Type,
    _ make: (ByteWindow, FrameRun<Frame>) -> AudioPart
  ) -> FoundPart {
    let container: AudioContainer = frames == MPEGFrame.self ? .mp3 : .adts
    let begin = ID3Tag.end(window, from: place)
    guard let first = Frame.firstRow(window, from: begin, to: begin + lateBytes, of: 2) else {
      return FoundPart(
        parts: [AudioPart(container: container, range: place..<window.count)], end: window.count)
    }
    var found = FoundPart(parts: [], end: first)
    var next: Int? = first
    var isContinuation = false
    while let start = next, let run = run(window, from: start, frames) {
      var part = make(window, run)
      part.isContinuation = isContinuation
      found.parts.append(part)
      found.end = run.end
      next = nil
      let behind = AudioTrailer.end(window, from: run.end)
      if behind >= window.count { found.end = window.count; break }
      if ContainerSearch.begins(window, at: behind) {
        found.end = behind
        isContinuation = false
        if behind == run.end, Frame(window, at: behind) != nil { next = behind }
        continue
      }
      // A frame that was cut, or bytes that are damaged: on with the next frames, wherever they are.
      let resumed = Frame.firstRow(window, from: behind, to: window.count, of: 3) ?? window.count
      let other = nextSignature(window, from: behind, to: resumed)
      let gap = min(resumed, other ?? resumed) - behind
      if gap > run.first.length * 2, !window.isZero(from: behind) { found.leftOverBytes += gap }
      found.end = min(resumed, other ?? resumed)
      isContinuation = true
      if other == nil, resumed < window.count { next = resumed }
    }
    return found
  }

  /// Where a tag of another file begins.
  private static func nextSignature(_ window: ByteWindow, from offset: Int, to end: Int) -> Int? {
    window.first(Array("ID3".utf8), from: offset, to: end) { ID3Tag.length(window, at: $0) != nil }
  }

  /// The frames from a place on that follow one another.
  private static func run<Frame: StreamFrame>(
    _ window: ByteWindow, from start: Int, _: Frame.Type
  ) -> FrameRun<Frame>? {
    guard let first = Frame(window, at: start) else { return nil }
    var run = FrameRun(start: start, end: start, first: first)
    while let frame = Frame(window, at: run.end), frame.follows(first), run.end + frame.length <= window.count
    {
      if run.frameCount > 0, (frame as? MPEGFrame)?.isInformation(window, at: run.end) == true { break }
      run.frameCount += 1
      run.sampleCount += frame.sampleCount
      if abs(frame.length - first.length) > 4 { run.isVariable = true }
      run.end += frame.length
    }
    return run.frameCount > 0 ? run : nil
  }

  /// MP3: the number of frames that the first one states, or that is guessed from the length where none does, is
  /// put right.
  private static func mpegPart(_ window: ByteWindow, _ run: FrameRun<MPEGFrame>) -> AudioPart {
    let plain = AudioPart(container: .mp3, range: run.start..<run.end)
    guard run.first.layer == 3 else { return plain }
    let offset = run.first.informationOffset()
    let big = { (number: Int) in (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }
    if run.first.isInformation(window, at: run.start) {
      var header = Array(window.bytes(at: run.start, run.first.length))
      let isXing = !window.begins(with: "VBRI", at: run.start + 36)
      let flags = isXing ? header[offset + 7] : 0
      guard isXing, flags & 1 != 0, header.count >= offset + 12 else { return plain }
      let stated = header[(offset + 8)..<(offset + 12)].reduce(0) { $0 << 8 | Int($1) }
      guard stated < run.frameCount - 1 else { return plain }
      header.replaceSubrange((offset + 8)..<(offset + 12), with: big(run.frameCount - 1))
      if flags & 2 != 0, header.count >= offset + 16 {
        header.replaceSubrange((offset + 12)..<(offset + 16), with: big(run.end - run.start))
      }
      var part = AudioPart(container: .mp3, header: header, range: (run.start + run.first.length)..<run.end)
      part.statedShare = Double(stated) / Double(run.frameCount - 1)
      return part
    }
    guard run.isVariable else { return plain }
    // The library would guess the length from that of the first frame; a frame that states it goes before.
    var header = Array(window.bytes(at: run.start, 4)) + [UInt8](repeating: 0, count: run.first.length - 4)
    header[1] |= 1
    let text = Array("Xing".utf8) + big(1) + big(run.frameCount)
    guard offset + text.count <= header.count else { return plain }
    header.replaceSubrange(offset..<(offset + text.count), with: text)
    return AudioPart(container: .mp3, header: header, range: run.start..<run.end)
  }
}
