/// A segment of a conversation as the cloud schema has it.
struct Utterance: Encodable, Equatable {
  /// Seconds from the start of the recording.
  let start: Double
  /// Seconds from the start of the recording.
  let end: Double
  let speakerId: String
  /// 0…1.
  let confidence: Double

  /// An utterance whose times are rounded to hundredths of a second, and its confidence to ten-thousandths.
  init(start: Double, end: Double, speakerId: String, confidence: Double) {
    self.start = (start * 100).rounded() / 100
    self.end = (end * 100).rounded() / 100
    self.speakerId = speakerId
    self.confidence = (confidence * 10_000).rounded() / 10_000
  }
}
