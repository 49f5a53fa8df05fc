internal import ArgumentParser
internal import VoicePrint
internal import VoicePrintStore

struct UpdateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update",
    abstract: "Add recordings to an enrolled speaker.",
    discussion: """
      A recording that is there already changes nothing. If one of the files cannot be used, nothing is stored.

      Examples:
        voiceprint update alice wednesday.ogg
        voiceprint update --strict --json alice new/*.wav
      """)

  @OptionGroup var arguments: EnrollmentArguments

  func run() async throws {
    let (speaker, account) = (arguments.id, arguments.store.account)
    let store = try arguments.store.open()
    let record = try store.record(of: speaker, account: account)
    let changer = EnrollmentChanger(arguments: arguments, model: try arguments.model.load())
    // Said before any recording is read.
    guard record.model == changer.model.reference else {
      throw StoreError.wrongModel(speaker, expected: changer.model.identity, found: record.model.identity)
    }
    let samples = try await changer.samples()
    var assessment: EnrollmentAssessment?
    let change = try store.update(
      speaker, adding: samples, account: account, model: changer.model.reference
    ) { enrollment in
      let assessed = try changer.assessment(of: enrollment, offered: samples)
      assessment = assessed
      return EnrollmentSummary(assessed)
    }
    try changer.report(change, assessment, offered: samples, in: store)
  }
}
