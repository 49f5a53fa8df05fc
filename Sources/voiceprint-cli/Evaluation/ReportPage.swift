internal import Foundation
internal import VoicePrint

/// An evaluation as one page that needs nothing else: figures, drawings, tables, and how to repeat it.
struct ReportPage {
  private let summary: EvaluateSummary
  /// When it was made.
  private let date: Date
  /// What was typed.
  private let command: [String]

  init(summary: EvaluateSummary, date: Date, command: [String]) {
    self.summary = summary
    self.date = date
    self.command = command
  }

  private var evaluation: TrialEvaluation { summary.evaluation }

  private var heading: String {
    "\(URL(fileURLWithPath: summary.data).lastPathComponent), \(summary.condition)"
  }

  /// The page.
  var markup: String {
    ReportDocument(
      title: "Speaker recognition: \(heading)", generator: "voiceprint evaluate",
      body: """
        <header><p class="soft">VoicePrint evaluation</p><h1>\(heading.escaped)</h1>
        <p>\(subject.escaped)</p>
        \(keyFigures)</header>
        <main>
        <h2>Errors and scores</h2>
        <div class="plots">
        \(plots.joined(separator: "\n"))
        </div>
        <h2>All figures</h2>
        <div class="sheet">\(ReportTable.measures(of: evaluation).markup)</div>
        \(breakdowns)
        <h2>Who and what is hard</h2>
        <div class="sheet">\(ReportTable.hardest(of: evaluation, isTarget: true).markup)</div>
        <div class="sheet">\(ReportTable.hardest(of: evaluation, isTarget: false).markup)</div>
        <div class="sheet"><details><summary>All \(evaluation.enrollments.count) enrollments</summary>
        \(ReportTable.enrollments(of: evaluation).markup)</details></div>
        <h2>How it was made</h2>
        <div class="sheet">\(ReportDocument.list(origin))</div>
        </main>
        <footer><p>\(explanation.escaped)</p></footer>
        """
    ).markup
  }

  private var subject: String {
    let total = evaluation.errors.total
    let speakers = Set(evaluation.enrollments.values.map(\.speaker)).count
    let short =
      summary.shortTests == 0
      ? ""
      : " \(summary.shortTests) of the tests have less than 1 s of speech; the engine would ask for another recording."
    return
      "\(speakers) speakers in \(evaluation.enrollments.count) enrollments, \(evaluation.tests.count) tests; "
      + "\(total.targets) target and \(total.nontargets) nontarget trials.\(short)"
  }

  private var keyFigures: String {
    let items: [(String, ErrorMeasure, String)] = [
      ("Equal error rate", .equalErrorRate, ""),
      ("Detection cost", .minimumCostAtOnePercent, "least, prior 0.01"),
      (
        "C_llr", .logLikelihoodRatioCost,
        "bits; least \(ErrorMeasure.minimumLogLikelihoodRatioCost.text(of: evaluation[.minimumLogLikelihoodRatioCost].value))"
      ),
      ("False rejects", .falseRejectRateAtOnePercent, "at 1 % false accepts"),
      ("Found first", .identifiedFirst, "of all tests"),
      (
        "Strangers accepted", .falseAcceptRateAtThreshold,
        "at \(ReportText.score(evaluation.threshold)); calibrated ratios allow \(rate(evaluation.allowedFalseAcceptRate))"
      ),
    ]
    let markup = items.map { name, measure, note in
      let estimate = evaluation[measure]
      return
        "<li><span class=\"name\">\(name.escaped)</span><b>\(measure.text(of: estimate.value).escaped)</b>"
        + "<span>95 %: \(measure.range(of: estimate).escaped)</span>"
        + (note.isEmpty ? "" : "<span>\(note.escaped)</span>") + "</li>"
    }
    return "<ul class=\"figures\">\n\(markup.joined(separator: "\n"))\n</ul>"
  }

  private var plots: [String] {
    [
      (
        ReportDETPlot.drawing(of: evaluation),
        "How many targets are rejected for each share of nontargets accepted. Nearer to the lower left is better; "
          + "where there are few trials the line takes coarse steps, and ends where no error is left."
      ),
      (
        ReportHistogram.drawing(of: evaluation),
        "How the scores of both kinds of trials lie. Targets left of the threshold are rejected, nontargets right "
          + "of it are accepted."
      ),
      (
        ReportCostPlot.drawing(of: evaluation),
        "What decisions cost at every prior, both errors costing the same. Where the lines part, the threshold that "
          + "follows from the prior is not the best one: calibration is lost there."
      ),
      (
        ReportCalibrationPlot.drawing(of: evaluation),
        "What scores claim, and what the same trials say they are worth. Above the diagonal they claim too little, "
          + "below it too much."
      ),
    ].map { ReportDocument.figure($0, caption: $1) }
  }

  private var breakdowns: String {
    if evaluation.breakdowns.isEmpty { return "" }
    let sheets = evaluation.breakdowns.map { "<div class=\"sheet\">\(ReportTable($0).markup)</div>" }
    return "<h2>Parts of the trials</h2>\n\(sheets.joined(separator: "\n"))\n"
      + "<p class=\"soft\">* at the score where 1 % of all nontargets are accepted</p>"
  }

  /// What one needs to make it again; names with markup.
  private var origin: [(String, String)] {
    let card = summary.model.card
    var entries = [
      ("Made", date.formatted(.iso8601).escaped),
      ("Command", ReportDocument.command(command)),
      ("Data", "<code>\(summary.data.escaped)</code>"),
      ("Condition", summary.condition.description.escaped),
    ]
    if let seconds = summary.testSeconds { entries.append(("Speech in a test", "at most \(seconds) s")) }
    if let seconds = summary.enrollSeconds { entries.append(("Speech in a sample", "at most \(seconds) s")) }
    if let samples = summary.samples { entries.append(("Samples", "at most \(samples) of each speaker")) }
    entries += [
      ("Seed", "\(summary.seed)"), ("Took", String(format: "%.1f s", summary.seconds)),
      ("Model", "\(card.name.escaped) <code>\(summary.model.identity)</code>"),
      (
        "Trained on",
        "\(card.speakers) speakers, \(card.hours) h, seed \(card.seed)"
          + (card.corpora.isEmpty ? "" : ": \(card.corpora.joined(separator: "; ").escaped)")
      ),
    ]
    return entries
  }

  private var explanation: String {
    "Scores are natural-log likelihood ratios: ln of how much more likely the test is if it is the enrolled speaker "
      + "than if it is somebody else. A trial is accepted at or above the threshold; equal scores share one "
      + "operating point. Intervals: 95 % of \(SpeakerBootstrap.resamples) draws of the enrolled speakers with "
      + "replacement. Detection costs count both errors as 1 and are relative to deciding without listening."
  }
}
