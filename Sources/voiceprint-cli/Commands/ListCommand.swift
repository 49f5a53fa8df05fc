internal import ArgumentParser
internal import Foundation
internal import VoicePrint
internal import VoicePrintStore

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the enrolled speakers in the order in which they were enrolled.",
    discussion: """
      Examples:
        voiceprint list
        voiceprint list --partial --json | jq -r '.records[].speakerId'
      """)

  @Flag(help: "Also those that are not complete yet.")
  var partial = false

  @Option(help: ArgumentHelp("Which page, from 1.", valueName: "number"))
  var page = 1

  @Option(help: ArgumentHelp("How many on a page, at most 1000.", valueName: "count"))
  var perPage = 100

  @OptionGroup var store: StoreOptions
  @OptionGroup var speech: OutputOptions

  func validate() throws {
    guard page >= 1 else { throw ValidationError("--page counts from 1.") }
    guard (1...1000).contains(perPage) else { throw ValidationError("--per-page takes 1 to 1000.") }
  }

  /// The list in the cloud API's envelope.
  private struct Answer: Encodable {
    struct Paging: Encodable {
      let page: Int
      let perPage: Int
      let totalPages: Int
    }

    let paging: Paging
    let records: [EnrollmentStatus]
  }

  func run() throws {
    let store = try store.open()
    let account = self.store.account
    let found = try store.records(account: account, includePartial: partial, page: page, perPage: perPage)
    let output = speech.output
    output.answer(
      Answer(
        paging: Answer.Paging(page: page, perPage: perPage, totalPages: found.totalPages),
        records: found.records.map(\.summary.status)))
    guard !output.json, !output.quiet else { return }

    var table = Table(
      ["speaker", "quality", "speech", "audio", "samples", "complete", "enrolled"],
      alignments: [.left, .left, .right, .right, .right, .left, .left])
    for record in found.records {
      let status = record.summary.status
      table.add([
        status.speakerId, status.enrollmentQuality.rawValue, seconds(status.totalSpeechDuration),
        seconds(status.totalEnrollDuration), "\(record.sampleCount)",
        status.enrollmentComplete ? "yes" : "no",
        record.createdAt.formatted(.iso8601),
      ])
    }
    if !found.records.isEmpty { output.say(table.lines().joined(separator: "\n")) }
    try note(found, all: partial ? found.totalCount : store.records(account: account, perPage: 1).totalCount)
  }

  private func note(_ found: EnrollmentPage, all: Int) throws {
    let output = speech.output
    if found.totalPages > 1 { output.note("page \(page) of \(found.totalPages); --page shows another") }
    if all == 0 { output.note("nobody is enrolled") }
    if all > found.totalCount {
      output.note("\(all - found.totalCount) not complete yet; --partial lists them too")
    }
  }
}
