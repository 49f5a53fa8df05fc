internal import ArgumentParser
internal import Foundation
internal import VoicePrint

struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure how well a model tells speakers apart.",
    discussion: """
      Enrolls and tests what a Kaldi data directory lists (wav.scp, utt2spk, enroll, trials and, if there is one, \
      utt2session), scores every trial, and prints error rates with 95 % intervals over speakers. Scores are \
      natural-log likelihood ratios; decisions are made at the threshold that follows from prior and costs.

      With --json: eer, minDCF_0.01, minDCF_0.001, actDCF_0.01, actDCF_0.001, cllr, minCllr (bits), top1, \
      frrAtFar_0.01, frrAtFar_0.001, farAtThreshold, frrAtThreshold (0 to 1), intervals of each, targets, \
      nontargets, breakdowns by test duration, grade, session and bandwidth.

      --place 0,5,10 takes the set for a place: so many of its speakers, drawn at random, are enrolled there and \
      calibrate it, the others come as newly enrolled speakers and as impostors; means of 20 draws. With --json: places \
      with speakers, farAtThreshold, frrAtThreshold, promisedFar, threshold, cllr, minCllr, eer, minDCF_0.01.

      Examples:
        voiceprint evaluate --data dev/telephone --report telephone-report
        voiceprint evaluate --data dev/wide --condition telephone-test --test-seconds 3 --json
        voiceprint evaluate --data dev/wide --place 0,5,10,20
      """)

  @Option(
    help: ArgumentHelp("Folder with wav.scp, utt2spk, enroll and trials.", valueName: "folder"),
    completion: .directory)
  var data: String

  @Option(
    help: ArgumentHelp(
      """
      What recordings go through first: clean, telephone (8 kHz, 300–3400 Hz, µ-law), noise10 (any number of dB; \
      coloured noise and babble in turn) or reverberation (0.5 s); with -test or -enroll after it the other side \
      stays clean. (default: clean)
      """, valueName: "condition"),
    transform: { try EvaluationCondition($0) })
  var condition = EvaluationCondition.clean

  @Option(help: ArgumentHelp("Cut each test after this much speech.", valueName: "seconds"))
  var testSeconds: Double?

  @Option(help: ArgumentHelp("Cut each enrollment sample after this much speech.", valueName: "seconds"))
  var enrollSeconds: Double?

  @Option(help: ArgumentHelp("Enroll with the first samples of each speaker only.", valueName: "count"))
  var samples: Int?

  @Option(
    help: ArgumentHelp(
      "Also measure the set as a place, with so many of its speakers enrolled there: numbers with commas between.",
      valueName: "counts"), transform: { try placeSizes($0) })
  var place: [Int] = []

  @Option(help: ArgumentHelp("Random draws of the enrolled for each number of --place.", valueName: "count"))
  var placeSplits = 20

  @Option(
    help: ArgumentHelp(
      "Write a page with all figures and drawings, index.html, and det.svg and histogram.svg.",
      valueName: "folder"),
    completion: .directory)
  var report: String?

  @Option(
    help: ArgumentHelp("Write a line ‘model utterance score’ for each trial.", valueName: "file"),
    completion: .file())
  var scores: String?

  @Option(help: "Recordings worked on side by side.")
  var tasks = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "Repeats everything random: degradations and intervals.")
  var seed: UInt64 = 1

  @OptionGroup var point: OperatingPointOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  func validate() throws {
    for (name, value) in [("--test-seconds", testSeconds), ("--enroll-seconds", enrollSeconds)] {
      if let value, !(value > 0) { throw ValidationError("\(name) takes a number above 0.") }
    }
    guard tasks >= 1, samples ?? 1 >= 1, placeSplits >= 1 else {
      throw ValidationError("--tasks, --samples and --place-splits take 1 or more.")
    }
  }

  /// Numbers of speakers, each once, rising.
  private static func placeSizes(_ text: String) throws -> [Int] {
    let sizes = text.split(separator: ",", omittingEmptySubsequences: false).map {
      Int($0.trimmingCharacters(in: .whitespaces))
    }
    let known = sizes.compactMap { $0 }
    guard known.count == sizes.count,
      known.allSatisfy({ $0 == 0 || $0 >= PlaceModel.leastSpeakers })
    else {
      throw ValidationError(
        "--place takes numbers of speakers with commas between, each 0, or \(PlaceModel.leastSpeakers) or more."
      )
    }
    return Set(known).sorted()
  }

  func run() async throws {
    let start = ContinuousClock.now
    let directory = try DataDirectory(path: data)
    let model = try model.load()
    let output = speech.output
    let line = EvaluateProgress(output: output)
    let evaluation = try await Evaluator(model: model, options: options(for: model)).evaluate(directory) {
      line.show($0)
    }
    line.clear()
    let summary = EvaluateSummary(
      evaluation: evaluation, model: model, data: data, condition: condition, testSeconds: testSeconds,
      enrollSeconds: enrollSeconds, samples: samples, seed: seed,
      seconds: (ContinuousClock.now - start) / .seconds(1))
    if let scores { try EvaluateReport.write(scoreLines(of: evaluation), to: scores) }
    if let report { try EvaluateReport.write(summary, toFolder: report) }
    output.answer(summary)
    output.say(EvaluateTable(summary).text)
  }

  private func options(for model: VoiceModel) -> EvaluationOptions {
    var options = EvaluationOptions()
    options.condition = condition
    options.testSeconds = testSeconds
    options.enrollmentSeconds = enrollSeconds
    options.samples = samples
    options.threshold = point.point(for: model).threshold
    let point = point
    (options.placeSizes, options.placeSplits) = (place, placeSplits)
    options.placePoint = { point.point(for: model, at: $0) }
    options.seed = seed
    options.tasks = tasks
    return options
  }

  private func scoreLines(of evaluation: TrialEvaluation) -> String {
    evaluation.trials.map { "\($0.model) \($0.utterance) \($0.logLikelihoodRatio)\n" }.joined()
  }
}
