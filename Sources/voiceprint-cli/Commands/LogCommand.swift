internal import ArgumentParser
internal import Foundation
internal import VoicePrint
internal import VoicePrintStore

struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Show who changed what in the store and when, and check that nothing of it was changed.",
    discussion: """
      Every change is logged with the change itself: ids and digests of recordings, never anything biometric. The \
      actor is cli:USER, client:ID, server:open (a server without clients) or program:NAME.

      --verify reads all entries instead, and names those that were changed, moved or taken away; the exit status is 1 \
      where there are such. It prints the check of the last entry: noted elsewhere, that tells later whether the whole \
      store was put back to an earlier state. ‘voiceprint store verify’ also compares the enrollments with the log.

      With --json: an object a line, with sequence, time, actor, action, and where they apply account, speakerId, \
      clientId, samples, model; with --verify one object with entries, head, and faults (sequence, fault).

      Examples:
        voiceprint log --speaker alice
        voiceprint log --since 2026-01-31 --json
        voiceprint log --verify
      """)

  @Flag(help: "Check the log instead of showing it.")
  var verify = false

  @Option(help: "Only entries about this speaker.", transform: { try SpeakerID($0) })
  var speaker: SpeakerID?

  @Option(
    help: ArgumentHelp(
      "Only entries from then on: 2026-01-31 or 2026-01-31T08:00:00Z, UTC.", valueName: "time"),
    transform: { try LogCommand.time($0) })
  var since: Date?

  @OptionGroup var store: StoreOptions
  @OptionGroup var speech: OutputOptions

  fileprivate struct Line: Encodable {
    let sequence: Int64
    let time: String
    let actor: String
    let action: String
    let account: String?
    let speakerId: String?
    let clientId: String?
    let samples: [String]?
    let model: String?
  }

  private struct Answer: Encodable {
    struct Fault: Encodable {
      let sequence: Int64?
      let fault: String
    }

    let entries: Int
    let head: String
    let faults: [Fault]
  }

  func run() throws {
    let store = try store.open()
    if verify { try check(store) } else { try show(store) }
  }

  private func show(_ store: EnrollmentStore) throws {
    let output = speech.output
    var table = Table(
      ["entry", "time", "actor", "action", "account", "about", "samples"],
      alignments: [.right, .left, .left, .left, .left, .left, .left])
    let unreadable = try store.visitLog(of: speaker, since: since) { entry in
      if output.json { return output.line(Line(entry)) }
      table.add([
        "\(entry.sequence)", entry.time.formatted(Self.format), entry.actor.text, entry.action.rawValue,
        entry.account ?? "", entry.speaker ?? entry.client ?? "",
        entry.samples.map(\.short).joined(separator: " "),
      ])
    }
    output.say(table.lines().joined(separator: "\n"))
    for number in unreadable {
      output.note("entry \(number) does not open: ‘voiceprint log --verify’ says more")
    }
  }

  private func check(_ store: EnrollmentStore) throws {
    let found = try store.verifyLog()
    let output = speech.output
    output.answer(
      Answer(
        entries: found.entryCount, head: found.head,
        faults: found.faults.map { Answer.Fault(sequence: $0.sequence, fault: $0.description) }))
    for fault in found.faults { output.say("fault: \(fault)") }
    output.say(
      "\(found.entryCount) \(found.entryCount == 1 ? "entry" : "entries") read, \(counted(found.faults.count, "fault"))"
    )
    output.say("head   \(found.head)")
    if !found.faults.isEmpty { throw ExitCode(ExitStatus.no.rawValue) }
  }

  private static let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

  private static func time(_ text: String) throws -> Date {
    let styles = [Date.ISO8601FormatStyle(), format, Date.ISO8601FormatStyle().year().month().day()]
    for style in styles {
      if let date = try? Date(text, strategy: style) { return date }
    }
    throw ValidationError("‘\(text)’ is not a time: write it like 2026-01-31 or 2026-01-31T08:00:00Z.")
  }
}

extension LogCommand.Line {
  init(_ entry: AuditEntry) {
    sequence = entry.sequence
    time = entry.time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    actor = entry.actor.text
    action = entry.action.rawValue
    account = entry.account
    speakerId = entry.speaker
    clientId = entry.client
    samples = entry.samples.isEmpty ? nil : entry.samples.map(\.description)
    model = entry.model?.description
  }
}
