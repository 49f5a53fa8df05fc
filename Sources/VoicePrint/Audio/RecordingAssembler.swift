/// Makes a recording of blocks of decoded samples: checks, counts, hashes, mixes and resamples each as it comes,
/// so that memory follows the result and not the original.
struct RecordingAssembler: ~Copyable {
  /// Frames in a block; blocks of one size make the result independent of how a decoder delivers.
  static let blockFrames = 16_384
  /// Magnitudes from here on are no audio, and their squares would leave `Float`; scaled 32-bit integers pass.
  private static let largestMagnitude: Float = 0x1p32

  private var format: SourceFormat
  private let first: SourceFormat
  private let mix: ChannelMix
  private let options: AudioDecoder.Options
  private var maximumFrames: Int
  // Seconds in formats before this one, and frames in this one.
  private var secondsBefore = 0.0
  private var framesInFormat = 0
  private let laneCount: Int
  private(set) var frameCount: Int
  private var invalid: (count: Int, firstFrame: Int)?
  private var clipping: ClippingMeter
  private var hasher: ContentDigest.Hasher
  private var resampler: Resampler
  private var output: [Float]
  private var isEmpty = true
  // Samples of all channels that were looked at for clipping.
  private var clippable = 0

  /// An empty recording of a format, whose channels are mixed as `mix` says where they are not kept apart.
  ///
  /// - Throws: `.unsupportedChannelCount`, `.unsupportedSampleRate`, `.resamplingFailed`.
  init(format: SourceFormat, mix: ChannelMix, options: AudioDecoder.Options) throws(AudioError) {
    try Self.check(format)
    let lanes = options.channelLayout == .separate ? format.channelCount : 1
    let resampler = try Resampler(
      from: format.sampleRate, to: options.targetSampleRate, channelCount: lanes)
    self.format = format
    first = format
    self.mix = mix
    self.options = options
    maximumFrames = Int((options.maximumDurationSeconds * Double(format.sampleRate)).rounded(.up))
    laneCount = lanes
    frameCount = 0
    invalid = nil
    clipping = ClippingMeter(channelCount: format.channelCount, fullScale: format.encoding.fullScale)
    hasher = ContentDigest.Hasher()
    self.resampler = resampler
    output = []
  }

  private static func check(_ format: SourceFormat) throws(AudioError) {
    guard AudioDecoder.channelCounts.contains(format.channelCount) else {
      throw .unsupportedChannelCount(format.channelCount)
    }
    guard AudioDecoder.sampleRates.contains(format.sampleRate) else {
      throw .unsupportedSampleRate(format.sampleRate)
    }
  }

  /// Goes on with samples of another format, as where recordings of different devices were joined.
  ///
  /// - Throws: as `init`; `.unsupportedChannelCount` where channels are kept apart and their number changes.
  private mutating func change(to format: SourceFormat) throws(AudioError) {
    try Self.check(format)
    guard laneCount == 1 || format.channelCount == laneCount else {
      throw .unsupportedChannelCount(format.channelCount)
    }
    try resampler.finish(to: &output)
    resampler = try Resampler(
      from: format.sampleRate, to: options.targetSampleRate, channelCount: laneCount)
    secondsBefore += Double(framesInFormat) / Double(self.format.sampleRate)
    framesInFormat = 0
    maximumFrames = Int(
      ((options.maximumDurationSeconds - secondsBefore) * Double(format.sampleRate)).rounded(.up))
    clipping.change(channelCount: format.channelCount, fullScale: format.encoding.fullScale)
    hasher.update(Self.littleEndian(format.sampleRate) + Self.littleEndian(format.channelCount))
    self.format = format
  }

  /// Adds interleaved samples, whole frames.
  ///
  /// - Throws: `.tooLong` as soon as the limit is passed.
  mutating func append(_ block: [Float], of format: SourceFormat) throws(AudioError) {
    if !format.continues(self.format) { try change(to: format) }
    let frames = block.count / format.channelCount
    precondition(frames * format.channelCount == block.count, "blocks hold whole frames")
    let peak = Self.peak(of: block)
    if !(peak < Self.largestMagnitude) || invalid != nil {
      countInvalid(in: block)
    } else {
      clipping.count(block, peak: peak)
      hasher.update(block)
      clippable += block.count
      let isMixed = laneCount < format.channelCount
      try resampler.append(isMixed ? currentMix.apply(to: block) : block, to: &output)
    }
    frameCount += frames
    framesInFormat += frames
    guard framesInFormat <= maximumFrames else {
      throw .tooLong(limitSeconds: options.maximumDurationSeconds)
    }
  }

  /// The recording of all blocks.
  ///
  /// - Throws: `.invalidSamples`; `.empty` if there was no audio, or too little for a single sample.
  mutating func finish(_ remarks: [RecordingRemark]) throws(AudioError) -> Recording {
    let end = try end(remarks)
    return Recording(channels: takeWaveforms(), source: end.source, digest: end.digest)
  }

  /// What has been assembled since the last call, one waveform for each lane.
  mutating func takeWaveforms() -> [Waveform] {
    isEmpty = isEmpty && output.isEmpty
    let waveforms = Self.lanes(of: output, count: laneCount)
      .map { Waveform(samples: $0, sampleRate: options.targetSampleRate) }
    output.removeAll(keepingCapacity: true)
    return waveforms
  }

  /// Says that no block follows; what was assembled last can be taken after it.
  ///
  /// - Returns: what the recording was.
  /// - Throws: as ``finish()``.
  mutating func end(
    _ remarks: [RecordingRemark]
  ) throws(AudioError) -> (source: Recording.Source, digest: ContentDigest) {
    if let invalid { throw .invalidSamples(count: invalid.count, firstFrame: invalid.firstFrame) }
    try resampler.finish(to: &output)
    guard !output.isEmpty || !isEmpty else { throw .empty(container: format.container) }
    hasher.update(Self.littleEndian(first.sampleRate) + Self.littleEndian(first.channelCount))
    let source = Recording.Source(
      container: first.container, encoding: first.encoding.name, sampleRate: first.sampleRate,
      channelCount: first.channelCount,
      duration: secondsBefore + Double(framesInFormat) / Double(format.sampleRate),
      clippedFraction: Double(clipping.clippedCount) / Double(max(clippable, 1)),
      remarks: mix.remarks + remarks)
    return (source, hasher.finalize())
  }

  /// The largest magnitude; infinite or NaN if any sample is. Integer comparison, because it vectorises.
  private static func peak(of block: [Float]) -> Float {
    var peak: UInt32 = 0
    for sample in block { peak = max(peak, sample.bitPattern & 0x7FFF_FFFF) }
    return Float(bitPattern: peak)
  }

  private mutating func countInvalid(in block: [Float]) {
    for (index, sample) in block.enumerated() where !(sample.magnitude < Self.largestMagnitude) {
      let first = invalid?.firstFrame ?? frameCount + index / format.channelCount
      invalid = ((invalid?.count ?? 0) + 1, first)
    }
  }

  /// What was decided for the first format; another number of channels is averaged.
  private var currentMix: ChannelMix {
    mix.weights.count == format.channelCount ? mix : .mean(of: format.channelCount)
  }

  private static func lanes(of samples: [Float], count: Int) -> [[Float]] {
    guard count > 1 else { return [samples] }
    return (0..<count).map { lane in stride(from: lane, to: samples.count, by: count).map { samples[$0] } }
  }

  private static func littleEndian(_ value: Int) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
