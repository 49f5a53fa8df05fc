internal import RealModule

/// Fits the quality model: how often enrollments of a kind miss their speaker where 1 % of strangers pass.
struct QualityTraining {
  /// What counts of an enrollment: its samples' speech and measurements, and how its tests went.
  private struct Outcome {
    let speech: Double
    let signalToNoiseRatio: Double
    let bandwidth: Double
    var tests = 0.0
    var misses = 0.0
  }

  /// Effective seconds of speech at which the buckets High, Good and Average begin: a few samples of 12–30 s,
  /// half of that, and what completes an enrollment, allowing for some noise.
  private static let bucketSeconds = [32.0, 18.0, 8.0]

  /// What is predicted is the error of tests as they came, with at least this much speech, in seconds.
  private static let minimumTestSpeech = 3.0

  /// The model under which the misses are most likely.
  ///
  /// - Parameters:
  ///   - trials: simulated comparisons.
  ///   - enrollments: what they refer to.
  ///   - calibration: turns scores into log-likelihood ratios.
  /// - Returns: the fitted model, with its buckets.
  /// - Throws: ``NumericsError`` where the outcomes do not vary.
  func fit(
    _ trials: [TrialSimulation.Trial], enrollments: [TrialSimulation.Sample], calibration: ScoreCalibration
  ) throws(NumericsError) -> QualityModel {
    let outcomes = outcomes(trials, enrollments, calibration)
    var best: (likelihood: Double, model: QualityModel)?
    for half in stride(from: 0.0, through: 14, by: 2) {
      for slope in [3.0, 5, 8] {
        for narrow in stride(from: 0.3, through: 1, by: 0.1) {
          var model = QualityModel()
          (model.halfWeightDecibels, model.weightSlopeDecibels, model.narrowBandWeight) = (
            half, slope, narrow
          )
          let likelihood = try Self.fitCurve(&model, to: outcomes)
          if likelihood > best?.likelihood ?? -.infinity { best = (likelihood, model) }
        }
      }
    }
    var model = best?.model ?? QualityModel()
    model.bounds = Self.bucketSeconds.map { model.predictedFalseRejectRate(effectiveSpeech: $0) }
    return model
  }

  private func outcomes(
    _ trials: [TrialSimulation.Trial], _ enrollments: [TrialSimulation.Sample],
    _ calibration: ScoreCalibration
  ) -> [Outcome] {
    let trials = trials.filter { $0.kind == .clean && $0.testSpeech >= Self.minimumTestSpeech }
    let ratios = trials.map { calibration.logLikelihoodRatio(scores: $0.scores) }
    let strangers = zip(trials, ratios).filter { !$0.0.isTarget }.map(\.1).sorted()
    let threshold = strangers.isEmpty ? 0 : strangers[Int(0.99 * Double(strangers.count - 1))]
    var outcomes = enrollments.map {
      Outcome(speech: $0.speech, signalToNoiseRatio: $0.signalToNoiseRatio, bandwidth: $0.bandwidth)
    }
    for (trial, ratio) in zip(trials, ratios) where trial.isTarget {
      outcomes[trial.enrollment].tests += 1
      if ratio < threshold { outcomes[trial.enrollment].misses += 1 }
    }
    return outcomes.filter { $0.tests > 0 }
  }

  /// Fits the two coefficients of the curve for given weights of speech.
  ///
  /// - Returns: the log-likelihood of the outcomes.
  private static func fitCurve(_ model: inout QualityModel, to outcomes: [Outcome]) throws(NumericsError)
    -> Double
  {
    let seconds = outcomes.map { outcome in
      outcome.speech
        * model.weight(
          signalToNoiseRatio: outcome.signalToNoiseRatio, bandwidth: outcome.bandwidth, clippedFraction: 0)
    }
    // Each outcome stands twice: its misses and its hits, weighted by their number.
    let rows = seconds.map { [1, Double.log2(max($0, 0.1) / 12)] }
    let coefficients = try LogisticRegression().fit(
      Matrix(rows: rows + rows),
      labels: Array(repeating: true, count: rows.count) + Array(repeating: false, count: rows.count),
      weights: outcomes.map { max($0.misses, 1e-6) } + outcomes.map { max($0.tests - $0.misses, 1e-6) },
      start: [-2, -0.5])
    model.logOddsAtTwelveSeconds = coefficients[0]
    // More speech must never count against an enrollment, whatever a small data set says.
    model.perDoubling = min(coefficients[1], -0.1)
    var likelihood = 0.0
    for (outcome, seconds) in zip(outcomes, seconds) {
      let rate = model.predictedFalseRejectRate(effectiveSpeech: seconds)
      likelihood +=
        outcome.misses * Double.log(rate) + (outcome.tests - outcome.misses) * Double.log(1 - rate)
    }
    return likelihood
  }
}
