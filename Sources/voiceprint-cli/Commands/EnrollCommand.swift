internal import ArgumentParser
internal import VoicePrint
internal import VoicePrintStore

struct EnrollCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enroll",
    abstract: "Enroll a new speaker from one or more recordings.",
    discussion: """
      An enrollment is complete from 12 s of speech over all recordings. If one of the files cannot be used, \
      nothing is stored. With --json the answer has the five fields of the cloud schema.

      Examples:
        voiceprint enroll alice monday.wav tuesday.flac
        voiceprint enroll --json bob - < call.ogg
        voiceprint enroll --raw-mulaw 8000 carol line.ul
      """)

  @OptionGroup var arguments: EnrollmentArguments

  func run() async throws {
    let speaker = arguments.id
    // A conflict is said before any recording is read.
    if arguments.store.exists { try refuseIfEnrolled(try arguments.store.open()) }
    let changer = EnrollmentChanger(arguments: arguments, model: try arguments.model.load())
    let samples = try await changer.samples()
    let store = try arguments.store.openOrMake()
    var assessment: EnrollmentAssessment?
    let change = try store.enroll(
      speaker, samples: samples, account: arguments.store.account, model: changer.model.reference
    ) { enrollment in
      let assessed = try changer.assessment(of: enrollment, offered: samples)
      assessment = assessed
      return EnrollmentSummary(assessed)
    }
    try changer.report(change, assessment, offered: samples, in: store)
  }

  private func refuseIfEnrolled(_ store: EnrollmentStore) throws {
    do {
      _ = try store.record(of: arguments.id, account: arguments.store.account)
    } catch {
      switch error {
      case .notEnrolled, .noSuchAccount: return
      default: throw error
      }
    }
    throw StoreError.alreadyEnrolled(arguments.id)
  }
}
