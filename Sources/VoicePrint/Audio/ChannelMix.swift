/// How the channels of a recording become one: a weight for each, decided by what they hold.
struct ChannelMix: Equatable {
  /// A factor for each channel; their magnitudes sum to 1.
  let weights: [Float]
  /// What was found that is worth knowing.
  var remarks: [RecordingRemark] = []

  /// The mean of all channels.
  static func mean(of count: Int) -> ChannelMix {
    ChannelMix(weights: [Float](repeating: 1 / Float(max(count, 1)), count: count))
  }

  /// One channel alone, counted from 0.
  static func only(_ channel: Int, of count: Int) -> ChannelMix {
    var weights = [Float](repeating: 0, count: count)
    weights[channel] = 1
    return ChannelMix(weights: weights)
  }

  /// Whether it is the plain mean.
  var isMean: Bool { self.weights == Self.mean(of: weights.count).weights }

  /// The mixture of interleaved samples.
  func apply(to block: [Float]) -> [Float] {
    let channelCount = weights.count
    let frames = block.count / channelCount
    let share = 1 / Float(channelCount)
    let isMean = isMean
    return unsafe block.withUnsafeBufferPointer { samples in
      unsafe [Float](unsafeUninitializedCapacity: frames) { mixed, count in
        if isMean, channelCount == 2 {
          for frame in 0..<frames {
            unsafe mixed[frame] = unsafe (samples[2 * frame] + samples[2 * frame + 1]) * 0.5
          }
        } else if isMean {
          for frame in 0..<frames {
            var sum: Float = 0
            for channel in 0..<channelCount { unsafe sum += samples[frame * channelCount + channel] }
            unsafe mixed[frame] = sum * share
          }
        } else {
          for frame in 0..<frames {
            var sum: Float = 0
            for channel in 0..<channelCount {
              unsafe sum += samples[frame * channelCount + channel] * weights[channel]
            }
            unsafe mixed[frame] = sum
          }
        }
        count = frames
      }
    }
  }
}
