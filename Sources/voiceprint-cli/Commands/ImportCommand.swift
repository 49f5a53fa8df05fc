internal import ArgumentParser
internal import VoicePrint
internal import VoicePrintStore

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take in the enrollments of an archive: all of them, or none.",
    discussion: """
      Ids that are enrolled already are named and nothing is imported (fail), stay as they are (skip), or get the \
      archive's samples added (merge), where a recording that both have counts once. Enrollments of another model with \
      the same front end and mixtures are moved to this one, as ‘voiceprint store upgrade’ does; all others are refused. \
      A server on the same store cannot write while the import does.

      With --json: imported, merged (speakerId, added, duplicates), skipped, moved, samples.

      Examples:
        voiceprint import monday.vpa
        voiceprint import monday.vpa --on-conflict merge --passphrase-file secret.txt
      """)

  /// The store's rules by the names they have on the command line.
  enum Rule: String, CaseIterable, ExpressibleByArgument {
    case fail, skip, merge

    var rule: ArchiveConflictRule {
      switch self {
      case .fail: .fail
      case .skip: .skip
      case .merge: .merge
      }
    }
  }

  @Argument(help: "The archive.", completion: .file())
  var file: String

  @Option(
    help: ArgumentHelp(
      "What becomes of ids that are enrolled already: fail, skip or merge.", valueName: "rule"))
  var onConflict = Rule.fail

  @OptionGroup var passphrase: PassphraseOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  private struct Answer: Encodable {
    struct Merged: Encodable {
      let speakerId: String
      let added: Int
      let duplicates: Int
    }

    let imported: [String]
    let merged: [Merged]
    let skipped: [String]
    let moved: [String]
    let samples: Int
  }

  func run() throws {
    let model = try model.load()
    let passphrase = try passphrase.passphrase()
    let report = try store.openOrMake().importArchive(
      file, passphrase: passphrase, account: store.account, model: model.reference,
      onConflict: onConflict.rule, transform: { try model.upgraded($0) },
      summarize: { try model.summary(of: $0) })
    let output = speech.output
    output.answer(
      Answer(
        imported: report.imported.map(\.text),
        merged: report.merged.map {
          Answer.Merged(speakerId: $0.speaker.text, added: $0.added, duplicates: $0.duplicates)
        }, skipped: report.skipped.map(\.text), moved: report.moved.map(\.text), samples: report.sampleCount))
    output.say(
      "\(report.imported.count) imported, \(report.merged.count) merged, \(report.skipped.count) skipped; "
        + "\(counted(report.sampleCount, "sample")) stored")
    if !report.moved.isEmpty {
      output.note("moved to this model: \(report.moved.map(\.text).joined(separator: ", "))")
    }
  }
}
