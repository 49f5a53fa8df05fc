internal import VoicePrint
internal import VoicePrintComparison

/// A comparison as text for people.
struct CompareTable {
  /// More refusals than this are counted and not listed.
  private static let most = 12

  let text: String

  init(_ result: SideComparison) {
    let figures = CompareFigures(result: result)
    var lines = [
      "left   \(CompareFigures.name(result.left))", "right  \(CompareFigures.name(result.right))", "",
      "\(figures.work): \(figures.verdict)",
    ]
    lines += Self.grades(result) + Self.durations(figures) + Self.growth(result)
    lines += Self.identification(result) + Self.latencies(result) + Self.refusals(result)
    text = lines.joined(separator: "\n")
  }

  private static func grades(_ result: SideComparison) -> [String] {
    let (last, all) = (result.grades(last: true), result.grades(last: false))
    guard all.total > 0 else { return [] }
    let names = EnrollmentQuality.allCases.map(\.rawValue)
    var matrix = Table(
      ["left \\ right"] + names, alignments: [.left] + names.map { _ in .right })
    for (name, counts) in zip(names, last.counts) { matrix.add([name] + counts.map(String.init)) }
    var table = Table(["", "last answers", "all answers"], alignments: [.left, .right, .right])
    table.add(["same grade", CompareFigures.agreeing(last), CompareFigures.agreeing(all)])
    table.add(["weighted kappa", CompareFigures.kappa(last), CompareFigures.kappa(all)])
    let (lastComplete, allComplete) = (result.completeness(last: true), result.completeness(last: false))
    table.add([
      "same enrollmentComplete", CompareFigures.agreeing(lastComplete), CompareFigures.agreeing(allComplete),
    ])
    return ["", "enrollmentQuality, last answer of each speaker"] + matrix.lines(indented: 2) + [""]
      + table.lines()
  }

  private static func durations(_ figures: CompareFigures) -> [String] {
    guard figures.durations.contains(where: { $0.agreement.count > 0 }) else { return [] }
    var table = Table(
      ["durations, right − left, s", "pairs", "bias", "95 % limits", "largest"],
      alignments: [.left, .right, .right, .right, .right])
    for (name, agreement) in figures.durations {
      table.add([
        name, "\(agreement.count)", CompareFigures.bias(agreement), CompareFigures.limits(agreement),
        fixed(agreement.largest, 2),
      ])
    }
    return [""] + table.lines()
  }

  private static func growth(_ result: SideComparison) -> [String] {
    guard !result.growth.isEmpty else { return [] }
    let names = EnrollmentQuality.allCases.map(\.rawValue)
    let head = ["recordings given"] + ["left:"] + names + ["right:"] + names
    var table = Table(head, alignments: head.map { _ in .right })
    for entry in result.growth {
      table.add(
        ["\(entry.recordings)", ""] + entry.left.map(String.init) + [""] + entry.right.map(String.init))
    }
    return [""] + table.lines()
  }

  private static func identification(_ result: SideComparison) -> [String] {
    guard !result.conversations.isEmpty else { return [] }
    let names = ["conversation", "agreement", "same", "both nobody", "different", "only left", "only right"]
    var table = Table(names, alignments: [.left] + names.dropFirst().map { _ in .right })
    let rows =
      result.conversations.map { ($0.step.file.name, $0.agreement) }
      + (result.conversations.count > 1 ? [("all", result.heard)] : [])
    for (name, agreement) in rows {
      table.add([
        name, CompareFigures.share(agreement.share), seconds(agreement.same), seconds(agreement.unnamed),
        seconds(agreement.different), seconds(agreement.onlyLeft), seconds(agreement.onlyRight),
      ])
    }
    return [""] + table.lines()
  }

  private static func latencies(_ result: SideComparison) -> [String] {
    guard !result.latencies.isEmpty else { return [] }
    let names = ["time, ms", "left", "median", "p99", "right", "median", "p99", "ratio", "p99"]
    var table = Table(names, alignments: [.left] + names.dropFirst().map { _ in .right })
    for latency in result.latencies {
      let (left, right) = (latency.left, latency.right)
      table.add([
        latency.operation.rawValue, "\(left?.count ?? 0)", CompareFigures.milliseconds(left?.median),
        CompareFigures.milliseconds(left?.p99), "\(right?.count ?? 0)",
        CompareFigures.milliseconds(right?.median), CompareFigures.milliseconds(right?.p99),
        CompareFigures.ratio(latency.medianRatio), CompareFigures.ratio(latency.p99Ratio),
      ])
    }
    return [""] + table.lines()
  }

  private static func refusals(_ result: SideComparison) -> [String] {
    let refusals = result.refusals
    guard !refusals.isEmpty else { return [] }
    var lines = ["", "not answered: \(counted(refusals.count, "question"))"]
    for refusal in refusals.prefix(most) {
      lines += [
        "  \(refusal.step.words)", "    left   \(CompareFigures.words(refusal.left))",
        "    right  \(CompareFigures.words(refusal.right))",
      ]
    }
    if refusals.count > most { lines.append("  and \(refusals.count - most) more; --json has all") }
    return lines
  }
}
