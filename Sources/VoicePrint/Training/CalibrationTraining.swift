internal import RealModule

/// Fits the calibration of scores to simulated trials.
struct CalibrationTraining {
  /// Groups with fewer targets than this say too little.
  private static let minimumTargets = 60

  /// The calibration under which the trials' labels are most likely, every group of trials and both kinds of
  /// trials counting alike.
  func fit(
    _ trials: [TrialSimulation.Trial], enrollments: [TrialSimulation.Sample], views: Int
  ) throws(NumericsError) -> ScoreCalibration {
    let weights = Self.weights(of: trials)
    let used = trials.indices.filter { weights[$0] > 0 }
    var calibration = ScoreCalibration(views: views)
    guard !used.isEmpty else { return calibration }
    let features = Matrix(
      rows: used.map { index in
        let trial = trials[index]
        return ScoreCalibration.terms(
          score: trial.scores.dot(calibration.viewWeights),
          enrolledSpeech: enrollments[trial.enrollment].speech, testSpeech: trial.testSpeech)
      })
    calibration.coefficients = try LogisticRegression().fit(
      features, labels: used.map { trials[$0].isTarget }, weights: used.map { weights[$0] },
      start: calibration.coefficients)
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
