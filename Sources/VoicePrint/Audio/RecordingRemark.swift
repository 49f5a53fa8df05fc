/// What is worth knowing of how a recording was read, beside the recording.
public enum RecordingRemark: Equatable, Sendable, CustomStringConvertible {
  /// Several recordings stand in the file, one after the other; all were read.
  case joined(count: Int)
  /// The header counts less audio than there is; all was read. Seconds.
  case longerThanStated(stated: Double, found: Double)
  /// A compressed file counts more audio than comes out of it: it was cut, or has frames that say nothing. Seconds.
  case shorterThanStated(stated: Double, found: Double)
  /// Bytes between or behind the audio that are neither audio nor a tag that is known.
  case leftOver(bytes: Int)
  /// Several audio tracks play at once; all were read, each as channels.
  case tracks(count: Int)
  /// Channels, counted from 1, that hold the others upside down and were turned over.
  case inverted(channels: [Int])
  /// Channels, counted from 1, that hold silence or a steady noise, beside others that hold sound; left out.
  case leftOut(channels: [Int])
  /// The middle channel of a surround recording, counted from 1, that alone was used.
  case middle(channel: Int)
  /// The channels hold people who take turns, a different one each.
  case oneVoiceEach

  /// In words.
  public var description: String {
    switch self {
    case .joined(let count): "\(count) recordings, one after the other; all of them are used"
    case .longerThanStated(let stated, let found):
      "its header counts \(Self.seconds(stated)) s of audio, and \(Self.seconds(found)) s are there; all of it is used"
    case .shorterThanStated(let stated, let found):
      "it counts \(Self.seconds(stated)) s of audio, and only \(Self.seconds(found)) s come out of it"
    case .leftOver(let bytes):
      "\(bytes) bytes between or behind the audio are no audio that can be read, and are left out"
    case .tracks(let count): "\(count) audio tracks play at once; all of them are used"
    case .inverted(let channels): "\(Self.list(channels)) upside down, and turned over"
    case .leftOut(let channels):
      "\(Self.list(channels)) nothing but silence or a steady noise, and left out"
    case .middle(let channel): "the voice is taken from the middle, channel \(channel)"
    case .oneVoiceEach:
      "each channel seems to hold a different person; --channel N takes one of them"
    }
  }

  private static func seconds(_ seconds: Double) -> String { "\((seconds * 10).rounded() / 10)" }

  private static func list(_ channels: [Int]) -> String {
    channels.count == 1
      ? "channel \(channels[0]) is" : "channels \(channels.map(String.init).joined(separator: ", ")) are"
  }
}
