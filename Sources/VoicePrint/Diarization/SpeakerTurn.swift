/// Somebody speaks for a while: a stretch of a recording with a name.
public struct SpeakerTurn: Equatable, Sendable {
  /// Who.
  public let speaker: String
  /// Where it begins, in seconds from the start of the recording.
  public let start: Double
  /// Where it ends, in seconds from the start of the recording.
  public let end: Double

  /// A turn from its parts.
  public init(speaker: String, start: Double, end: Double) {
    precondition(start <= end, "a turn ends after it begins")
    self.speaker = speaker
    self.start = start
    self.end = end
  }

  /// Length in seconds.
  public var duration: Double { end - start }
}

extension Collection<SpeakerTurn> {
  /// The turns as Rich Transcription Time Marked lines (NIST RT-09), milliseconds kept, in order of their start.
  ///
  /// - Parameter file: names the recording; white space in it is replaced, since the format separates by it.
  /// - Returns: a `SPEAKER` line for each turn.
  public func richTranscription(file: String) -> String {
    let name = file.split(whereSeparator: \.isWhitespace).joined(separator: "_")
    return sorted { ($0.start, $0.speaker) < ($1.start, $1.speaker) }.map { turn in
      "SPEAKER \(name.isEmpty ? "-" : name) 1 \(Self.milliseconds(turn.start)) \(Self.milliseconds(turn.duration)) "
        + "<NA> <NA> \(turn.speaker) <NA> <NA>\n"
    }.joined()
  }

  /// Seconds with three digits after the point.
  private static func milliseconds(_ seconds: Double) -> String {
    let whole = Int((seconds * 1000).rounded())
    let rest = "\(whole % 1000)"
    return "\(whole / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}
