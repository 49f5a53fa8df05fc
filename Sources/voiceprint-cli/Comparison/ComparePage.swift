internal import Foundation
internal import VoicePrint
internal import VoicePrintComparison

/// A comparison as one page that needs nothing else.
struct ComparePage {
  let result: SideComparison
  /// When it was made.
  let date: Date
  /// What was typed.
  let command: [String]
  /// How long it took.
  let seconds: Double

  /// Conversations that are drawn; all of them are in the table.
  private static let drawnConversations = 8

  private var figures: CompareFigures { CompareFigures(result: result) }

  /// The page.
  var markup: String {
    ReportDocument(
      title: "Comparison: \(result.left.name) and \(result.right.name)", generator: "voiceprint compare",
      body: """
        <header><p class="soft">VoicePrint comparison</p><h1>\(verdict.escaped)</h1>
        <p><b>Left</b> \(CompareFigures.name(result.left).escaped)<br /><b>Right</b> \(CompareFigures.name(result.right).escaped)</p>
        <p>\(figures.work.escaped).</p>
        \(keyFigures)</header>
        <main>
        <h2>Grades</h2>
        <div class="plots">
        \(gradePlots.joined(separator: "\n"))
        </div>
        \(sheet(CompareTables.grades(result)))
        <h2>Durations</h2>
        <div class="plots">
        \(durationPlots.joined(separator: "\n"))
        </div>
        \(sheet(CompareTables.durations(figures)))
        \(identification)
        <h2>Times</h2>
        <div class="plots">
        \(latencyPlots.joined(separator: "\n"))
        </div>
        \(sheet(CompareTables.latencies(result)))
        \(refusals)
        <h2>Every answer</h2>
        <div class="sheet"><details><summary>\(counted(result.enrollments.count, "recording"))</summary>
        \(CompareTables.answers(result).markup)</details></div>
        <h2>How it was made</h2>
        <div class="sheet">\(ReportDocument.list(origin))</div>
        </main>
        <footer><p>\(Self.explanation.escaped)</p></footer>
        """
    ).markup
  }

  private var verdict: String { figures.verdict.prefix(1).uppercased() + figures.verdict.dropFirst() }

  private func sheet(_ table: ReportTable) -> String { "<div class=\"sheet\">\(table.markup)</div>" }

  private var keyFigures: String {
    let grades = result.grades(last: true)
    let complete = result.completeness(last: true)
    let speech = LimitsOfAgreement(result.added(to: .totalSpeechDuration))
    let update = result.latencies.filter { $0.medianRatio != nil }.max {
      ($0.right?.count ?? 0) < ($1.right?.count ?? 0)
    }
    let items: [(name: String, value: String, note: String)] = [
      ("Same grade", CompareFigures.agreeing(grades), "last answer of each speaker"),
      ("Weighted kappa", CompareFigures.kappa(grades), "quadratic weights; 1 is agreement, 0 chance"),
      ("Both complete, or neither", CompareFigures.agreeing(complete), "last answer of each speaker"),
      (
        "Speech, right − left", CompareFigures.bias(speech) + " s",
        "of a recording; 95\u{A0}%: \(CompareFigures.limits(speech)) s"
      ),
      (
        "Identified alike", CompareFigures.share(result.heard.share),
        "of \(fixed(result.heard.total, 1)) s in \(counted(result.conversations.count, "conversation"))"
      ),
      (
        "Time, right over left", CompareFigures.ratio(update?.medianRatio),
        update.map { "medians of \($0.operation.rawValue); p99 \(CompareFigures.ratio($0.p99Ratio))" }
          ?? "no times on both sides"
      ),
    ]
    let markup = items.map {
      "<li><span class=\"name\">\($0.name.escaped)</span><b>\($0.value.escaped)</b><span>\($0.note.escaped)</span></li>"
    }
    return "<ul class=\"figures\">\n\(markup.joined(separator: "\n"))\n</ul>"
  }

  private var gradePlots: [String] {
    [
      ReportDocument.figure(
        CompareGradesPlot.drawing(of: result.grades(last: true)),
        caption: "The last answer about each speaker. On the diagonal both sides give the same grade."),
      ReportDocument.figure(
        CompareGrowthPlot.drawing(of: result.growth),
        caption:
          "How the grades grow while recordings are added. A recording that a side refuses leaves its grade as "
          + "it was; speakers with fewer recordings are left out further right."),
    ]
  }

  private var durationPlots: [String] {
    SideComparison.DurationField.allCases.flatMap { field in
      let pairs = result.added(to: field)
      return [
        ReportDocument.figure(
          CompareScatterPlot.drawing(of: pairs, field: field),
          caption: "A dot for each recording that both sides accepted: by how much the total grew."),
        ReportDocument.figure(
          CompareDifferencePlot.drawing(of: pairs, field: field),
          caption:
            "The same as differences over means: bias, and the limits within which 95\u{A0}% of them lie."),
      ]
    }
  }

  private var identification: String {
    guard !result.conversations.isEmpty else { return "" }
    let drawings = result.conversations.prefix(Self.drawnConversations).enumerated().map { index, pair in
      ReportDocument.figure(
        CompareConversationPlot.drawing(of: pair, number: index),
        caption: "\(CompareFigures.share(pair.agreement.share)) of \(fixed(pair.agreement.total, 1)) s alike."
      )
    }
    return "<h2>Who speaks when</h2>\n\(sheet(CompareTables.conversations(result)))\n"
      + drawings.joined(separator: "\n")
  }

  private var latencyPlots: [String] {
    ComparedOperation.allCases.compactMap { operation in
      CompareLatencyPlot.drawing(of: operation, in: result).map {
        ReportDocument.figure(
          $0, caption: "The share of the answers that came within a time, which is on a logarithmic axis.")
      }
    }
  }

  private var refusals: String {
    result.refusals.isEmpty
      ? "" : "<h2>Not answered</h2>\n\(sheet(CompareTables.refusals(result)))"
  }

  private var origin: [(String, String)] {
    [
      ("Made", date.formatted(.iso8601).escaped), ("Command", ReportDocument.command(command)),
      ("Left", CompareFigures.name(result.left).escaped),
      ("Right", CompareFigures.name(result.right).escaped),
      ("Took", String(format: "%.1f s", seconds)),
    ]
  }

  private static let explanation =
    "Kappa is Cohen's with quadratic weights (1968); a dash stands where chance alone would agree, because both sides "
    + "always gave the same grade. Limits of agreement are bias ± 1.96 standard deviations (Bland and Altman 1986) of "
    + "right − left. Agreement on conversations is in seconds of the time in which at least one side hears a voice. "
    + "Times are from the beginning of a request to the end of its answer, without pauses that a server asked for; of "
    + "a conversation that is a job, handing it in and the server's own time for it. The 99th percentile of fewer than "
    + "a hundred answers is nearly the slowest one."
}
