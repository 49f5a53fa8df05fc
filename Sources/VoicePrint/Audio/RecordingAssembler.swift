/// Makes a recording of blocks of decoded samples: checks, counts, hashes, mixes and resamples each as it comes,
/// so that memory follows the result and not the original.
struct RecordingAssembler: ~Copyable {
  /// Frames in a block; blocks of one size make the result independent of how a decoder delivers.
  static let blockFrames = 16_384
  /// Magnitudes from here on are no audio, and their squares would leave `Float`; scaled 32-bit integers pass.
  private static let largestMagnitude: Float = 0x1p32

  private let format: SourceFormat
  private let options: AudioDecoder.Options
  private let maximumFrames: Int
  private let laneCount: Int
  private(set) var frameCount: Int
  private var invalid: (count: Int, firstFrame: Int)?
  private var clipping: ClippingMeter
  private var hasher: ContentDigest.Hasher
  private var resampler: Resampler
  private var output: [Float]
  private var isEmpty = true

  /// An empty recording of a format.
  ///
  /// - Throws: `.unsupportedChannelCount`, `.unsupportedSampleRate`, `.resamplingFailed`.
  init(format: SourceFormat, options: AudioDecoder.Options) throws(AudioError) {
    guard AudioDecoder.channelCounts.contains(format.channelCount) else {
      throw .unsupportedChannelCount(format.channelCount)
    }
    guard AudioDecoder.sampleRates.contains(format.sampleRate) else {
      throw .unsupportedSampleRate(format.sampleRate)
    }
    let lanes = options.channelLayout == .separate ? format.channelCount : 1
    let resampler = try Resampler(
      from: format.sampleRate, to: options.targetSampleRate, channelCount: lanes)
    self.format = format
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

  /// Adds interleaved samples, whole frames.
  ///
  /// - Throws: `.tooLong` as soon as the limit is passed.
  mutating func append(_ block: [Float]) throws(AudioError) {
    let frames = block.count / format.channelCount
    precondition(frames * format.channelCount == block.count, "blocks hold whole frames")
    let peak = Self.peak(of: block)
    if !(peak < Self.largestMagnitude) || invalid != nil {
      countInvalid(in: block)
    } else {
      clipping.count(block, peak: peak)
      hasher.update(block)
      let isMixed = laneCount < format.channelCount
      try resampler.append(
        isMixed ? Self.mean(of: block, channelCount: format.channelCount) : block, to: &output)
    }
    frameCount += frames
    guard frameCount <= maximumFrames else { throw .tooLong(limitSeconds: options.maximumDurationSeconds) }
  }

  /// The recording of all blocks.
  ///
  /// - Throws: `.invalidSamples`; `.empty` if there was no audio, or too little for a single sample.
  mutating func finish() throws(AudioError) -> Recording {
    let end = try end()
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
  mutating func end() throws(AudioError) -> (source: Recording.Source, digest: ContentDigest) {
    if let invalid { throw .invalidSamples(count: invalid.count, firstFrame: invalid.firstFrame) }
    try resampler.finish(to: &output)
    guard !output.isEmpty || !isEmpty else { throw .empty(container: format.container) }
    hasher.update(Self.littleEndian(format.sampleRate) + Self.littleEndian(format.channelCount))
    let source = Recording.Source(
      container: format.container, encoding: format.encoding.name, sampleRate: format.sampleRate,
      channelCount: format.channelCount, duration: Double(frameCount) / Double(format.sampleRate),
      clippedFraction: Double(clipping.clippedCount) / Double(frameCount * format.channelCount))
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

  /// The mean of the channels of interleaved samples.
  private static func mean(of block: [Float], channelCount: Int) -> [Float] {
    let frames = block.count / channelCount
    let share = 1 / Float(channelCount)
    return unsafe block.withUnsafeBufferPointer { samples in
      unsafe [Float](unsafeUninitializedCapacity: frames) { mixed, count in
        if channelCount == 2 {
          for frame in 0..<frames {
            unsafe mixed[frame] = unsafe (samples[2 * frame] + samples[2 * frame + 1]) * 0.5
          }
        } else {
          for frame in 0..<frames {
            var sum: Float = 0
            for channel in 0..<channelCount { unsafe sum += samples[frame * channelCount + channel] }
            unsafe mixed[frame] = sum * share
          }
        }
        count = frames
      }
    }
  }

  private static func lanes(of samples: [Float], count: Int) -> [[Float]] {
    guard count > 1 else { return [samples] }
    return (0..<count).map { lane in stride(from: lane, to: samples.count, by: count).map { samples[$0] } }
  }

  private static func littleEndian(_ value: Int) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
