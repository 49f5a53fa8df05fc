internal import RealModule

/// Turns normalised scores into natural-log likelihood ratios (Brümmer and du Preez 2006), with what is known of
/// the recordings as side information (Mandasari et al. 2013).
///
/// The ratio is linear in the mean score of the views and in the logarithms of both speech durations, so that a
/// short test can claim less than a long one; training leaves the coefficients of the durations at zero for now.
public struct ScoreCalibration: Equatable, Sendable, Codable {
  /// Share of each view in the score; they add up to one.
  public var viewWeights: [Double]
  /// Multiplies the score.
  public var scale: Double
  /// Multiplies the score times the logarithm of the test's speech relative to 10 s.
  public var scaleByTestDuration: Double
  /// Is added.
  public var offset: Double
  /// Multiplies the logarithm of the test's speech relative to 10 s.
  public var offsetByTestDuration: Double
  /// Multiplies the logarithm of the enrollment's speech relative to 20 s.
  public var offsetByEnrolledDuration: Double
  /// How many strangers pass which ratio.
  public var falseAccepts = FalseAcceptCurve.bound

  /// A calibration that leaves the weighted mean of the scores as it is.
  ///
  /// - Parameter viewWeights: share of each view; they add up to one.
  public init(viewWeights: [Double]) {
    self.viewWeights = viewWeights
    (scale, scaleByTestDuration, offset, offsetByTestDuration, offsetByEnrolledDuration) = (1, 0, 0, 0, 0)
  }

  /// The log-likelihood ratio, natural logarithm.
  ///
  /// - Parameters:
  ///   - scores: the normalised score of each view.
  ///   - enrolledSpeech: speech in the enrollment, in seconds.
  ///   - testSpeech: speech in the test, in seconds.
  /// - Returns: the ratio, in nats.
  public func logLikelihoodRatio(scores: [Double], enrolledSpeech: Double, testSpeech: Double) -> Double {
    let terms = Self.terms(
      score: scores.dot(viewWeights), enrolledSpeech: enrolledSpeech, testSpeech: testSpeech)
    return terms.dot(coefficients)
  }

  /// The coefficients in the order of ``terms(score:enrolledSpeech:testSpeech:)``.
  var coefficients: [Double] {
    get { [scale, scaleByTestDuration, offset, offsetByTestDuration, offsetByEnrolledDuration] }
    set {
      (scale, scaleByTestDuration, offset) = (newValue[0], newValue[1], newValue[2])
      (offsetByTestDuration, offsetByEnrolledDuration) = (newValue[3], newValue[4])
    }
  }

  /// What the coefficients multiply.
  static func terms(score: Double, enrolledSpeech: Double, testSpeech: Double) -> [Double] {
    let test = Double.log(min(max(testSpeech, 1), 60) / 10)
    let enrolled = Double.log(min(max(enrolledSpeech, 2), 200) / 20)
    return [score, score * test, 1, test, enrolled]
  }
}
