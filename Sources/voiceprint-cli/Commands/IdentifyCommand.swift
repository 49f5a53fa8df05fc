internal import ArgumentParser
internal import Foundation
internal import VoicePrint
internal import VoicePrintStore

struct IdentifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identify",
    abstract: "Find enrolled speakers in a recording of one person, or of a conversation.",
    discussion: """
      Of one person: the best one is named if its log-likelihood ratio reaches the threshold that follows from the \
      prior and the costs; else nobody is. With --conversation the recording is cut by speaker first, and all \
      voices are named together, no speaker twice; the prior is then that of each speaker for each voice. The \
      exit status is 0 if somebody was identified, 1 if nobody was.

      With --json: speakerId (or UserNotIdentified), largestSupportedRatio and smallestSupportedRatio (beyond them a ratio is “at \
      least” that), threshold, speechDuration (s), and candidates with speakerId, logLikelihoodRatio and posterior (0 to 1, each \
      against a stranger, by a ratio that is supported). Of a conversation: utterances \
      with start and end (s), speakerId (or UserNotIdentified), and confidence (0 to 1, given the prior).

      Examples:
        voiceprint identify who.wav
        voiceprint identify --json --top 3 - < who.ogg
        voiceprint identify --conversation call.wav --speakers alice,bob --timeline call.svg
      """)

  @Argument(help: "A recording of one person; - reads standard input.", completion: .file())
  var file: String?

  @Option(
    name: .customLong("conversation"),
    help: ArgumentHelp(
      "Instead, a recording of several who talk; - reads standard input.", valueName: "file"),
    completion: .file())
  var conversationFile: String?

  @Option(
    help: ArgumentHelp(
      "Look for these only, ids with commas between; all who are enrolled completely if not given.",
      valueName: "ids"))
  var speakers: String?

  @Flag(help: "Also compare with enrollments that are not complete.")
  var partial = false

  @Option(help: ArgumentHelp("How many of the ranking to show; 0 shows all.", valueName: "count"))
  var top = 10

  @OptionGroup var conversation: ConversationArguments
  @OptionGroup var point: OperatingPointOptions
  @OptionGroup var audio: AudioOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  func validate() throws {
    guard top >= 0 else { throw ValidationError("--top takes 0 or more.") }
    guard (file == nil) != (conversationFile == nil) else {
      throw ValidationError("Give either a recording of one person or --conversation with one of several.")
    }
    guard conversationFile != nil || !conversation.isUsed else {
      throw ValidationError(
        "--speaker-count, --separate-channels, --keep-silence, --rttm and --timeline go with --conversation.")
    }
  }

  private struct Answer: Encodable {
    struct Candidate: Encodable {
      let speakerId: String
      let logLikelihoodRatio: Double
      let posterior: Double
    }

    let speakerId: String
    let largestSupportedRatio: Double?
    let smallestSupportedRatio: Double?
    let threshold: Double
    let speechDuration: Double
    let candidates: [Candidate]
  }

  func run() async throws {
    let store = try store.open()
    let model = try model.load()
    let (enrolled, place) = try enrolled(in: store, model)
    if let file {
      try await identify(file, among: enrolled, model, place)
    } else if let conversationFile {
      try await identifyConversation(conversationFile, among: enrolled, model, place)
    }
  }

  /// Those who are looked for, and the place that they are enrolled at.
  private func enrolled(
    in store: EnrollmentStore, _ model: VoiceModel
  ) throws -> (enrolled: [(speaker: SpeakerID, signature: VoiceSignature)], place: Place) {
    let account = self.store.account
    if let speakers {
      let ids = try speakers.split(separator: ",").map {
        try SpeakerID($0.trimmingCharacters(in: .whitespaces))
      }
      let (records, place) = try store.requested(
        ids, account: account, includePartial: partial, for: model)
      return (try records.map { ($0.speaker, try $0.signature(for: model)) }, place)
    }
    let (enrolled, others, place) = try SimilarVoices(model: model, store: store, account: account).enrolled(
      includePartial: partial)
    if others > 0 {
      speech.output.note(
        "\(counted(others, "enrollment")) of another model not compared; ‘voiceprint store upgrade’ moves them"
      )
    }
    guard !enrolled.isEmpty else {
      let all = try store.records(account: account, perPage: 1).totalCount
      throw CommandError.nobodyEnrolled(incomplete: partial ? 0 : all - others)
    }
    return (enrolled, place)
  }

  private func identify(
    _ file: String, among enrolled: [(speaker: SpeakerID, signature: VoiceSignature)], _ model: VoiceModel,
    _ place: Place
  ) async throws {
    let output = speech.output
    let reader = RecordingReader(model: model, decoder: audio.decoder, output: output)
    let sample = try await reader.sample(of: file)
    let ranking = SpeakerRanking(
      of: try model.signature(of: sample), among: enrolled.map { ($0.speaker, $0.signature) },
      scorer: SignatureScorer(model: model, place: place))
    let point = point.point(for: model, at: place)
    let found = ranking.identified(at: point)
    let shown = top == 0 ? ranking.candidates : Array(ranking.candidates.prefix(top))
    let evidence = Evidence(model: model, place: place)

    output.answer(
      Answer(
        speakerId: found?.speaker.text ?? ConversationIdentifier.nobody,
        largestSupportedRatio: evidence.supported?.upperBound,
        smallestSupportedRatio: evidence.supported?.lowerBound, threshold: point.threshold,
        speechDuration: sample.speechDuration,
        candidates: shown.map {
          Answer.Candidate(
            speakerId: $0.speaker.text, logLikelihoodRatio: $0.logLikelihoodRatio,
            posterior: point.posterior(logLikelihoodRatio: evidence.held($0.logLikelihoodRatio)))
        }))
    output.say(text(found, shown, of: ranking.candidates.count, point, evidence))
    if found == nil { throw ExitCode(ExitStatus.no.rawValue) }
  }

  private func identifyConversation(
    _ file: String, among enrolled: [(speaker: SpeakerID, signature: VoiceSignature)], _ model: VoiceModel,
    _ place: Place
  ) async throws {
    struct Utterances: Encodable { let utterances: [Utterance] }

    let output = speech.output
    let diarization = try await conversation.diarization(of: file, model: model, audio: audio, output: output)
    let point = point.point(for: model, at: place)
    let voices = ConversationIdentifier(model: model, place: place, point: point).voices(
      of: diarization, among: enrolled)
    let named = NamedConversation(diarization: diarization, voices: voices)
    try conversation.write(
      named.utterances, lanes: named.lanes, duration: diarization.duration, file: file)
    output.answer(Utterances(utterances: named.utterances))
    output.say(
      ConversationTable(diarization: diarization, utterances: named.utterances).text + "\n\n"
        + named.explanation(threshold: point.threshold))
    if !voices.contains(where: { $0.speaker != nil }) { throw ExitCode(ExitStatus.no.rawValue) }
  }

  private func text(
    _ found: SpeakerRanking.Candidate?, _ shown: [SpeakerRanking.Candidate], of count: Int,
    _ point: OperatingPoint, _ evidence: Evidence
  ) -> String {
    let style = Style.standardOutput
    var table = Table(
      ["speaker", "log-likelihood ratio", "against a stranger"], alignments: [.left, .right, .right])
    for candidate in shown {
      table.add([
        candidate.speaker.text, signed(candidate.logLikelihoodRatio),
        percentage(point.posterior(logLikelihoodRatio: evidence.held(candidate.logLikelihoodRatio))),
      ])
    }
    let decision = found.map { style.good($0.speaker.text) } ?? style.careful("nobody who is enrolled")
    var lines = [style.bold(decision)] + table.lines(indented: 2)
    if shown.count < count { lines.append("  … of \(count)") }
    lines.append(
      "  named from a log-likelihood ratio of \(signed(point.threshold)) on; "
        + evidence.promise(at: point, speakers: count))
    return lines.joined(separator: "\n")
  }
}
