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
  private let container: AudioContainer
  private let promisedFrames: Int?
  private var readFrames = 0
  private let opened: OpenFile?
  private var external: ExternalStream?
  private let isExternal: Bool
  private var assembler: RecordingAssembler
  private let originalChannels: Int

  /// What cannot be copied can be read through an optional only where a reference holds it.
  private final class OpenFile {
    let file: SoundFile
    init(_ file: consuming SoundFile) { self.file = file }
  }

  init(_ file: consuming SoundFile, container: AudioContainer, options: AudioDecoder.Options)
    throws(AudioError)
  {
    let format = file.format
    assembler = try RecordingAssembler(format: format, options: options)
    promisedFrames = file.promisedFrames
    self.container = container
    originalChannels = format.channelCount
    channelCount = options.channelLayout == .separate ? format.channelCount : 1
    opened = OpenFile(file)
    external = nil
    isExternal = false
  }

  init(_ stream: consuming ExternalStream, options: AudioDecoder.Options) throws(AudioError) {
    let format = stream.format
    assembler = try RecordingAssembler(format: format, options: options)
    promisedFrames = nil
    container = format.container
    originalChannels = format.channelCount
    channelCount = options.channelLayout == .separate ? format.channelCount : 1
    opened = nil
    external = consume stream
    isExternal = true
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
    while let block = try nextBlock() {
      try assembler.append(block)
      readFrames = assembler.frameCount
      let waveforms = assembler.takeWaveforms()
      if waveforms.contains(where: { !$0.samples.isEmpty }) { return waveforms }
    }
    try check()
    let last = try assembler.end()
    end = End(source: last.source, digest: last.digest)
    let waveforms = assembler.takeWaveforms()
    return waveforms.contains { !$0.samples.isEmpty } ? waveforms : nil
  }

  private mutating func nextBlock() throws(AudioError) -> [Float]? {
    if isExternal { return try external?.next() }
    var block = [Float](repeating: 0, count: RecordingAssembler.blockFrames * originalChannels)
    return opened?.file.read(into: &block) == true ? block : nil
  }

  /// Whether the file held what it promised.
  private func check() throws(AudioError) {
    if readFrames == 0, let reason = opened?.file.failure {
      throw .undecodable(container: container, reason: reason)
    }
    if container == .flac, let promisedFrames, readFrames < promisedFrames {
      throw .truncated(container: container, expected: promisedFrames, found: readFrames, unit: .frames)
    }
  }
}

extension AudioDecoder {
  /// Bytes of a file that are looked at to tell its format and to check its header.
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
    return try reader(beginning: file.beginning(Self.headerBytes), file)
  }

  /// A reader of the bytes of a file.
  ///
  /// - Throws: `AudioError`.
  public func reader(from bytes: [UInt8]) throws(AudioError) -> AudioReader {
    guard bytes.count <= options.maximumBytes else {
      throw .tooLarge(bytes: bytes.count, limit: options.maximumBytes)
    }
    return try reader(beginning: bytes, nil)
  }

  /// A reader of what can be read from an open file descriptor, such as 0 for standard input.
  ///
  /// - Throws: `AudioError`.
  public func reader(fromDescriptor descriptor: Int32) throws(AudioError) -> AudioReader {
    try reader(
      from: BoundedReading.bytes(ofDescriptor: descriptor, name: "the input", limit: options.maximumBytes))
  }

  /// A reader of bytes, or of a file that begins with them.
  private func reader(beginning bytes: [UInt8], _ file: StoredFile?) throws(AudioError) -> AudioReader {
    let container = try container(of: bytes)
    if let demuxer = container.externalDemuxer {
      let decoder = ExternalDecoder(container: container, demuxer: demuxer, options: options)
      if let file { return try AudioReader(decoder.stream(of: file), options: options) }
      return try AudioReader(decoder.stream(of: bytes), options: options)
    }
    var beginning = bytes
    if let header = ChunkedHeader(bytes, container: container, size: file?.size) {
      try header.check(container: container)
      beginning = header.repaired(bytes, container: container)
    }
    let memory = file.map { MemoryFile($0, beginning: beginning) } ?? MemoryFile(beginning)
    let sound = try SoundFile(memory, container: container, rawMuLawSampleRate: options.rawMuLawSampleRate)
    return try AudioReader(sound, container: container, options: options)
  }
}
