/// Which frames of a recording hold speech.
public struct SpeechMask: Equatable, Sendable {
  /// One value a frame.
  public let isSpeech: [Bool]
  /// Seconds from one frame to the next.
  public let frameShift: Double

  /// A mask from its values.
  public init(isSpeech: [Bool], frameShift: Double) {
    self.isSpeech = isSpeech
    self.frameShift = frameShift
  }

  /// Indices of the frames with speech, rising.
  public var speechFrames: [Int] { isSpeech.indices.filter { isSpeech[$0] } }

  /// Detected speech in seconds.
  public var speechDuration: Double { Double(isSpeech.count { $0 }) * frameShift }

  /// Runs of frames with speech, in order.
  public var segments: [Range<Int>] {
    var result: [Range<Int>] = []
    var start: Int?
    for (frame, speech) in isSpeech.enumerated() {
      if speech, start == nil { start = frame }
      if !speech, let begun = start {
        result.append(begun..<frame)
        start = nil
      }
    }
    if let begun = start { result.append(begun..<isSpeech.count) }
    return result
  }
}
