internal import ArgumentParser
internal import VoicePrint
internal import VoicePrintStore

struct DeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Delete an enrollment with all its samples, for good.",
    discussion: """
      Nothing biometric of the speaker is left in the store's files. That the id was enrolled is remembered. A calibration \
      that the speaker took part in is fitted anew to those who are left.

      Example:
        voiceprint delete alice
      """)

  @Argument(help: "Who it is.", transform: { try SpeakerID($0) })
  var id: SpeakerID

  @OptionGroup var store: StoreOptions
  @OptionGroup var model: ModelOptions
  @Flag(name: .shortAndLong, help: "Print nothing but errors.")
  var quiet = false

  func run() throws {
    let opened = try store.open()
    let calibration = try opened.calibration(account: store.account)
    let erased = try opened.delete(id, account: store.account)
    let output = Output(json: false, quiet: quiet)
    output.say("‘\(id)’ is deleted.")
    CalibrationRenewal(store: opened, account: store.account, model: model, output: output).run(calibration)
    if !erased {
      output.note(
        "another process was reading: sealed bytes of ‘\(id)’ stay in the store's log until it closes the store"
      )
    }
  }
}
