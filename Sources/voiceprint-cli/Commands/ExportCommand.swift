internal import ArgumentParser

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write an account's enrollments: sealed to keep and to move, or open for other programs.",
    discussion: """
      With --archive: every sample's statistics, sealed under a passphrase; ‘voiceprint import’ makes the same \
      enrollments of it. The file must not be there yet. With --json: archive, account, speakers, samples, tombstones, \
      bytes.

      With --format and --output: signatures for other programs. These are biometric data: they name a person by voice, \
      and unlike in the store they lie open in these files (mode 0600). For each enrollment: w in each view of the model, \
      how many samples and how much speech it rests on, id and model. --statistics adds what w is computed from, (N, b). \
      What scores them is in ‘voiceprint model export’; every array is described in Documentation/interchange.md. \
      Enrollments of another model are left out. With --json: path, enrollments, ofOtherModels.

      Either stands in ‘voiceprint log’.

      Examples:
        voiceprint export --archive monday.vpa --passphrase-file secret.txt
        voiceprint export --format safetensors --output voices.safetensors
        voiceprint export --format kaldi --statistics --per-sample --output voices
      """)

  @OptionGroup var archive: ArchiveExportArguments
  @OptionGroup var signatures: SignatureExportArguments
  @OptionGroup var store: StoreOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  func validate() throws {
    switch (archive.archive, signatures.format, signatures.output) {
    case (.some, nil, nil), (nil, .some, .some): break
    default:
      throw ValidationError(
        "Say how and where: --archive FILE, or --format safetensors|jsonl|kaldi --output PATH.")
    }
  }

  func run() throws {
    if archive.archive != nil {
      try archive.run(store: store, output: speech.output)
    } else {
      try signatures.run(store: store, model: model, output: speech.output)
    }
  }
}
