/// Decodes a recording block by block, so that memory does not follow its length.
///
/// One reader belongs to one task.
public struct AudioReader: ~Copyable {
  /// What is known when all has been read.
  public struct End: Equatable, Sendable {
    /// The original, before mixing and resampling.
    public let source: Recording.Source
    /// As that of a `Recording`.
    public let digest: ContentDigest
  }

  /// What the recording was, once `next()` has given nil.
  public private(set) var end: End?
  /// Number of waveforms in each block.
  public let channelCount: Int
  private let promisedFrames: Int?
  private var readFrames = 0
  private var stream: PartStream
  private var assembler: RecordingAssembler

  /// A reader of all recordings in a file. Where channels are to be mixed, it listens to all of them first.
  init(
    _ source: ByteSource, container: AudioContainer, options: AudioDecoder.Options
  ) throws(AudioError) {
    let layout = try AudioLayout(source, container: container)
    let stream = try PartStream(source, layout, options: options)
    let format = stream.format
    let mix = try Self.mix(source, layout, format, options)
    let assembler = try RecordingAssembler(format: format, mix: mix, options: options)
    promisedFrames = stream.promisedFrames
    channelCount = options.channelLayout == .separate ? format.channelCount : 1
    self.stream = stream
    self.assembler = assembler
  }

  /// How channels become one; listens to them all where that depends on what they hold, until they end or the
  /// recording is longer than it may be.
  private static func mix(
    _ source: ByteSource, _ layout: AudioLayout, _ format: SourceFormat, _ options: AudioDecoder.Options
  ) throws(AudioError) -> ChannelMix {
    switch options.channelLayout {
    case .separate: return .mean(of: format.channelCount)
    case .only(let channel):
      guard (1...max(format.channelCount, 1)).contains(channel) else {
        throw .noSuchChannel(channel, count: format.channelCount)
      }
      return .only(channel - 1, of: format.channelCount)
    case .mixed:
      guard format.channelCount > 1, AudioDecoder.channelCounts.contains(format.channelCount) else {
        return .mean(of: format.channelCount)
      }
    }
    var stream = try PartStream(source, layout, options: options)
    var survey = ChannelSurvey(format)
    var frames = 0.0
    while let block = try stream.next(), frames <= options.maximumDurationSeconds * Double(format.sampleRate)
    {
      frames += Double(block.count / max(stream.format.channelCount, 1))
      if stream.format.continues(format) { survey.append(block) }
    }
    return survey.mix
  }

  /// How much of the recording has been read, 0…1; nil where nobody knows.
  public var progress: Double? {
    promisedFrames.map { min(Double(readFrames) / Double(max($0, 1)), 1) }
  }

  /// The next samples, one waveform for each channel and all of one length; nil at the end.
  ///
  /// - Throws: `AudioError`; nothing that was given before is reliable then.
  public mutating func next() throws(AudioError) -> [Waveform]? {
    guard end == nil else { return nil }
    while let block = try stream.next() {
      try assembler.append(block, of: stream.format)
      readFrames = assembler.frameCount
      let waveforms = assembler.takeWaveforms()
      if waveforms.contains(where: { !$0.samples.isEmpty }) { return waveforms }
    }
    let last = try assembler.end(stream.remarks)
    end = End(source: last.source, digest: last.digest)
    let waveforms = assembler.takeWaveforms()
    return waveforms.contains { !$0.samples.isEmpty } ? waveforms : nil
  }

  /// All that is left, as one recording.
  mutating func recording() throws(AudioError) -> Recording {
    while let block = try stream.next() { try assembler.append(block, of: stream.format) }
    return try assembler.finish(stream.remarks)
  }
}

extension AudioDecoder {
  /// Bytes of a file that are looked at to tell its format.
  private static let headerBytes = 1 << 20

  /// A reader of the file at a path, which stays open until the reader is gone.
  ///
  /// - Throws: `AudioError`; `.unreadable` and `.tooLarge` before anything is decoded.
  public func reader(contentsOf path: String) throws(AudioError) -> AudioReader {
    guard let file = try StoredFile(path: path) else {
      return try reader(from: BoundedReading.bytes(contentsOf: path, limit: options.maximumBytes))
    }
    guard file.size <= options.maximumBytes else {
      throw .tooLarge(bytes: file.size, limit: options.maximumBytes)
    }
    let container = try container(of: file.beginning(Self.headerBytes))
    return try AudioReader(.file(file), container: container, options: options)
  }

  /// A reader of the bytes of a file.
  ///
  /// - Throws: `AudioError`.
  public func reader(from bytes: [UInt8]) throws(AudioError) -> AudioReader {
    guard bytes.count <= options.maximumBytes else {
      throw .tooLarge(bytes: bytes.count, limit: options.maximumBytes)
    }
    return try AudioReader(.memory(bytes), container: container(of: bytes), options: options)
  }

  /// A reader of what can be read from an open file descriptor, such as 0 for standard input.
  ///
  /// - Throws: `AudioError`.
  public func reader(fromDescriptor descriptor: Int32) throws(AudioError) -> AudioReader {
    try reader(
      from: BoundedReading.bytes(ofDescriptor: descriptor, name: "the input", limit: options.maximumBytes))
  }
}
