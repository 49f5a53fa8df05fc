/// Counts clipped samples: those in runs of at least three neighbours of one channel at full scale on one side.
///
/// A single sample at full scale is what normalising to the peak leaves; a flat top is what an overdriven
/// converter leaves.
struct ClippingMeter {
  /// The shortest flat top that counts, in samples.
  static let shortestRun = 3

  /// Samples in clipped runs so far, over all channels.
  private(set) var clippedCount = 0
  private var channelCount: Int
  private var fullScale: Float
  // Per channel: the length of the run that the last sample belongs to, negative below zero; 0 for none.
  private var runs: [Int]

  init(channelCount: Int, fullScale: Float) {
    self.channelCount = channelCount
    self.fullScale = fullScale
    runs = [Int](repeating: 0, count: channelCount)
  }

  /// Goes on with samples of another format; no run reaches over the change.
  mutating func change(channelCount: Int, fullScale: Float) {
    (self.channelCount, self.fullScale) = (channelCount, fullScale)
    runs = [Int](repeating: 0, count: channelCount)
  }

  /// Counts a block of interleaved samples whose largest magnitude is known.
  mutating func count(_ block: [Float], peak: Float) {
    guard peak >= fullScale else {
      for channel in runs.indices { runs[channel] = 0 }
      return
    }
    for channel in 0..<channelCount {
      var run = runs[channel]
      for index in stride(from: channel, to: block.count, by: channelCount) {
        let sample = block[index]
        run = sample >= fullScale ? max(run, 0) + 1 : sample <= -fullScale ? min(run, 0) - 1 : 0
        let length = run.magnitude
        if length >= Self.shortestRun { clippedCount += length == Self.shortestRun ? Self.shortestRun : 1 }
      }
      runs[channel] = run
    }
  }
}
