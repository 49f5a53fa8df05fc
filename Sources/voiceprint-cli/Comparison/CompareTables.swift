internal import VoicePrint
internal import VoicePrintComparison

/// The tables of a comparison's page.
enum CompareTables {
  static func grades(_ result: SideComparison) -> ReportTable {
    let (last, all) = (result.grades(last: true), result.grades(last: false))
    let (lastComplete, allComplete) = (result.completeness(last: true), result.completeness(last: false))
    return ReportTable(
      caption: "Agreement", head: ["", "Last answers", "All answers"],
      rows: [
        ["Same grade", CompareFigures.agreeing(last), CompareFigures.agreeing(all)],
        ["Weighted kappa", CompareFigures.kappa(last), CompareFigures.kappa(all)],
        [
          "Same enrollmentComplete", CompareFigures.agreeing(lastComplete),
          CompareFigures.agreeing(allComplete),
        ],
        ["Complete on the left only", "\(lastComplete.counts[1][0])", "\(allComplete.counts[1][0])"],
        ["Complete on the right only", "\(lastComplete.counts[0][1])", "\(allComplete.counts[0][1])"],
      ])
  }

  static func durations(_ figures: CompareFigures) -> ReportTable {
    ReportTable(
      caption: "Right − left, in seconds",
      head: ["", "Pairs", "Bias", "95 % limits", "± of a limit", "Largest difference"],
      rows: figures.durations.map { name, agreement in
        [
          name, "\(agreement.count)", CompareFigures.bias(agreement), CompareFigures.limits(agreement),
          agreement.limitsStandardError.map { fixed(1.96 * $0, 2) } ?? "–", fixed(agreement.largest, 2),
        ]
      })
  }

  static func conversations(_ result: SideComparison) -> ReportTable {
    let rows =
      result.conversations.map { ($0.step.file.name, $0.agreement) }
      + (result.conversations.count > 1 ? [("All", result.heard)] : [])
    return ReportTable(
      caption: "Seconds in which at least one side hears a voice",
      head: [
        "", "Agreement", "Same speaker", "Both nobody they know", "Different", "Only left hears one",
        "Only right hears one",
      ],
      rows: rows.map { name, agreement in
        [
          name, CompareFigures.share(agreement.share), fixed(agreement.same, 1), fixed(agreement.unnamed, 1),
          fixed(agreement.different, 1), fixed(agreement.onlyLeft, 1), fixed(agreement.onlyRight, 1),
        ]
      })
  }

  static func latencies(_ result: SideComparison) -> ReportTable {
    ReportTable(
      caption: "Milliseconds",
      head: [
        "", "Left", "Median", "p99", "Right", "Median", "p99", "Right over left, medians", "p99",
      ],
      rows: result.latencies.map { latency in
        [
          latency.operation.rawValue, "\(latency.left?.count ?? 0)",
          CompareFigures.milliseconds(latency.left?.median), CompareFigures.milliseconds(latency.left?.p99),
          "\(latency.right?.count ?? 0)", CompareFigures.milliseconds(latency.right?.median),
          CompareFigures.milliseconds(latency.right?.p99), CompareFigures.ratio(latency.medianRatio),
          CompareFigures.ratio(latency.p99Ratio),
        ]
      })
  }

  static func refusals(_ result: SideComparison) -> ReportTable {
    ReportTable(
      caption: "Questions that a side refused, could not answer, or was not asked",
      head: ["", "Left", "Right"],
      rows: result.refusals.map {
        [$0.step.words, CompareFigures.words($0.left), CompareFigures.words($0.right)]
      })
  }

  static func answers(_ result: SideComparison) -> ReportTable {
    func cells(_ fields: EnrollmentFields?) -> [String] {
      guard let fields else { return ["–", "–", "–", "–"] }
      return [
        fields.quality.rawValue, fields.isComplete ? "yes" : "no", fixed(fields.speechDuration, 2),
        fixed(fields.enrollDuration, 2),
      ]
    }
    return ReportTable(
      caption: "Answers to every recording",
      head: [
        "Recording", "Left: grade", "complete", "speech, s", "audio, s", "Right: grade", "complete",
        "speech, s", "audio, s",
      ],
      rows: result.enrollments.map { pair in
        ["\(pair.speaker) \(pair.number)"] + cells(pair.left) + cells(pair.right)
      })
  }
}
