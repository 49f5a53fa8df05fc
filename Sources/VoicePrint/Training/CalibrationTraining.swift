internal import RealModule

/// Fits the calibration of scores to simulated trials.
struct CalibrationTraining {
  /// Groups with fewer targets than this say too little.
  private static let minimumTargets = 60

  /// The rising line under which the trials' labels are most likely, every group of trials and both kinds of trials
  /// counting alike.
  ///
  /// With more than one bend it fits the trials better, and those of a corpus left out of the fit worse. Durations are left
  /// out, too: fitted, they moved telephone calls the wrong way.
  func fit(
    _ trials: [TrialSimulation.Trial], viewWeights: [Double]
  ) throws(NumericsError) -> ScoreCalibration {
    let weights = Self.weights(of: trials)
    let used = trials.indices.filter { weights[$0] > 0 }
    var calibration = ScoreCalibration(viewWeights: viewWeights)
    guard !used.isEmpty else { return calibration }
    let scores = used.map { trials[$0].scores.dot(viewWeights) }
    let line = try LogisticRegression().fit(
      Matrix(rows: scores.map { [1, min($0, 0), max($0, 0)] }),
      labels: used.map { trials[$0].isTarget }, weights: used.map { weights[$0] }, start: [0, 1, 1])
    (calibration.offset, calibration.scaleBelow, calibration.scaleAbove) = (
      line[0], max(line[1], 0), max(line[2], 0)
    )
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
