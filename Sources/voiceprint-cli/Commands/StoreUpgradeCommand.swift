internal import ArgumentParser
internal import VoicePrint
internal import VoicePrintStore

struct StoreUpgradeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upgrade",
    abstract:
      "Move every enrollment to another model with the same front end and mixtures, without its audio.",
    discussion: """
      Those that cannot be moved stay as they are and are named with the reason; the exit status is then 1. \
      With --json: model, moved, alreadyThere, and unmoved with speakerId and reason.

      Example:
        voiceprint store upgrade --model new.safetensors
      """)

  @OptionGroup var store: StoreOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  private struct Answer: Encodable {
    struct Unmoved: Encodable {
      let speakerId: String
      let reason: String
    }

    let model: String
    let moved: [String]
    let alreadyThere: [String]
    let unmoved: [Unmoved]
  }

  func run() throws {
    let store = try store.open()
    let model = try model.load()
    let report = try store.upgrade(
      to: model.reference, account: self.store.account, transform: { try model.upgraded($0) },
      summarize: { try model.summary(of: $0) })
    let output = speech.output
    output.answer(
      Answer(
        model: model.identity.description, moved: report.moved.map(\.text),
        alreadyThere: report.alreadyThere.map(\.text),
        unmoved: report.unmoved.map { Answer.Unmoved(speakerId: $0.speaker.text, reason: $0.reason) }))
    output.say(
      "\(report.moved.count) moved to model \(model.identity.short), \(report.alreadyThere.count) were there already, "
        + "\(report.unmoved.count) cannot be moved")
    for unmoved in report.unmoved { output.say("  \(unmoved.speaker): \(unmoved.reason)") }
    if !report.unmoved.isEmpty, model.network != nil {
      output.say(
        "What was enrolled before there was a learned view works on with --model cepstral, as it did.")
    }
    if !report.unmoved.isEmpty { throw ExitCode(ExitStatus.no.rawValue) }
  }
}
