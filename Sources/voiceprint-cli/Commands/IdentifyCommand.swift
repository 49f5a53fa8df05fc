internal import ArgumentParser
internal import Foundation
internal import VoicePrint
internal import VoicePrintStore

struct IdentifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identify",
    abstract: "Rank the enrolled speakers by a recording of one person.",
    discussion: """
      The best one is named if its log-likelihood ratio reaches the threshold that follows from the prior and \
      the costs; else nobody is. The exit status is 0 if somebody was identified, 1 if nobody was.

      With --json: speakerId (or UserNotIdentified), threshold, speechDuration (s), and candidates with \
      speakerId, logLikelihoodRatio and posterior (0 to 1, each against a stranger).

      Examples:
        voiceprint identify who.wav
        voiceprint identify --json --top 3 - < who.ogg
      """)

  @Argument(help: "A recording of one person; - reads standard input.", completion: .file())
  var file: String

  @Flag(help: "Also compare with enrollments that are not complete.")
  var partial = false

  @Option(help: ArgumentHelp("How many of the ranking to show; 0 shows all.", valueName: "count"))
  var top = 10

  @OptionGroup var point: OperatingPointOptions
  @OptionGroup var audio: AudioOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  func validate() throws {
    guard top >= 0 else { throw ValidationError("--top takes 0 or more.") }
  }

  private struct Answer: Encodable {
    struct Candidate: Encodable {
      let speakerId: String
      let logLikelihoodRatio: Double
      let posterior: Double
    }

    let speakerId: String
    let threshold: Double
    let speechDuration: Double
    let candidates: [Candidate]
  }

  /// What stands for a voice that nobody enrolled has, in the cloud API's words.
  private static let nobody = "UserNotIdentified"

  func run() async throws {
    let store = try store.open()
    let account = self.store.account
    let model = try model.load()
    let output = speech.output
    let (enrolled, others) = try SimilarVoices(model: model, store: store, account: account).enrolled(
      includePartial: partial)
    if others > 0 {
      output.note(
        "\(counted(others, "enrollment")) of another model not compared; ‘voiceprint store upgrade’ moves them"
      )
    }
    guard !enrolled.isEmpty else {
      let all = try store.records(account: account, perPage: 1).totalCount
      throw CommandError.nobodyEnrolled(incomplete: partial ? 0 : all - others)
    }
    let reader = RecordingReader(model: model, decoder: audio.decoder, output: output)
    let sample = try await reader.sample(of: file)
    let ranking = SpeakerRanking(
      of: try model.signature(of: sample), among: enrolled, scorer: SignatureScorer(model: model))
    let point = point.point
    let found = ranking.identified(at: point)
    let shown = top == 0 ? ranking.candidates : Array(ranking.candidates.prefix(top))

    output.answer(
      Answer(
        speakerId: found?.speaker.text ?? Self.nobody, threshold: point.threshold,
        speechDuration: sample.speechDuration,
        candidates: shown.map {
          Answer.Candidate(
            speakerId: $0.speaker.text, logLikelihoodRatio: $0.logLikelihoodRatio,
            posterior: point.posterior(logLikelihoodRatio: $0.logLikelihoodRatio))
        }))
    output.say(text(found, shown, of: ranking.candidates.count, point))
    if found == nil { throw ExitCode(ExitStatus.no.rawValue) }
  }

  private func text(
    _ found: SpeakerRanking.Candidate?, _ shown: [SpeakerRanking.Candidate], of count: Int,
    _ point: OperatingPoint
  ) -> String {
    let style = Style.standardOutput
    var table = Table(
      ["speaker", "log-likelihood ratio", "against a stranger"], alignments: [.left, .right, .right])
    for candidate in shown {
      table.add([
        candidate.speaker.text, signed(candidate.logLikelihoodRatio),
        percentage(point.posterior(logLikelihoodRatio: candidate.logLikelihoodRatio)),
      ])
    }
    let decision = found.map { style.good($0.speaker.text) } ?? style.careful("nobody who is enrolled")
    var lines = [style.bold(decision)] + table.lines(indented: 2)
    if shown.count < count { lines.append("  … of \(count)") }
    lines.append("  named from a log-likelihood ratio of \(signed(point.threshold)) on")
    return lines.joined(separator: "\n")
  }
}
