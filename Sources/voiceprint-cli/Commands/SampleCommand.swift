internal import ArgumentParser
internal import Foundation
internal import VoicePrint
internal import VoicePrintStore

struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "List or remove the samples of an enrollment.",
    subcommands: [SampleListCommand.self, SampleRemoveCommand.self])
}

struct SampleListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the samples of a speaker in the order in which they were added.",
    discussion: """
      With --json: speakerId, and samples with digest, addedAt, audioDuration and speechDuration (s), \
      signalToNoiseRatio (dB), bandwidth (Hz), clippedFraction (0 to 1), sourceSampleRate (Hz), and canMove: \
      whether the sample can move to another model without its audio.

      Example:
        voiceprint sample list alice
      """)

  @Argument(help: "Who it is.", transform: { try SpeakerID($0) })
  var id: SpeakerID

  @OptionGroup var store: StoreOptions
  @OptionGroup var speech: OutputOptions

  private struct Answer: Encodable {
    struct Sample: Encodable {
      let digest: String
      let addedAt: String
      let audioDuration: Double
      let speechDuration: Double
      let signalToNoiseRatio: Double
      let bandwidth: Double
      let clippedFraction: Double
      let sourceSampleRate: Int
      let canMove: Bool

      init(_ record: SampleRecord) {
        let measured = record.sample.measurements
        digest = record.sample.digest.description
        addedAt = record.addedAt.formatted(.iso8601)
        audioDuration = record.sample.audioDuration
        speechDuration = record.sample.speechDuration
        signalToNoiseRatio = measured.signalToNoiseRatio
        bandwidth = measured.bandwidth
        clippedFraction = measured.clippedFraction
        sourceSampleRate = measured.sourceSampleRate
        canMove = record.keepsFirstOrderStatistics
      }
    }

    let speakerId: String
    let samples: [Sample]
  }

  func run() throws {
    let samples = try store.open().samples(of: id, account: store.account)
    let output = speech.output
    output.answer(Answer(speakerId: id.text, samples: samples.map(Answer.Sample.init)))
    var table = Table(
      ["sample", "speech", "audio", "SNR", "band", "clipped", "rate", "added"],
      alignments: [.left, .right, .right, .right, .right, .right, .right, .left])
    for record in samples {
      let measured = record.sample.measurements
      table.add([
        record.sample.digest.short, seconds(record.sample.speechDuration),
        seconds(record.sample.audioDuration),
        "\(fixed(measured.signalToNoiseRatio, 0)) dB", "\(fixed(measured.bandwidth / 1000, 1)) kHz",
        "\(fixed(100 * measured.clippedFraction, 1)) %", "\(measured.sourceSampleRate) Hz",
        record.addedAt.formatted(.iso8601),
      ])
    }
    output.say(table.lines().joined(separator: "\n"))
  }
}

struct SampleRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Remove a sample, as if it had never been added.",
    discussion: """
      Example:
        voiceprint sample remove alice 3fa9c2
      """)

  @Argument(help: "Who it is.", transform: { try SpeakerID($0) })
  var id: SpeakerID

  @Argument(help: "The sample's digest, or as many of its first digits as tell it from the others.")
  var digest: String

  @OptionGroup var store: StoreOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  func validate() throws {
    guard !digest.isEmpty, digest.allSatisfy(\.isHexDigit) else {
      throw ValidationError("A digest has the digits 0–9 and a–f.")
    }
  }

  func run() throws {
    let store = try store.open()
    let account = self.store.account
    let enrollment = try store.enrollment(of: id, account: account)
    let prefix = digest.lowercased()
    let matches = enrollment.samples.map(\.digest).filter { $0.description.hasPrefix(prefix) }
    guard let chosen = matches.first, matches.count == 1 else {
      throw CommandError.digest(prefix: prefix, id, matches: matches)
    }
    let model = try model.load()
    let calibration = try store.calibration(account: account)
    let change = try store.removeSample(
      chosen, of: id, account: account, model: model.reference, summarize: { try model.summary(of: $0) })
    let output = speech.output
    output.answer(change.record.summary.status)
    output.say(
      EnrollmentReport(
        speaker: id, status: change.record.summary.status, samples: change.enrollment.samples,
        assessment: try model.assessment(of: change.enrollment), names: [:], style: .standardOutput
      ).text)
    CalibrationRenewal(store: store, account: account, model: self.model, output: output).run(calibration)
  }
}
