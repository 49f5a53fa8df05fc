internal import RealModule

/// Listens to all channels of a recording to find out what each holds, before they are mixed.
///
/// What is measured is measured behind a filter of the first order that takes away what lies below speech, so that
/// neither an offset nor the hum of the mains looks like sound.
struct ChannelSurvey {
  private let channelCount: Int
  private let middleChannel: Int?
  /// Frames in which a level is measured: 0.1 s.
  private let levelFrames: Int
  /// Level of each channel in each tenth of a second, in dB of full scale, above −128.
  private var levels: [[Int8]]
  /// Sums of products of the channels, a matrix of channels by channels.
  private var products: [Double]
  private var last: [Float]
  private var energies: [Double]
  private var framesInLevel = 0

  /// Levels below this are silence (dB).
  private static let silence = -85
  /// A channel whose loud tenths of a second are no further than this above its quiet ones holds a steady noise (dB).
  private static let steady = 7
  /// Speech goes up and down by more (dB).
  private static let lively = 12

  init(_ format: SourceFormat) {
    channelCount = format.channelCount
    middleChannel = format.middleChannel
    levelFrames = max(format.sampleRate / 10, 1)
    levels = [[Int8]](repeating: [], count: channelCount)
    products = [Double](repeating: 0, count: channelCount * channelCount)
    last = [Float](repeating: 0, count: channelCount)
    energies = [Double](repeating: 0, count: channelCount)
  }

  /// Adds interleaved samples, whole frames.
  mutating func append(_ block: [Float]) {
    var filtered = [Float](repeating: 0, count: channelCount)
    var sums = [Float](repeating: 0, count: channelCount * channelCount)
    var frame = 0
    let frames = block.count / channelCount
    while frame < frames {
      let end = min(frames, frame + levelFrames - framesInLevel)
      framesInLevel += end - frame
      for index in sums.indices { sums[index] = 0 }
      while frame < end {
        for channel in 0..<channelCount {
          let sample = block[frame * channelCount + channel]
          filtered[channel] = sample - 0.97 * last[channel]
          last[channel] = sample
        }
        for left in 0..<channelCount {
          for right in left..<channelCount {
            sums[left * channelCount + right] += filtered[left] * filtered[right]
          }
        }
        frame += 1
      }
      for index in sums.indices where sums[index].isFinite { products[index] += Double(sums[index]) }
      for channel in 0..<channelCount { energies[channel] += Double(sums[channel * channelCount + channel]) }
      if framesInLevel == levelFrames { endLevel() }
    }
  }

  private mutating func endLevel() {
    for channel in 0..<channelCount {
      let power = energies[channel] / Double(levelFrames)
      let level = power > 1e-12 && power.isFinite ? 10 * Double.log10(power) : -127
      levels[channel].append(Int8(min(max(level, -127), 127)))
      energies[channel] = 0
    }
    framesInLevel = 0
  }

  /// The mix that what was heard asks for.
  var mix: ChannelMix {
    guard channelCount > 1, let tenths = levels.first?.count, tenths >= 5 else {
      return .mean(of: channelCount)
    }
    let sorted = levels.map { $0.sorted() }
    let loud = sorted.map { Int($0[min(tenths * 95 / 100, tenths - 1)]) }
    let spread = sorted.indices.map { loud[$0] - Int(sorted[$0][tenths * 15 / 100]) }
    let isSilent = loud.map { $0 < Self.silence }
    let mostLively = spread.indices.filter { !isSilent[$0] }.map { spread[$0] }.max() ?? 0
    if let middle = middleChannel, middle < channelCount, !isSilent[middle], spread[middle] >= Self.lively,
      loud[middle] >= (loud.max() ?? 0) - 20
    {
      var mix = ChannelMix.only(middle, of: channelCount)
      mix.remarks = [.middle(channel: middle + 1)]
      return mix
    }
    let left = (0..<channelCount).filter {
      isSilent[$0] || (mostLively >= Self.lively && spread[$0] <= Self.steady)
    }
    let kept = (0..<channelCount).filter { !left.contains($0) }
    guard let reference = kept.max(by: { power($0) < power($1) }) else { return .mean(of: channelCount) }
    let turned = kept.filter { correlation(reference, $0) < -0.5 }
    guard !left.isEmpty || !turned.isEmpty else {
      var mix = ChannelMix.mean(of: channelCount)
      if takesTurns(kept, loud, spread) { mix.remarks = [.oneVoiceEach] }
      return mix
    }
    var weights = [Float](repeating: 0, count: channelCount)
    for channel in kept { weights[channel] = (turned.contains(channel) ? -1 : 1) / Float(kept.count) }
    var mix = ChannelMix(weights: weights)
    if !turned.isEmpty { mix.remarks.append(.inverted(channels: turned.map { $0 + 1 })) }
    if !left.isEmpty { mix.remarks.append(.leftOut(channels: left.map { $0 + 1 })) }
    if takesTurns(kept, loud, spread) { mix.remarks.append(.oneVoiceEach) }
    return mix
  }

  private func power(_ channel: Int) -> Double { products[channel * channelCount + channel] }

  /// How alike two channels are, −1…1.
  private func correlation(_ first: Int, _ second: Int) -> Double {
    let (left, right) = (min(first, second), max(first, second))
    let scale = (power(left) * power(right)).squareRoot()
    return scale > 0 ? products[left * channelCount + right] / scale : 0
  }

  /// Whether two channels are lively, unlike each other, and mostly one of them at a time.
  private func takesTurns(_ kept: [Int], _ loud: [Int], _ spread: [Int]) -> Bool {
    guard kept.count == 2, spread[kept[0]] >= Self.lively, spread[kept[1]] >= Self.lively,
      abs(correlation(kept[0], kept[1])) < 0.3
    else { return false }
    let active = kept.map { channel in levels[channel].map { Int($0) > loud[channel] - 18 } }
    let counts = active.map { $0.count { $0 } }
    let both = zip(active[0], active[1]).count { $0 && $1 }
    return min(counts[0], counts[1]) >= 10 && Double(both) < 0.5 * Double(min(counts[0], counts[1]))
  }
}
