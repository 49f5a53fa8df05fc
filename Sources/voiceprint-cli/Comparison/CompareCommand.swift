internal import ArgumentParser
internal import Foundation
internal import VoicePrintComparison

struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Ask two sides the same and report how their answers differ.",
    discussion: """
      A side is the engine in this process (engine, or engine:MODEL with another model), a server with the cloud's \
      interface by its address, or answers that were recorded earlier (recorded:FILE). Each speaker's recordings are \
      given to it in the order of their names, the first as a new enrollment and the others as updates; then it is \
      asked who of the enrolled speaks when in each conversation.

      --record-left and --record-right write a side's answers down as they come. The same command with the same file \
      goes on where it was stopped, and asks nothing twice; recorded:FILE compares with the file on a machine without \
      a network. Audio leaves this machine only for a server that is named, and what will is said first.

      A server is logged in to with what stands in VOICEPRINT_LEFT_CLIENT_ID, …_CLIENT_SECRET, …_JWT or \
      …_ACCESS_TOKEN (VOICEPRINT_RIGHT_… for the right one), or in a file of lines such as client_id=….

      With --json: both sides, differing, identical, enrollmentQuality and enrollmentComplete (counts, kappa), \
      totalSpeechDuration and totalEnrollDuration (bias and limits of right − left, s), growth, identification (s), \
      milliseconds, refusals, and every answer.

      Examples:
        voiceprint compare engine http://127.0.0.1:8080 --speakers recordings --report compare.html
        voiceprint compare engine https://platform.ringcentral.com --right-credentials cloud.txt \\
          --record-right cloud.jsonl --id-prefix cmp_ --clean-up --speakers recordings
        voiceprint compare engine recorded:cloud.jsonl --id-prefix cmp_ --speakers recordings
      """)

  @Argument(help: "One side.", transform: { try SideArgument($0) })
  var left: SideArgument

  @Argument(help: "The other side.", transform: { try SideArgument($0) })
  var right: SideArgument

  @OptionGroup var work: CompareWorkOptions
  @OptionGroup var asking: CompareAskingOptions

  @Option(
    help: ArgumentHelp("Write the report as a page that needs nothing beside it.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var report: String?

  @Flag(help: "Say what would be asked and sent, and ask nothing.")
  var dryRun = false

  @OptionGroup var model: ModelOptions
  @OptionGroup var speech: OutputOptions

  func validate() throws {
    for (side, file, name) in [(left, asking.recordLeft, "left"), (right, asking.recordRight, "right")] {
      if case .recorded = side, file != nil {
        throw ValidationError("--record-\(name) records a side that is asked, and this one is a recording.")
      }
    }
    if let file = asking.recordLeft, file == asking.recordRight {
      throw ValidationError("Each side is recorded in a file of its own.")
    }
  }

  func run() async throws {
    let start = ContinuousClock.now
    let output = speech.output
    let work = try work.work
    var sides: [CompareSide] = []
    for (argument, place) in [(left, CompareSide.Place.left), (right, .right)] {
      sides.append(
        try CompareSide(argument, place, asking: asking, model: model, output: output, dry: dryRun))
    }
    if dryRun {
      let plan = ComparePlan(work: work, sides: sides)
      output.answer(plan)
      output.say(plan.text)
      return
    }
    for side in sides { side.announce(work) }
    let answers = try await stoppable(work, sides, output)
    let result = SideComparison(work: work, left: answers[0], right: answers[1])
    if let report {
      let page = ComparePage(
        result: result, date: Date(), command: CommandLine.arguments,
        seconds: (ContinuousClock.now - start) / .seconds(1))
      try EvaluateReport.write(page.markup, to: report)
    }
    output.answer(result)
    output.say(CompareTable(result).text)
  }

  /// Asks both sides; the first Ctrl-C waits for the answer that is under way, the second does not.
  private func stoppable(
    _ work: ComparisonWork, _ sides: [CompareSide], _ output: Output
  ) async throws -> [SideAnswers] {
    let cleansUp = asking.cleanUp
    let asking = Task {
      var answers: [SideAnswers] = []
      for side in sides { answers.append(try await side.answers(to: work, output: output)) }
      for (side, answers) in zip(sides, answers) {
        try await side.finish(answers, cleansUp: cleansUp, output: output)
      }
      return answers
    }
    let interruption = Interruption.stopping {
      Output.complain("\nvoiceprint: stopping after the answer that is awaited; once more stops at once")
      asking.cancel()
    }
    let result = await asking.result
    interruption.end()
    for side in sides { await side.close() }
    if case .failure = result { for side in sides { side.sayWhereItStopped(work, output: output) } }
    return try result.get()
  }
}
