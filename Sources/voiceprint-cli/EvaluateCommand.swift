internal import ArgumentParser
internal import Foundation
internal import VoicePrint

struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure how well a model tells speakers apart.",
    discussion: """
      Enrolls and tests what a Kaldi data directory lists (wav.scp, utt2spk, enroll, trials and, if there is one, \
      utt2session), scores every trial, and prints error rates with 95 % intervals over speakers.

      Scores are natural-log likelihood ratios. At the default threshold, ln 99 = 4.6, calibrated ratios accept \
      at most one stranger in 99.
      """)

  @Option(help: "The data directory.")
  var data: String

  @Option(help: "The model file.")
  var model: String

  @Option(
    help: ArgumentHelp(
      """
      What recordings go through first: clean, telephone (8 kHz, 300–3400 Hz, µ-law), noise10 (any number of dB, \
      coloured noise and babble in turn) or reverberation (0.5 s); with -test or -enroll after it the other side \
      stays clean.
      """, valueName: "condition"))
  var condition = "clean"

  @Option(help: "Cut each test after this many seconds of speech.")
  var testSeconds: Double?

  @Option(help: "Cut each enrollment sample after this many seconds of speech.")
  var enrollSeconds: Double?

  @Option(help: "Enroll with at most the first this many samples of each speaker.")
  var samples: Int?

  @Option(help: "Decide at this natural-log likelihood ratio.")
  var threshold = OperatingPoint().threshold

  @Option(help: "Recordings worked on side by side.")
  var tasks = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "Repeats everything random: degradations and intervals.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Write a line ‘model utterance score’ for each trial.", valueName: "file"))
  var scores: String?

  @Option(
    help: ArgumentHelp(
      "Write index.html, one page with all figures and drawings, and det.svg and histogram.svg.",
      valueName: "folder"))
  var report: String?

  @Flag(help: "Print one JSON object instead of a table.")
  var json = false

  @Flag(name: .shortAndLong, help: "Say nothing about progress.")
  var quiet = false

  func validate() throws {
    for (name, value) in [("--test-seconds", testSeconds), ("--enroll-seconds", enrollSeconds)] {
      if let value, !(value > 0) { throw ValidationError("\(name) is a number of seconds above 0.") }
    }
    if let samples, samples < 1 { throw ValidationError("--samples is at least 1.") }
    if tasks < 1 { throw ValidationError("--tasks is at least 1.") }
    if !threshold.isFinite { throw ValidationError("--threshold is a number.") }
  }

  func run() async throws {
    let start = ContinuousClock.now
    let model = try VoiceModel(contentsOf: model)
    let line = EvaluateProgress(isShown: !quiet)
    let evaluation = try await Evaluator(model: model, options: try options())
      .evaluate(DataDirectory(path: data)) { line.show($0) }
    line.clear()
    let summary = EvaluateSummary(
      evaluation: evaluation, model: model, data: data, condition: condition, testSeconds: testSeconds,
      enrollSeconds: enrollSeconds, samples: samples, seed: seed,
      seconds: Double((ContinuousClock.now - start) / .milliseconds(1)) / 1000)
    if let scores { try Self.write(Self.scoreLines(of: evaluation), to: scores) }
    if let report { try EvaluateReport.write(summary, to: report) }
    print(json ? JSON.text(of: summary) : EvaluateTable(summary).text)
  }

  private func options() throws -> EvaluationOptions {
    var options = EvaluationOptions()
    options.condition = try EvaluationCondition(condition)
    options.testSeconds = testSeconds
    options.enrollmentSeconds = enrollSeconds
    options.samples = samples
    options.threshold = threshold
    options.seed = seed
    options.tasks = tasks
    return options
  }

  private static func scoreLines(of evaluation: TrialEvaluation) -> String {
    evaluation.trials.map { "\($0.model) \($0.utterance) \($0.logLikelihoodRatio)\n" }.joined()
  }

  private static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}
