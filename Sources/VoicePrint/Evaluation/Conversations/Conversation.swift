/// A conversation with known turns.
public struct Conversation: Sendable {
  /// What is heard; 16 kHz.
  public let waveform: Waveform
  /// Who speaks when, in order of the starts; pauses within a turn that are long enough to be heard divide it.
  public let turns: [SpeakerTurn]

  /// The speakers, in the order of their first word.
  public var speakers: [String] {
    var seen: Set<String> = []
    return turns.map(\.speaker).filter { seen.insert($0).inserted }
  }
}
