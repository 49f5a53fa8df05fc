/// What one speaker of a conversation has left to say: recordings without the silence around them.
struct ConversationVoice {
  /// A stretch of sound with where there is speech in it.
  struct Piece {
    /// At 16 kHz.
    var samples: [Float] = []
    /// Ranges of samples.
    var speech: [Range<Int>] = []
  }

  /// Who.
  let speaker: String
  private let gain: Float
  private var recordings: [Piece]
  private var position = 0

  private static let rate = 16_000.0
  /// Pauses below this do not divide a turn, in seconds.
  private static let bridgedPause = 0.3
  /// Kept around speech, in seconds.
  private static let margin = 0.05
  /// Between two recordings in one turn, in seconds.
  private static let joint = 0.2
  /// What would be left of a recording below this is said at once, in seconds.
  private static let remnant = 1.0
  /// Pieces fade in and out, in samples.
  private static let fade = 160

  /// A voice from recordings of one speaker, in this order.
  ///
  /// - Parameters:
  ///   - speaker: who.
  ///   - waveforms: at 16 kHz.
  ///   - level: root mean square of the speech, full scale 1.
  ///   - frontEnd: finds the speech.
  init(speaker: String, waveforms: [Waveform], level: Float, frontEnd: inout FrontEnd) {
    self.speaker = speaker
    recordings = []
    var loudness: [Float] = []
    for waveform in waveforms {
      let mask = frontEnd.features(of: waveform).activity.mask
      let speech = Self.bridged(mask.segments.map { Self.samples($0, mask.frameShift, waveform) })
      guard let first = speech.first, let last = speech.last else { continue }
      let margin = Int(Self.margin * Self.rate)
      let range = max(0, first.lowerBound - margin)..<min(waveform.samples.count, last.upperBound + margin)
      recordings.append(
        Piece(
          samples: Array(waveform.samples[range]),
          speech: speech.map { $0.lowerBound - range.lowerBound..<$0.upperBound - range.lowerBound }))
      loudness.append(Degradation.speechLevel(Array(waveform.samples[range])))
    }
    gain = level / max(loudness.reduce(0, +) / Float(max(loudness.count, 1)), 1e-6)
  }

  /// Seconds left to say.
  var remaining: Double {
    Double(recordings.reduce(0) { $0 + $1.samples.count } - position) / Self.rate
  }

  /// The next this many seconds of what the speaker has to say; less where there is less.
  mutating func say(_ seconds: Double) -> Piece {
    var said = Piece()
    let wanted = Int(seconds * Self.rate)
    while said.samples.count < wanted, let recording = recordings.first {
      if !said.samples.isEmpty {
        said.samples += [Float](repeating: 0, count: Int(Self.joint * Self.rate))
      }
      var end = min(recording.samples.count, position + max(wanted - said.samples.count, 1))
      if recording.samples.count - end < Int(Self.remnant * Self.rate) { end = recording.samples.count }
      append(recording, position..<end, to: &said)
      position = end
      if end == recording.samples.count {
        recordings.removeFirst()
        position = 0
      }
    }
    said.speech = Self.bridged(said.speech)
    return said
  }

  private func append(_ recording: Piece, _ range: Range<Int>, to said: inout Piece) {
    let offset = said.samples.count - range.lowerBound
    for index in range {
      let edge = min(index - range.lowerBound, range.upperBound - 1 - index, Self.fade)
      said.samples.append(gain * recording.samples[index] * Float(edge) / Float(Self.fade))
    }
    for speech in recording.speech where speech.overlaps(range) {
      let part = speech.clamped(to: range)
      said.speech.append(part.lowerBound + offset..<part.upperBound + offset)
    }
  }

  private static func samples(_ frames: Range<Int>, _ shift: Double, _ waveform: Waveform) -> Range<Int> {
    let length = Int((shift * rate).rounded())
    return frames.lowerBound * length..<min(frames.upperBound * length, waveform.samples.count)
  }

  private static func bridged(_ speech: [Range<Int>]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    for range in speech {
      if let last = result.last, range.lowerBound - last.upperBound < Int(bridgedPause * rate) {
        result[result.count - 1] = last.lowerBound..<range.upperBound
      } else {
        result.append(range)
      }
    }
    return result
  }
}
