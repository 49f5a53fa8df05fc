internal import RealModule

/// Fits the calibration of scores to simulated trials.
struct CalibrationTraining {
  /// Groups with fewer targets than this say too little.
  private static let minimumTargets = 60

  /// The scale and offset under which the trials' labels are most likely, every group of trials and both kinds of
  /// trials counting alike.
  ///
  /// Durations are left out: fitted, they moved telephone calls the wrong way.
  func fit(
    _ trials: [TrialSimulation.Trial], viewWeights: [Double]
  ) throws(NumericsError) -> ScoreCalibration {
    let weights = Self.weights(of: trials)
    let used = trials.indices.filter { weights[$0] > 0 }
    var calibration = ScoreCalibration(viewWeights: viewWeights)
    guard !used.isEmpty else { return calibration }
    let features = Matrix(
      rows: used.map { [trials[$0].scores.dot(calibration.viewWeights), 1] })
    let fitted = try LogisticRegression().fit(
      features, labels: used.map { trials[$0].isTarget }, weights: used.map { weights[$0] }, start: [1, 0])
    (calibration.scale, calibration.offset) = (fitted[0], fitted[1])
    let strangers = used.filter { !trials[$0].isTarget }
    calibration.falseAccepts = FalseAcceptCurve(
      ofStrangers: strangers.map {
        calibration.offset + calibration.scale * trials[$0].scores.dot(viewWeights)
      },
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
