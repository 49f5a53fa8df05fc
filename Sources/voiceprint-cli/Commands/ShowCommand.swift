internal import ArgumentParser
internal import VoicePrint
internal import VoicePrintStore

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show an enrollment: speech, quality, samples, what would make it better.",
    discussion: """
      Examples:
        voiceprint show alice
        voiceprint show --json alice
      """)

  @Argument(help: "Who it is.", transform: { try SpeakerID($0) })
  var id: SpeakerID

  @OptionGroup var store: StoreOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  func run() throws {
    let store = try store.open()
    let record = try store.record(of: id, account: self.store.account)
    let output = speech.output
    output.answer(record.summary.status)
    guard !output.json, !output.quiet else { return }

    let enrollment = try store.enrollment(of: id, account: self.store.account)
    let report = EnrollmentReport(
      speaker: id, status: record.summary.status, samples: enrollment.samples,
      assessment: assessment(of: enrollment, output), names: [:], style: .standardOutput)
    output.say(report.text)
  }

  /// Reasons need the enrollment's model; without it the rest is shown all the same.
  private func assessment(of enrollment: Enrollment, _ output: Output) -> EnrollmentAssessment? {
    do {
      return try model.load().assessment(of: enrollment)
    } catch {
      output.note("no reasons for the grade: \(error)")
      return nil
    }
  }
}
