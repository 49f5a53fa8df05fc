internal import ArgumentParser
internal import Foundation
internal import VoicePrint
internal import VoicePrintStore

struct CalibrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Learn how ratios are to be read at this place, from what is enrolled here.",
    discussion: """
      A place is whatever its recordings share besides the voices: language, room, microphones, task. Where all voices share \
      it they look alike to a model that was trained elsewhere, and more impostors pass than the model expects. This compares the \
      account's enrollments with each other (different ids are impostors, samples of one id are one person) and stores how \
      ratios are to be read here: an offset and a scale, held to what training has seen of places the less is enrolled. At \
      least \(PlaceModel.leastSpeakers) complete enrollments are needed; with 20 it is good. At most \(Place.capacity) take part.

      Decisions use it at once. It holds numbers alone, no voice and no name; deleting an enrollment or a sample takes it away, \
      and ‘delete’ and ‘sample remove’ make a new one from what is left.

      With --recordings: recordings of this place by anybody, not necessarily enrolled; they need no names.

      With --json: speakers, comparisons, ownComparisons, recordings, offset (nats), scale, falseAccepts and falseRejects at the \
      default threshold, before and after, with 95 % intervals, doubts with names and logLikelihoodRatio.

      Examples:
        voiceprint calibrate
        voiceprint calibrate --recordings calls/
        voiceprint calibrate --show
      """)

  @Option(
    help: ArgumentHelp("Also use the recordings in this folder.", valueName: "folder"),
    completion: .directory)
  var recordings: String?

  @Flag(help: "Say what is stored, and change nothing.")
  var show = false

  @Flag(help: "Remove the calibration.")
  var reset = false

  @OptionGroup var audio: AudioOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  func validate() throws {
    guard [show, reset, recordings != nil].count(where: { $0 }) <= 1 else {
      throw ValidationError("Give one of --recordings, --show and --reset.")
    }
  }

  private struct Answer: Encodable {
    struct Doubt: Encodable {
      let names: [String]
      let logLikelihoodRatio: Double
    }

    let calibrated: Bool
    let fittedAt: Date?
    let speakers: Int
    let comparisons: Int
    let ownComparisons: Int
    let recordings: Int
    let offset: Double
    let scale: Double
    let falseAccepts: [PlaceCalibrationReport.Share]
    let falseRejects: [PlaceCalibrationReport.Share]
    let doubts: [Doubt]?

    init(_ report: PlaceCalibrationReport, fittedAt: Date?, doubts: [PlaceCalibrator.Doubt]?) {
      let calibration = report.calibration
      calibrated = true
      self.fittedAt = fittedAt
      (speakers, comparisons) = (calibration.speakers, calibration.comparisons)
      (ownComparisons, recordings) = (calibration.ownComparisons, calibration.recordings)
      (offset, scale) = (calibration.offset, calibration.scale)
      (falseAccepts, falseRejects) = (report.falseAccepts, report.falseRejects)
      self.doubts = doubts?.map {
        Doubt(names: $0.names, logLikelihoodRatio: $0.logLikelihoodRatio)
      }
    }
  }

  private struct Uncalibrated: Encodable { let calibrated = false }

  func run() async throws {
    let opened = try store.open()
    if reset {
      let wasThere = try opened.resetCalibration(account: store.account)
      speech.output.answer(Uncalibrated())
      speech.output.say(
        wasThere
          ? "The calibration of this place is removed."
          : "This place was not calibrated; nothing was changed.")
    } else if show {
      try showStored(in: opened)
    } else {
      try await calibrate(opened)
    }
  }

  private func showStored(in opened: EnrollmentStore) throws {
    guard let stored = try opened.calibration(account: store.account) else {
      speech.output.answer(Uncalibrated())
      speech.output.say("This place is not calibrated; ‘voiceprint calibrate’ does it.")
      throw ExitCode(ExitStatus.no.rawValue)
    }
    guard let report = PlaceCalibrationReport(bytes: stored.bytes) else {
      throw StoreError.altered("the calibration of ‘\(store.account.text)’ cannot be read")
    }
    speech.output.answer(Answer(report, fittedAt: stored.fittedAt, doubts: nil))
    speech.output.say(text(report, fittedAt: stored.fittedAt))
    if let model = try? model.load(), stored.model != model.identity {
      speech.output.note(
        "it was fitted with model \(stored.model.short) and is not used with \(model.identity.short): calibrate again"
      )
    }
  }

  private func calibrate(_ opened: EnrollmentStore) async throws {
    let model = try model.load()
    let output = speech.output
    let unnamed = try await signatures(of: recordings, model)
    let fitted = try opened.calibrate(account: store.account, model: model, recordings: unnamed)
    output.answer(Answer(fitted.report, fittedAt: Date(), doubts: fitted.fit.doubts))
    output.say(text(fitted.report, fittedAt: nil))
    for doubt in fitted.fit.doubts {
      output.note(
        doubt.names.count > 1
          ? "‘\(doubt.names[0])’ and ‘\(doubt.names[1])’ sound like one person (log-likelihood ratio "
            + "\(signed(doubt.logLikelihoodRatio))); left out: if they are one, delete one id"
          : "the samples of ‘\(doubt.names[0])’ sound like two people (log-likelihood ratio "
            + "\(signed(doubt.logLikelihoodRatio))); left out: ‘voiceprint show \(doubt.names[0])’ says which"
      )
    }
  }

  /// The signatures of the recordings in a folder; those with too little speech are named and left out.
  private func signatures(of folder: String?, _ model: VoiceModel) async throws -> [VoiceSignature] {
    guard let folder else { return [] }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw ValidationError("--recordings: \(folder) is no folder that can be read.")
    }
    let paths = names.filter { !$0.hasPrefix(".") }.sorted().map { "\(folder)/\($0)" }
    guard !paths.isEmpty else { throw ValidationError("--recordings: there is nothing in \(folder).") }
    let (decoder, output) = (audio.decoder, speech.output)
    let progress = ProgressLine(of: paths.count, "recordings", output: output)
    let results = try await ConcurrentMap.map(
      paths, tasks: ProcessInfo.processInfo.activeProcessorCount, progress: { progress.show($0) },
      makeState: { SignatureExtractor(model: model) }
    ) { extractor, path, _ -> Result<VoiceSignature, any Error> in
      Result { try model.signature(of: extractor.sample(of: decoder.recording(contentsOf: path))) }
    }
    progress.clear()
    for (path, result) in zip(paths, results) {
      if case .failure(let error) = result { output.note("left out: \(path): \(Failure(error).message)") }
    }
    return results.compactMap { try? $0.get() }
  }

  private func text(_ report: PlaceCalibrationReport, fittedAt: Date?) -> String {
    let calibration = report.calibration
    func change(_ shares: [PlaceCalibrationReport.Share]) -> String {
      "\(rate(shares[0].value)) before, \(rate(shares[1].value)) after "
        + "(95 %: \(rate(shares[1].lower)) – \(rate(shares[1].upper)))"
    }
    let date = fittedAt.map { " on \($0.formatted(.iso8601.year().month().day()))" } ?? ""
    let others =
      calibration.recordings > 0 ? ", \(counted(calibration.recordings, "recording")) without a name" : ""
    return """
      \(Style.standardOutput.bold("calibrated"))\(date) with \(counted(calibration.speakers, "speaker"))\(others)
        ratios here           \(signed(calibration.offset)) and \(fixed(calibration.scale, 2)) × the model's
        impostors accepted    \(change(report.falseAccepts)), of \(counted(calibration.comparisons, "comparison"))
        own samples rejected  \(change(report.falseRejects)), of \(counted(calibration.ownComparisons, "speaker"))
      """
  }
}
