internal import ArgumentParser
internal import VoicePrintInterchange

struct ModelExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the back end for other programs: all that turns signatures into decisions.",
    discussion: """
      Discriminant, PLDA, cohort, calibration and the curve of false accepts, in double precision; the arrays and the \
      formula are described in Documentation/interchange.md. The total-variability matrices and the mixtures are read \
      from the model file itself, which is safetensors too. It holds no enrolled voice.

      Example:
        voiceprint model export --format safetensors --output backend.safetensors
      """)

  @Option(
    help: "safetensors (one file), jsonl (a JSON object a line), or kaldi (a folder of ark and scp files).")
  var format: ExportFormat

  @Option(
    help: ArgumentHelp("File to write, or for kaldi the folder.", valueName: "path"), completion: .file())
  var output: String

  @Flag(help: "Replace files that are there.")
  var force = false

  @OptionGroup var model: ModelOptions
  @Flag(name: .shortAndLong, help: "Print nothing but errors.")
  var quiet = false

  func run() throws {
    let model = try model.load()
    try BackEnd(of: model).write(to: output, as: format, replacing: force)
    Output(json: false, quiet: quiet).say("The back end of \(model) was written to \(output).")
  }
}
