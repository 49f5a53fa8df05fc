import VoicePrint
import VoicePrintStore

/// What the command line says.
struct Arguments {
  static let usage = """
    usage: LocalIdentification --rate HZ [--store FOLDER] [--account NAME] [--model FILE] < PCM

    Reads raw sound from standard input, 16 bits a sample, signed, little-endian, one channel, and prints every second \
    who of the enrolled speaks.

      arecord -t raw -f S16_LE -r 16000 | LocalIdentification --rate 16000
      ffmpeg -i call.wav -f s16le -ac 1 -ar 16000 - | LocalIdentification --rate 16000 --store voices
    """

  /// Samples a second.
  var rate = 0
  var store: String?
  var account = AccountID.standard
  var model: String?

  init(_ words: [String]) throws {
    var rest = words[...]
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { throw ArgumentError.missingValue(name) }
      switch name {
      case "--rate":
        guard let rate = Int(value), AudioDecoder.sampleRates.contains(rate) else {
          throw ArgumentError.rate(value)
        }
        self.rate = rate
      case "--store": store = value
      case "--account": account = try AccountID(value)
      case "--model": model = value
      default: throw ArgumentError.unknown(name)
      }
    }
    guard rate > 0 else { throw ArgumentError.missingValue("--rate") }
  }
}

/// What the command line lacks.
enum ArgumentError: Error, CustomStringConvertible {
  case missingValue(String)
  case rate(String)
  case unknown(String)

  var description: String {
    switch self {
    case .missingValue(let name): "\(name) needs a value\n\n\(Arguments.usage)"
    case .rate(let value):
      "\(value) is no rate from \(AudioDecoder.sampleRates.lowerBound) to \(AudioDecoder.sampleRates.upperBound) Hz"
    case .unknown(let name): "\(name) is not known\n\n\(Arguments.usage)"
    }
  }
}
