internal import ArgumentParser
internal import VoicePrint
internal import VoicePrintStore

/// What a sealed archive is written with.
struct ArchiveExportArguments: ParsableArguments {
  @Option(help: ArgumentHelp("File to write the archive to.", valueName: "file"), completion: .file())
  var archive: String?

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
    guard let archive else { preconditionFailure("validated") }
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
