internal import ArgumentParser
internal import VoicePrint

/// How recordings are read.
struct AudioOptions: ParsableArguments {
  @Option(
    name: .customLong("raw"),
    help: ArgumentHelp(
      "Read files without a header as this: \(RawAudioFormat.Encoding.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format:rate[:channels]"),
    transform: AudioOptions.rawFormat)
  var raw: RawAudioFormat?

  @Option(
    name: .customLong("raw-mulaw"),
    help: ArgumentHelp("Read files without a header as G.711 µ-law at this rate in Hz.", valueName: "rate"))
  var rawMuLaw: Int?

  @Option(
    help: ArgumentHelp("Use this channel alone, counted from 1 (else all, mixed).", valueName: "number"))
  var channel: Int?

  private static func rawFormat(_ text: String) throws -> RawAudioFormat {
    guard let format = RawAudioFormat(text) else {
      let rates = AudioDecoder.sampleRates
      let channels = AudioDecoder.channelCounts
      throw ValidationError(
        "It is FORMAT:RATE or FORMAT:RATE:CHANNELS, such as alaw:8000 or s16le:44100:2, with a rate of "
          + "\(rates.lowerBound) to \(rates.upperBound) Hz and \(channels.lowerBound) to \(channels.upperBound) channels "
          + "(one of gsm and vox); formats are "
          + RawAudioFormat.Encoding.allCases.map(\.rawValue).joined(separator: ", ") + ".")
    }
    return format
  }

  func validate() throws {
    if let rawMuLaw, !AudioDecoder.sampleRates.contains(rawMuLaw) {
      throw ValidationError(
        "--raw-mulaw takes \(AudioDecoder.sampleRates.lowerBound) to \(AudioDecoder.sampleRates.upperBound) Hz."
      )
    }
    guard raw == nil || rawMuLaw == nil else {
      throw ValidationError("--raw and --raw-mulaw say the same; give one of them.")
    }
    if let channel, !AudioDecoder.channelCounts.contains(channel) {
      throw ValidationError(
        "--channel takes \(AudioDecoder.channelCounts.lowerBound) to \(AudioDecoder.channelCounts.upperBound)."
      )
    }
  }

  /// Puts what was asked for into options.
  func apply(to options: inout AudioDecoder.Options) {
    options.rawFormat = raw
    if let rawMuLaw { options.rawMuLawSampleRate = rawMuLaw }
    if let channel { options.channelLayout = .only(channel) }
  }

  var decoder: AudioDecoder {
    var options = AudioDecoder.Options()
    apply(to: &options)
    return AudioDecoder(options: options)
  }
}
