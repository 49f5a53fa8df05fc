internal import ArgumentParser
internal import Foundation
internal import VoicePrint
internal import VoicePrintStore

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Decide whether a recording is an enrolled speaker's voice.",
    discussion: """
      The log-likelihood ratio (natural logarithm) says how much likelier the recording is from this speaker \
      than from somebody else. It is accepted from the threshold that follows from the prior and the costs. \
      The exit status is 0 for accepted, 1 for rejected.

      Where the account is calibrated (‘voiceprint calibrate’), ratios are read by what is known of this place, and the \
      share of impostors that would pass is that of calibrated places. A ratio beyond what trials support is told as “at least”.

      With --json: speakerId, accepted, logLikelihoodRatio, largestSupportedRatio, smallestSupportedRatio, threshold, posterior \
      (0 to 1, by a ratio that is supported), falseAcceptRate (0 to 1, that impostors pass), placeSpeakers, calibrated, \
      speechDuration (s), enrollmentComplete, and views with name, pldaLogLikelihoodRatio (not calibrated) and normalizedScore (against \
      the cohort).

      Examples:
        voiceprint verify alice who.wav
        voiceprint verify --quiet --prior 0.5 alice who.wav && echo welcome
      """)

  @Argument(help: "Who it should be.", transform: { try SpeakerID($0) })
  var id: SpeakerID

  @Argument(help: "A recording of one person; - reads standard input.", completion: .file())
  var file: String

  @OptionGroup var point: OperatingPointOptions
  @OptionGroup var audio: AudioOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  private struct Answer: Encodable {
    struct View: Encodable {
      let name: String
      let pldaLogLikelihoodRatio: Double
      let normalizedScore: Double
    }

    let speakerId: String
    let accepted: Bool
    let logLikelihoodRatio: Double
    let largestSupportedRatio: Double?
    let smallestSupportedRatio: Double?
    let threshold: Double
    let posterior: Double
    let falseAcceptRate: Double
    let placeSpeakers: Int
    let calibrated: Bool
    let speechDuration: Double
    let enrollmentComplete: Bool
    let views: [View]
  }

  func run() async throws {
    let model = try model.load()
    let (record, place) = try store.open().verification(of: id, account: store.account, for: model)
    let enrolled = try record.signature(for: model)
    let output = speech.output
    let reader = RecordingReader(model: model, decoder: audio.decoder, output: output)
    let sample = try await reader.sample(of: file)
    let scorer = SignatureScorer(model: model, place: place)
    let tested = try model.signature(of: sample)
    let ratio = scorer.logLikelihoodRatio(tested, against: enrolled, of: [id.text])
    let point = point.point(for: model, at: place)
    let evidence = Evidence(model: model, place: place)
    let accepted = ratio >= point.threshold

    output.answer(
      Answer(
        speakerId: id.text, accepted: accepted, logLikelihoodRatio: ratio,
        largestSupportedRatio: evidence.supported?.upperBound,
        smallestSupportedRatio: evidence.supported?.lowerBound, threshold: point.threshold,
        posterior: point.posterior(logLikelihoodRatio: evidence.held(ratio)),
        falseAcceptRate: model.falseAcceptRate(at: point, place: place), placeSpeakers: place.count,
        calibrated: evidence.calibration != nil, speechDuration: sample.speechDuration,
        enrollmentComplete: record.summary.status.enrollmentComplete,
        views: zip(model.frontEnd.viewNames, scorer.viewComparisons(tested, against: enrolled, of: [id.text]))
          .map {
            Answer.View(
              name: $0, pldaLogLikelihoodRatio: $1.logLikelihoodRatio, normalizedScore: $1.normalized)
          }))
    output.say(text(ratio, at: point, evidence, sample, record.summary.status))
    if !record.summary.status.enrollmentComplete {
      output.note(
        "the enrollment of ‘\(id)’ is not complete: do not rely on this; ‘voiceprint update \(id) FILE…’ adds speech"
      )
    }
    if !accepted { throw ExitCode(ExitStatus.no.rawValue) }
  }

  private func text(
    _ ratio: Double, at point: OperatingPoint, _ evidence: Evidence, _ sample: EnrollmentSample,
    _ status: EnrollmentStatus
  ) -> String {
    let style = Style.standardOutput
    let decision = ratio >= point.threshold ? style.good("accepted") : style.bad("rejected")
    let meaning =
      ratio >= 0
      ? "\(evidence.times(ratio)) likelier from ‘\(id)’ than from somebody else"
      : "\(evidence.times(ratio)) likelier from somebody else than from ‘\(id)’"
    return """
      \(style.bold(decision))
        log-likelihood ratio  \(signed(ratio)): \(meaning)
        threshold             \(signed(point.threshold)), from a prior of \(percentage(point.targetPrior)) \
      and costs \(fixed(point.missCost, 0)) : \(fixed(point.falseAcceptCost, 0))
        impostors             \(evidence.promise(at: point))
        probability           \(percentage(point.posterior(logLikelihoodRatio: evidence.held(ratio)))) that it is ‘\(id)’, \
      given that prior
        speech                \(seconds(sample.speechDuration)) in the recording, \
      \(seconds(status.totalSpeechDuration)) enrolled
      """
  }
}
