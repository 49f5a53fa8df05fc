internal import RealModule

extension DetectionErrors {
  /// The cost of the scores as natural-log likelihood ratios, averaged over all priors, in bits: 0 for perfect
  /// ones, 1 for saying nothing (Brümmer and du Preez 2006).
  public var logLikelihoodRatioCost: Double {
    var (targetCost, nontargetCost) = (0.0, 0.0)
    for (score, count) in zip(scores, counts) {
      if count.targets > 0 { targetCost += Double(count.targets) * Self.softplus(-score) }
      if count.nontargets > 0 { nontargetCost += Double(count.nontargets) * Self.softplus(score) }
    }
    return bits(targetCost, nontargetCost)
  }

  /// The cost that remains after the best monotone calibration of these very scores, in bits.
  public var minimumLogLikelihoodRatioCost: Double {
    var (targetCost, nontargetCost) = (0.0, 0.0)
    let oddsOfAll = Double(total.targets) / Double(total.nontargets)
    for block in IsotonicRegression.blocks(of: counts) where block.targets > 0 && block.nontargets > 0 {
      let ratio = Double(block.targets) / Double(block.nontargets) / oddsOfAll
      targetCost += Double(block.targets) * Double.log(onePlus: 1 / ratio)
      nontargetCost += Double(block.nontargets) * Double.log(onePlus: ratio)
    }
    return bits(targetCost, nontargetCost)
  }

  /// What the best monotone calibration makes of each score.
  public struct CalibrationStep: Equatable, Sendable {
    /// The lowest and the highest of the scores that it maps to one ratio.
    public let scores: ClosedRange<Double>
    /// Natural-log likelihood ratio that they are worth; −∞ or +∞ where only one class has such scores.
    public let logLikelihoodRatio: Double
    /// How many trials have these scores.
    public let counts: TrialCounts
  }

  /// The best monotone calibration of these very scores, by rising score.
  public var idealCalibration: [CalibrationStep] {
    let oddsOfAll = Double.log(Double(total.targets) / Double(total.nontargets))
    var first = 0
    return IsotonicRegression.blocks(of: counts).map { block in
      var last = first
      var missing = block.targets + block.nontargets - counts[first].targets - counts[first].nontargets
      while missing > 0 {
        last += 1
        missing -= counts[last].targets + counts[last].nontargets
      }
      defer { first = last + 1 }
      return CalibrationStep(
        scores: scores[first]...scores[last],
        logLikelihoodRatio: Double.log(Double(block.targets) / Double(block.nontargets)) - oddsOfAll,
        counts: block)
    }
  }

  /// The false-accept rate that the target scores promise at a threshold, 0…1.
  ///
  /// Were the scores calibrated, a nontarget would reach each score e^score times less often than a target does;
  /// the rate is the mean of e^−score over the target trials at or above the threshold.
  public func promisedFalseAcceptRate(atThreshold threshold: Double) -> Double {
    var sum = 0.0
    for (score, count) in zip(scores, counts) where score >= threshold {
      sum += Double(count.targets) * Double.exp(-score)
    }
    return sum / Double(total.targets)
  }

  /// ln(1 + eˣ) without overflow.
  private static func softplus(_ x: Double) -> Double {
    max(x, 0) + Double.log(onePlus: Double.exp(-x.magnitude))
  }

  /// The mean of both classes' mean costs, from their sums in nats.
  private func bits(_ targetCost: Double, _ nontargetCost: Double) -> Double {
    (targetCost / Double(total.targets) + nontargetCost / Double(total.nontargets)) / (2 * Double.log(2))
  }
}
