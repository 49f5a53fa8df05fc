internal import VoicePrint

/// How often scores occur, targets and nontargets apart, with the decision's threshold.
enum ReportHistogram {
  /// About how many bars there are.
  private static let bars = 60.0

  /// The drawing.
  static func drawing(of evaluation: TrialEvaluation) -> ReportDrawing {
    let targets = evaluation.trials.filter(\.isTarget).map(\.logLikelihoodRatio)
    let nontargets = evaluation.trials.filter { !$0.isTarget }.map(\.logLikelihoodRatio)
    let all = targets + nontargets + [evaluation.threshold]
    let (lowest, highest) = (all.min() ?? 0, all.max() ?? 1)
    let width = ReportFrame.Axis.roundStep(max(highest - lowest, 1e-6) / bars)
    let first = Int((lowest / width).rounded(.down))
    let count = Int((highest / width).rounded(.down)) - first + 1
    let shares = [nontargets, targets].map { scores in
      var bins = [Double](repeating: 0, count: count)
      for score in scores {
        bins[Int((score / width).rounded(.down)) - first] += 100 / Double(scores.count)
      }
      return bins
    }
    let peak = shares.joined().max() ?? 1
    let frame = ReportFrame(
      x: ReportFrame.Axis(
        title: "Log-likelihood ratio, nats",
        domain: Double(first) * width...Double(first + count) * width, text: ReportText.round),
      y: ReportFrame.Axis(
        title: "Share of the class, %", domain: 0...peak * 1.05, text: ReportText.round))
    let threshold = ReportText.score(evaluation.threshold)
    let point = evaluation.errors.point(atThreshold: evaluation.threshold)
    var drawing = frame.drawing(
      name: "histogram", title: "Scores of target and nontarget trials",
      description:
        "Nontarget scores have their median at \(ReportText.score(nontargets.median)), target scores "
        + "at \(ReportText.score(targets.median)). At the threshold of \(threshold), "
        + "\(rate(point.falseAcceptRate)) of the nontargets are accepted and "
        + "\(rate(point.falseRejectRate)) of the targets are rejected.")
    for (style, bins) in zip(["nontarget", "target"], shares) {
      let used = (bins.firstIndex { $0 > 0 } ?? 0)...(bins.lastIndex { $0 > 0 } ?? 0)
      var outline = [frame.point(Double(first + used.lowerBound) * width, 0)]
      for bin in used {
        outline.append(frame.point(Double(first + bin) * width, bins[bin]))
        outline.append(frame.point(Double(first + bin + 1) * width, bins[bin]))
      }
      outline.append(frame.point(Double(first + used.upperBound + 1) * width, 0))
      drawing.area(outline, "\(style)-area", clip: true)
      drawing.line(outline, "\(style)-line", clip: true)
    }
    frame.mark(x: evaluation.threshold, "threshold \(threshold)", in: &drawing)
    frame.legend(
      [
        ("Targets (\(targets.count))", "target-line"), ("Nontargets (\(nontargets.count))", "nontarget-line"),
      ],
      in: &drawing)
    return drawing
  }
}

extension [Double] {
  /// The middle one; 0 for none.
  var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}
