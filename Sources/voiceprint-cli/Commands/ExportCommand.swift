internal import ArgumentParser
internal import VoicePrint
internal import VoicePrintStore

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write an account's enrollments to a file: an archive to keep, or to import elsewhere.",
    discussion: """
      An archive has every sample's statistics, sealed under a passphrase; ‘voiceprint import’ makes the same \
      enrollments of it. The file must not be there yet, and the export stands in ‘voiceprint log’.

      With --json: archive, account, speakers, samples, tombstones, bytes.

      Examples:
        voiceprint export --archive monday.vpa
        voiceprint export --archive monday.vpa --passphrase-file secret.txt
      """)

  @OptionGroup var archive: ArchiveExportArguments
  @OptionGroup var store: StoreOptions
  @OptionGroup var speech: OutputOptions

  func run() throws {
    try archive.run(store: store, output: speech.output)
  }
}

/// Exporting to a sealed archive.
struct ArchiveExportArguments: ParsableArguments {
  @Option(help: ArgumentHelp("File to write the archive to.", valueName: "file"), completion: .file())
  var archive: String

  @OptionGroup var passphrase: PassphraseOptions

  private struct Answer: Encodable {
    let archive: String
    let account: String
    let speakers: [String]
    let samples: Int
    let tombstones: Int
    let bytes: Int
  }

  func run(store options: StoreOptions, output: Output) throws {
    let store = try options.open()
    let report = try store.export(
      to: archive, passphrase: try passphrase.newPassphrase(), account: options.account)
    output.answer(
      Answer(
        archive: archive, account: options.account.text, speakers: report.speakers.map(\.text),
        samples: report.sampleCount, tombstones: report.tombstoneCount, bytes: report.byteCount))
    output.say(
      "\(counted(report.speakers.count, "enrollment")) with \(counted(report.sampleCount, "sample")) in \(archive) "
        + "(\(fixed(Double(report.byteCount) / 1e6, 2)) MB)")
    output.note("without its passphrase nobody can read the archive, not even you: keep it")
  }
}
