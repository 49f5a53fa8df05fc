internal import ArgumentParser
internal import VoicePrint

/// How recordings are read.
struct AudioOptions: ParsableArguments {
  @Option(
    name: .customLong("raw-mulaw"),
    help: ArgumentHelp("Read files without a header as G.711 µ-law at this rate in Hz.", valueName: "rate"))
  var rawMuLaw: Int?

  func validate() throws {
    if let rawMuLaw, !AudioDecoder.sampleRates.contains(rawMuLaw) {
      throw ValidationError(
        "--raw-mulaw takes \(AudioDecoder.sampleRates.lowerBound) to \(AudioDecoder.sampleRates.upperBound) Hz."
      )
    }
  }

  var decoder: AudioDecoder {
    var options = AudioDecoder.Options()
    options.rawMuLawSampleRate = rawMuLaw
    return AudioDecoder(options: options)
  }
}
