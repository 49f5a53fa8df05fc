internal import VoicePrint
internal import VoicePrintComparison

/// The figures of a comparison in words, for the terminal and the page alike.
struct CompareFigures {
  let result: SideComparison

  /// What the two sides are and whether they agree.
  var verdict: String {
    let (all, differing) = (result.work.steps.count, result.differing.count)
    return differing == 0
      ? "both sides answer alike to all \(all) questions"
      : "the sides answer differently to \(differing) of \(all) questions"
  }

  var work: String {
    let recordings = result.enrollments.count
    return
      "\(counted(recordings, "recording")) of \(counted(result.work.speakers.count, "speaker")), "
      + counted(result.work.conversations.count, "conversation")
  }

  /// What a side is, and whether it was asked now.
  static func name(_ side: SideAnswers) -> String {
    side.isLive ? side.name : "\(side.name), recorded earlier"
  }

  static func kappa(_ matrix: ConfusionMatrix) -> String {
    matrix.quadraticKappa.map { fixed($0, 3).minus } ?? "–"
  }

  static func agreeing(_ matrix: ConfusionMatrix) -> String { "\(matrix.agreeing) of \(matrix.total)" }

  static func limits(_ agreement: LimitsOfAgreement) -> String {
    agreement.limits.map { "\(difference($0.lowerBound)) … \(difference($0.upperBound))" } ?? "–"
  }

  static func bias(_ agreement: LimitsOfAgreement) -> String {
    agreement.count == 0 ? "–" : difference(agreement.bias)
  }

  /// A difference with its sign, where it has one.
  private static func difference(_ value: Double) -> String { value == 0 ? "0.00" : signed(value) }

  static func ratio(_ value: Double?) -> String { value.map { fixed($0, 2) } ?? "–" }

  static func milliseconds(_ value: Double?) -> String { value.map { fixed($0, $0 < 10 ? 2 : 1) } ?? "–" }

  static func share(_ value: Double?) -> String { value.map { fixed(100 * $0, 1) + " %" } ?? "–" }

  static func words(_ words: SideComparison.Refusal.Words?) -> String {
    guard let words else { return "answered" }
    return (words.status.map { "\($0): " } ?? "") + words.message
  }

  /// Rows of the two durations: what recordings add, and the totals of each speaker.
  var durations: [(name: String, agreement: LimitsOfAgreement)] {
    SideComparison.DurationField.allCases.flatMap { field in
      [
        ("\(field.rawValue), of a recording", LimitsOfAgreement(result.added(to: field))),
        ("\(field.rawValue), of a speaker", LimitsOfAgreement(result.totals(of: field))),
      ]
    }
  }
}

extension String {
  /// The text with the sign that numbers have.
  fileprivate var minus: String { hasPrefix("-") ? "−" + dropFirst() : self }
}
