internal import ArgumentParser
internal import Foundation
internal import VoicePrint
internal import VoicePrintInterchange

extension FeatureFormat: ExpressibleByArgument {}

struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Write the cepstra of a recording and which of its frames hold speech.",
    discussion: """
      What a view of the model begins with, before means are taken out and slopes are added: a row of mel-frequency \
      cepstral coefficients every 10 ms, C0 first, as Kaldi defines them (snip_edges=false, no dither); of the views \
      loud and narrow with a root in the place of the logarithm. npy writes \
      NAME.npy (frames × coefficients, float32) and NAME.speech.npy (frames, bool), kaldi NAME.ark, .scp, \
      .speech.ark and .speech.scp. Cepstra tell something of a voice: the files have mode 0600.

      With --json: files, frames, coefficients, frameShift (s), speechDuration (s).

      Examples:
        voiceprint features who.wav --format npy --output who
        voiceprint features call.wav --view narrow --format kaldi --output call
        voiceprint features call8k.wav --sample-rate 8000 --bands 23 --highest-frequency 3700 --format npy --output x
      """)

  @Argument(help: "A recording; - reads standard input.", completion: .file())
  var file: String

  @Option(help: "npy or kaldi.")
  var format: FeatureFormat

  @Option(help: ArgumentHelp("NAME of the files to write.", valueName: "name"), completion: .file())
  var output: String

  @Flag(help: "Replace files that are there.")
  var force = false

  @Option(
    help: ArgumentHelp("View of the model whose cepstra they are; its first if not given.", valueName: "name")
  )
  var view: String?

  @Option(help: ArgumentHelp("Bring the recording to this rate (else the model's) in Hz.", valueName: "rate"))
  var sampleRate: Int?

  @Option(help: ArgumentHelp("Mel bands, in the place of the view's.", valueName: "count"))
  var bands: Int?

  @Option(help: ArgumentHelp("Lower edge of the first band in Hz.", valueName: "frequency"))
  var lowestFrequency: Double?

  @Option(help: ArgumentHelp("Upper edge of the last band in Hz.", valueName: "frequency"))
  var highestFrequency: Double?

  @OptionGroup var audio: AudioOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  private struct Answer: Encodable {
    let files: [String]
    let frames: Int
    let coefficients: Int
    let frameShift: Double
    let speechDuration: Double
  }

  func run() throws {
    let frontEnd = try model.load().frontEnd
    var frame = frontEnd.frame
    frame.sampleRate = sampleRate ?? frame.sampleRate
    let cepstrum = try cepstrum(of: frontEnd, frame)
    var decoding = audio.decoder.options
    decoding.targetSampleRate = frame.sampleRate
    let decoder = AudioDecoder(options: decoding)
    let recording =
      file == RecordingReader.standardInput
      ? try decoder.recording(fromDescriptor: 0) : try decoder.recording(contentsOf: file)
    speech.output.note(recording.source.remarks, of: RecordingReader.name(of: file))
    let features = FeatureExport(
      of: recording.waveform, options: cepstrum, frame: frame, activity: frontEnd.activity)
    let key = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    let files = try features.write(to: output, as: format, key: key, replacing: force)
    speech.output.answer(
      Answer(
        files: files, frames: features.cepstra.rows, coefficients: features.cepstra.columns,
        frameShift: features.mask.frameShift, speechDuration: features.mask.speechDuration))
    speech.output.say(
      "\(counted(features.cepstra.rows, "frame")) of \(features.cepstra.columns) coefficients, "
        + "\(seconds(features.mask.speechDuration)) of them speech: \(files.joined(separator: ", "))")
  }

  /// The view's options with what was asked for in their place.
  private func cepstrum(of frontEnd: FrontEndOptions, _ frame: FrameOptions) throws -> CepstrumOptions {
    guard let base = view == nil ? frontEnd.views.first : frontEnd.views.first(where: { $0.name == view })
    else {
      throw ValidationError(
        "The model has no view ‘\(view ?? "")’, but \(frontEnd.views.map(\.name).joined(separator: ", ")).")
    }
    guard AudioDecoder.sampleRates.contains(frame.sampleRate) else {
      throw ValidationError(
        "--sample-rate takes \(AudioDecoder.sampleRates.lowerBound) to \(AudioDecoder.sampleRates.upperBound) Hz."
      )
    }
    var options = base.cepstrum
    options.bands = bands ?? options.bands
    options.lowestFrequency = lowestFrequency ?? options.lowestFrequency
    options.highestFrequency = highestFrequency ?? options.highestFrequency
    guard options.bands >= options.coefficients, options.bands <= frame.bins / 2 else {
      throw ValidationError("--bands takes \(options.coefficients) to \(frame.bins / 2) here.")
    }
    guard options.lowestFrequency >= 0, options.lowestFrequency < options.highestFrequency,
      options.highestFrequency <= Double(frame.sampleRate) / 2
    else {
      throw ValidationError(
        "Bands lie between 0 and \(frame.sampleRate / 2) Hz, half of the sample rate; these would reach from "
          + "\(fixed(options.lowestFrequency, 0)) to \(fixed(options.highestFrequency, 0)) Hz.")
    }
    return options
  }
}
