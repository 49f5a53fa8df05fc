internal import ArgumentParser
internal import VoicePrint
internal import VoicePrintInterchange
internal import VoicePrintStore

extension ExportFormat: ExpressibleByArgument {}

/// What signatures for other programs are written with.
struct SignatureExportArguments: ParsableArguments {
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
    var written: [ExportedEnrollment] = []
    for speaker in speakers {
      do {
        let enrollment = try store.enrollment(of: speaker, account: options.account)
        try writer.append(ExportedVoice(enrollment, model: model))
        written.append(
          ExportedEnrollment(
            speaker: speaker, samples: enrollment.samples.map(\.digest), model: model.identity))
      } catch StoreError.notEnrolled {
        // Deleted since the list was read: gone is gone.
      }
    }
    try store.logExport(of: written, account: options.account)
    try writer.finish()
    if others > 0 {
      said.note(
        "\(counted(others, "enrollment")) of another model left out; ‘voiceprint store upgrade’ moves them")
    }
    said.answer(Answer(path: output, enrollments: written.count, ofOtherModels: others))
    said.say(
      "\(counted(written.count, "enrollment")) written to \(output); these are biometric data, keep them accordingly"
    )
  }
}
