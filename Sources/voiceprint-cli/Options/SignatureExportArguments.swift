internal import ArgumentParser
internal import VoicePrint
internal import VoicePrintInterchange
internal import VoicePrintStore

extension ExportFormat: ExpressibleByArgument {}

/// What signatures for other programs are written with.
struct SignatureExportArguments: ParsableArguments {
  static let discussion = """
    Signatures and statistics are biometric data: they name a person by voice, and unlike in the store they lie open in \
    these files (mode 0600). Write them where only those may read who may, and delete them when they have served.

    For each enrollment: w in each view of the model, how many samples and how much speech it rests on, id and model. \
    --statistics adds what w is computed from, (N, b). What scores them is in ‘voiceprint model export’; every array is \
    described in Documentation/interchange.md. Enrollments of another model are left out.

    With --json: path, enrollments, ofOtherModels.

    Examples:
      voiceprint export --format safetensors --output voices.safetensors
      voiceprint export --format kaldi --statistics --per-sample --output voices
    """

  @Option(
    help: "safetensors (one file), jsonl (a JSON object a line), or kaldi (a folder of ark and scp files).")
  var format: ExportFormat?

  @Option(
    help: ArgumentHelp("File to write, or for kaldi the folder.", valueName: "path"), completion: .file())
  var output: String?

  @Flag(help: "Also write (N, b), summed over the samples of each enrollment.")
  var statistics = false

  @Flag(help: "With --statistics: those of each sample, in the place of their sum.")
  var perSample = false

  @Flag(help: "Replace files that are there.")
  var force = false

  func validate() throws {
    guard format != nil, output != nil else {
      throw ValidationError(
        "Say how and where: --format safetensors|jsonl|kaldi --output PATH.")
    }
    guard statistics || !perSample else { throw ValidationError("--per-sample goes with --statistics.") }
  }

  private struct Answer: Encodable {
    let path: String
    let enrollments: Int
    let ofOtherModels: Int
  }

  /// Writes the account's signatures.
  func run(store options: StoreOptions, model: ModelOptions, output said: Output) throws {
    guard let format, let output else { preconditionFailure("validated") }
    let (store, model) = (try options.open(), try model.load())
    var (speakers, others) = ([SpeakerID](), 0)
    try store.visitSignatures(account: options.account, includePartial: true) { stored in
      if stored.model == model.identity { speakers.append(stored.speaker) } else { others += 1 }
    }
    guard !speakers.isEmpty else { throw CommandError.nothingToExport(ofOtherModels: others) }
    var writer = try format.signatureWriter(
      to: output, model: model, statistics: statistics ? (perSample ? .samples : .sums) : .none,
      replacing: force)
    var written = 0
    for speaker in speakers {
      do {
        let enrollment = try store.enrollment(of: speaker, account: options.account)
        try writer.append(ExportedVoice(enrollment, model: model))
        written += 1
      } catch StoreError.notEnrolled {
        // Deleted since the list was read: gone is gone.
      }
    }
    try writer.finish()
    if others > 0 {
      said.note(
        "\(counted(others, "enrollment")) of another model left out; ‘voiceprint store upgrade’ moves them")
    }
    said.answer(Answer(path: output, enrollments: written, ofOtherModels: others))
    said.say(
      "\(counted(written, "enrollment")) written to \(output); these are biometric data, keep them accordingly"
    )
  }
}
