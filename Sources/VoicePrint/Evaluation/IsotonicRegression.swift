/// Numbers of trials of both classes.
public struct TrialCounts: Equatable, Sendable {
  /// Trials of one and the same speaker.
  public var targets: Int
  /// Trials of two speakers.
  public var nontargets: Int

  /// Counts from their values.
  public init(targets: Int = 0, nontargets: Int = 0) {
    self.targets = targets
    self.nontargets = nontargets
  }
}

/// The best monotone fit of a share of targets to rising scores, by pooling adjacent violators (Ayer et al. 1955):
/// the calibration that no monotone one can beat, and the vertices of the ROC's convex hull.
package enum IsotonicRegression {
  /// The runs of counts, by rising score and none empty, that share a fitted value; their shares of targets rise
  /// strictly.
  package static func blocks(of counts: [TrialCounts]) -> [TrialCounts] {
    var blocks: [TrialCounts] = []
    for count in counts {
      var last = count
      while let before = blocks.last, !isSmaller(before, last) {
        last = TrialCounts(
          targets: before.targets + last.targets, nontargets: before.nontargets + last.nontargets)
        blocks.removeLast()
      }
      blocks.append(last)
    }
    return blocks
  }

  /// Whether the first share of targets is below the second; in whole numbers, so that no rounding decides.
  private static func isSmaller(_ first: TrialCounts, _ second: TrialCounts) -> Bool {
    first.targets * second.nontargets < second.targets * first.nontargets
  }
}
