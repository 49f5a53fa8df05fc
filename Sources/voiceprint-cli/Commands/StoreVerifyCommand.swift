internal import ArgumentParser
internal import VoicePrint
internal import VoicePrintStore

struct StoreVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Read the whole store: every seal, sample and log entry, and each signature computed again.",
    discussion: """
      The enrollments are compared with the log, and all rows with what VoicePrint last summed up of them, so that \
      what was taken away or put back to an earlier state is named.

      The exit status is 0 where all is well, 1 where there are faults. With --json: enrollments, samples, \
      tombstones (deleted ids that are remembered), recomputed, logEntries, faults.

      Example:
        voiceprint store verify
      """)

  @OptionGroup var store: StoreOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  private struct Answer: Encodable {
    let enrollments: Int
    let samples: Int
    let tombstones: Int
    let recomputed: Int
    let logEntries: Int
    let faults: [String]
  }

  func run() throws {
    let output = speech.output
    let store = try store.open()
    var model: VoiceModel?
    do {
      model = try self.model.load()
    } catch {
      output.note("signatures are not computed again: \(error)")
    }
    var recomputed = 0
    let found = try store.verify(
      summarize: model.map { model in
        { enrollment in
          let summary = try model.summary(of: enrollment)
          recomputed += 1
          return summary
        }
      })
    output.answer(
      Answer(
        enrollments: found.enrollmentCount, samples: found.sampleCount, tombstones: found.tombstoneCount,
        recomputed: recomputed, logEntries: found.logEntryCount, faults: found.faults))
    for fault in found.faults { output.say("fault: \(fault)") }
    output.say(
      "\(counted(found.enrollmentCount, "enrollment")) with \(counted(found.sampleCount, "sample")) read, \(recomputed) computed again, "
        + "\(counted(found.faults.count, "fault"))")
    if !found.faults.isEmpty { throw ExitCode(ExitStatus.no.rawValue) }
  }
}
