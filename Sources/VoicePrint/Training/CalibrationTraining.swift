internal import RealModule

/// Fits the calibration of scores to simulated trials.
struct CalibrationTraining {
  /// Groups with fewer targets than this say too little.
  private static let minimumTargets = 60

  /// Scores at which the line may bend, in standard deviations of the nearest cohort speakers.
  private static let bends = [-1.0, 1, 3]

  /// The rising line with bends under which the trials' labels are most likely, every group of trials and both kinds
  /// of trials counting alike.
  ///
  /// Durations are left out: fitted, they moved telephone calls the wrong way.
  func fit(
    _ trials: [TrialSimulation.Trial], viewWeights: [Double]
  ) throws(NumericsError) -> ScoreCalibration {
    let weights = Self.weights(of: trials)
    let used = trials.indices.filter { weights[$0] > 0 }
    var calibration = ScoreCalibration(viewWeights: viewWeights)
    guard !used.isEmpty else { return calibration }
    let labels = used.map { trials[$0].isTarget }
    let scores = used.map { trials[$0].scores.dot(viewWeights) }
    let shares = used.map { weights[$0] }
    // A bend after which the line would fall is left out, and the rest fitted again.
    var bends = Self.bends
    while true {
      let terms = Matrix(rows: scores.map { score in [1, score] + bends.map { max(score - $0, 0) } })
      let fitted = try LogisticRegression().fit(
        terms, labels: labels, weights: shares, start: [0, 1] + bends.map { _ in 0 })
      let slopes = fitted.dropFirst(2).reduce(into: [fitted[1]]) { $0.append($0[$0.count - 1] + $1) }
      if let falling = slopes.firstIndex(where: { $0 < 0 }), !bends.isEmpty {
        bends.remove(at: max(falling - 1, 0))
        continue
      }
      (calibration.bends, calibration.offset, calibration.slopes) = (bends, fitted[0], slopes)
      break
    }
    let strangers = used.filter { !trials[$0].isTarget }
    calibration.falseAccepts = FalseAcceptCurve(
      ofStrangers: strangers.map { calibration.logLikelihoodRatio(scores: trials[$0].scores) },
      weights: strangers.map { weights[$0] })
    return calibration
  }

  /// A weight for each trial: targets and non-targets of each group add up to one each; 0 leaves a trial out.
  private static func weights(of trials: [TrialSimulation.Trial]) -> [Double] {
    var counts: [Int: (targets: Int, others: Int)] = [:]
    for trial in trials {
      if trial.isTarget {
        counts[trial.group, default: (0, 0)].targets += 1
      } else {
        counts[trial.group, default: (0, 0)].others += 1
      }
    }
    return trials.map { trial in
      guard let count = counts[trial.group], count.targets >= minimumTargets, count.others > 0 else {
        return 0
      }
      return 1 / Double(trial.isTarget ? count.targets : count.others)
    }
  }
}
