/// The header of a frame in a stream that consists of nothing else.
protocol StreamFrame: Equatable {
  /// Bytes of the frame, its header included.
  var length: Int { get }
  /// Samples of one channel.
  var sampleCount: Int { get }
  /// The frame that begins at a place; nil where none does.
  init?(_ window: ByteWindow, at place: Int)
  /// Whether this frame can follow another in one stream: what the decoder is made for is the same.
  func follows(_ other: Self) -> Bool
}

extension StreamFrame {
  /// Whether at least `count` frames of one stream stand in a row here, or all that there are up to the end.
  static func isRow(_ window: ByteWindow, at place: Int, of count: Int) -> Bool {
    guard var frame = Self(window, at: place) else { return false }
    var next = place + frame.length
    for _ in 1..<count {
      if next == window.count { return true }
      guard let following = Self(window, at: next), following.follows(frame) else { return false }
      frame = following
      next += frame.length
    }
    return next <= window.count
  }

  /// The first place of several frames in a row, at or after `offset`, before `end`.
  static func firstRow(_ window: ByteWindow, from offset: Int, to end: Int, of count: Int) -> Int? {
    window.first([0xFF], from: offset, to: end) { isRow(window, at: $0, of: count) }
  }
}

/// The header of a frame of MPEG audio, layers I to III (ISO 11172-3, 13818-3 and its extension to low rates).
struct MPEGFrame: StreamFrame {
  let length: Int
  let sampleCount: Int
  /// Hz.
  let sampleRate: Int
  let channelCount: Int
  let layer: Int
  /// 1, 2, or 25 for the extension to low rates.
  let version: Int
  /// kbit/s.
  let bitRate: Int

  private static let bitRates: [[Int]] = [
    [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  ]

  init?(_ window: ByteWindow, at place: Int) {
    let bytes = Array(window.bytes(at: place, 4))
    guard bytes.count == 4, bytes[0] == 0xFF, bytes[1] & 0xE0 == 0xE0 else { return nil }
    let (versionBits, layerBits) = (bytes[1] >> 3 & 3, bytes[1] >> 1 & 3)
    let (rateIndex, frequency) = (Int(bytes[2] >> 4), Int(bytes[2] >> 2 & 3))
    guard versionBits != 1, layerBits != 0, (1...14).contains(rateIndex), frequency < 3, bytes[3] & 3 != 2
    else { return nil }
    version = versionBits == 3 ? 1 : versionBits == 2 ? 2 : 25
    layer = 4 - Int(layerBits)
    let table = version == 1 ? layer - 1 : layer == 1 ? 3 : 4
    bitRate = Self.bitRates[table][rateIndex - 1]
    sampleRate = [44_100, 48_000, 32_000][frequency] / (version == 1 ? 1 : version == 2 ? 2 : 4)
    channelCount = bytes[3] >> 6 == 3 ? 1 : 2
    let padding = Int(bytes[2] >> 1 & 1)
    sampleCount = layer == 1 ? 384 : layer == 3 && version != 1 ? 576 : 1_152
    length =
      layer == 1
      ? (12_000 * bitRate / sampleRate + padding) * 4
      : sampleCount / 8 * bitRate * 1_000 / sampleRate + padding
  }

  func follows(_ other: MPEGFrame) -> Bool {
    version == other.version && layer == other.layer && sampleRate == other.sampleRate
      && channelCount == other.channelCount
  }

  /// Where a frame that holds nothing but the length of the file says so (Xing's, which LAME writes too).
  func informationOffset() -> Int {
    version == 1 ? (channelCount == 1 ? 21 : 36) : channelCount == 1 ? 13 : 21
  }

  /// Whether the frame at a place is such a one, or Fraunhofer's.
  func isInformation(_ window: ByteWindow, at place: Int) -> Bool {
    guard layer == 3 else { return false }
    let offset = place + informationOffset()
    return window.begins(with: "Xing", at: offset) || window.begins(with: "Info", at: offset)
      || window.begins(with: "VBRI", at: place + 36)
  }
}

/// The header of a frame of AAC with ADTS (ISO 13818-7).
struct ADTSFrame: StreamFrame {
  let length: Int
  let sampleCount: Int
  /// Profile, rate and channels, which do not change within a stream.
  let configuration: Int

  init?(_ window: ByteWindow, at place: Int) {
    let bytes = Array(window.bytes(at: place, 7))
    guard bytes.count == 7, bytes[0] == 0xFF, bytes[1] & 0xF6 == 0xF0, bytes[2] >> 2 & 15 < 13 else {
      return nil
    }
    length = Int(bytes[3] & 3) << 11 | Int(bytes[4]) << 3 | Int(bytes[5] >> 5)
    sampleCount = 1_024 * (Int(bytes[6] & 3) + 1)
    configuration = Int(bytes[2] & 0xFD) << 8 | Int(bytes[3] & 0xC0)
    guard length >= 7 else { return nil }
  }

  func follows(_ other: ADTSFrame) -> Bool { configuration == other.configuration }
}
