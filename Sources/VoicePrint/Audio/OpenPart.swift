/// The samples of one recording within a file, from whichever decoder reads it.
///
/// A class, because what cannot be copied can be read through an optional only where a reference holds it.
final class OpenPart {
  /// As the decoder found it.
  let format: SourceFormat
  /// What is worth knowing of it once it has been read.
  private(set) var remarks: [RecordingRemark] = []
  /// Samples of one channel, where the file's header tells.
  let promisedFrames: Int?

  private let part: AudioPart
  // One of the two.
  private var file: SoundFile?
  private var process: ExternalStream?
  private let isInProcess: Bool
  // What a compressed file says of its length.
  private let statedSeconds: Double?
  private var first: [Float]?
  private var frameCount = 0

  /// Opens a part with the decoder that can read it: libsndfile, and where that cannot, `ffmpeg`.
  convenience init(
    _ part: AudioPart, of source: ByteSource, options: AudioDecoder.Options
  ) throws(AudioError) {
    guard part.container.isReadInProcess else {
      try self.init(part, process: ExternalDecoder(part, of: source, options: options).stream())
      return
    }
    let refusal: AudioError
    do throws(AudioError) {
      let memory = MemoryFile(header: part.header, source, part.range)
      try self.init(
        part, file: SoundFile(memory, container: part.container, rawFormat: options.rawFormat))
      return
    } catch {
      refusal = error
    }
    guard case .undecodable(let container, _) = refusal else { throw refusal }
    let external = ExternalDecoder(part, of: source, options: options)
    guard external.canDecode else { throw external.missing(insteadOf: refusal) }
    do throws(AudioError) {
      try self.init(part, process: external.stream())
    } catch {
      // The second decoder's reason counts where it has one; what is empty to it was refused by the first.
      if case .empty = error { throw refusal }
      if case .undecodable = error, external.codec == nil, container == .wav { throw refusal }
      throw error
    }
  }

  private init(_ part: AudioPart, file: consuming SoundFile) throws(AudioError) {
    var file = file
    format = file.format
    self.part = part
    promisedFrames = part.promisedFrames ?? file.promisedFrames
    var block = Self.emptyBlock(format)
    let hasSound = file.read(into: &block)
    let failure = hasSound ? nil : file.failure
    first = hasSound ? block : nil
    self.file = consume file
    process = nil
    isInProcess = true
    statedSeconds = nil
    if let failure { throw .undecodable(container: part.container, reason: failure) }
  }

  private init(_ part: AudioPart, process: consuming ExternalStream) throws(AudioError) {
    format = process.format
    self.part = part
    promisedFrames = nil
    statedSeconds = part.countedSeconds ?? (process.hasPictures ? nil : process.statedSeconds)
    if process.trackCount > 1 { remarks.append(.tracks(count: process.trackCount)) }
    self.process = consume process
    file = nil
    isInProcess = false
  }

  /// The next interleaved samples, whole frames; nil at the end.
  ///
  /// - Throws: `.truncated` at the end where the header promised more, and what the decoder throws.
  func next() throws(AudioError) -> [Float]? {
    if let block = try nextBlock() {
      frameCount += block.count / max(format.channelCount, 1)
      return block
    }
    if let expected = part.promisedFrames, frameCount < expected {
      throw .truncated(container: part.container, expected: expected, found: frameCount, unit: .frames)
    }
    compareWithStatement()
    return nil
  }

  /// Says where the header counts another length than there is.
  private func compareWithStatement() {
    let found = Double(frameCount) / Double(max(format.sampleRate, 1))
    var stated = part.statedShare.map { found * $0 } ?? found
    if let frames = part.promisedFrames { stated = Double(frames) / Double(max(format.sampleRate, 1)) }
    if stated < found - Self.unsaidSeconds {
      remarks.append(.longerThanStated(stated: stated, found: found))
    } else if let stated = statedSeconds, stated > found * 1.02 + Self.unsaidSeconds {
      remarks.append(.shorterThanStated(stated: stated, found: found))
    }
  }

  /// Differences up to this are those of codecs that fill up their last frame (s).
  private static let unsaidSeconds = 0.25

  private func nextBlock() throws(AudioError) -> [Float]? {
    if let block = first {
      first = nil
      return block
    }
    if isInProcess {
      var block = Self.emptyBlock(format)
      return file?.read(into: &block) == true ? block : nil
    }
    return try process?.next()
  }

  private static func emptyBlock(_ format: SourceFormat) -> [Float] {
    [Float](repeating: 0, count: RecordingAssembler.blockFrames * max(format.channelCount, 1))
  }
}
