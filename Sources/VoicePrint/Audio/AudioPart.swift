/// One recording within a file. Most files hold one; those that were joined hold several, one after the other.
struct AudioPart {
  /// What it is.
  let container: AudioContainer
  /// What is read before the bytes of `range`: a header put right, where the file's own is wrong; mostly nothing.
  var header: [UInt8] = []
  /// Where its bytes stand in the file.
  var range: Range<Int>
  /// Samples of one channel that its header promises, where reading fewer means that something is missing.
  var promisedFrames: Int?
  /// The share of the audio that its header counts, where it counts less than there is.
  var statedShare: Double?
  /// Seconds that its frames stand for, where they were counted.
  var countedSeconds: Double?
  /// Whether it goes on with the part before, as after a frame that is damaged.
  var isContinuation = false
}

/// The recordings in a file, and what is left over between and behind them.
struct AudioLayout {
  var parts: [AudioPart] = []
  /// Bytes that belong to no recording and to none of the tags that are known.
  var leftOverBytes = 0
}

/// A recording that was found at the beginning of some bytes, and where the next may begin.
struct FoundPart {
  var parts: [AudioPart]
  /// The first byte behind it.
  var end: Int
  /// Bytes within it that are no part of it, such as what is left of a frame that was cut.
  var leftOverBytes = 0
}
