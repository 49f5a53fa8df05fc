internal import RealModule

/// Predicts from what is known at enrollment how often its speaker will be rejected, and grades by it.
///
/// What is predicted is the share of the speaker's own tests that fall below the score at which 1 % of strangers
/// pass. It falls with the *effective speech*: seconds of speech, each sample's weighted by how clean it is. A sample
/// can only add to that sum, so that more speech of the same person never makes the grade worse.
public struct QualityModel: Equatable, Sendable, Codable {
  /// Logarithm of the odds of a rejection at 12 s of effective speech.
  public var logOddsAtTwelveSeconds = -1.9
  /// Change of the log-odds for each doubling of effective speech; below 0.
  public var perDoubling = -0.60
  /// Signal-to-noise ratio at which speech counts half, in dB.
  public var halfWeightDecibels = 8.0
  /// Change of the signal-to-noise ratio, in dB, that moves the weight from a half to three quarters.
  public var weightSlopeDecibels = 4.0
  /// Weight of speech in a telephone's band, 0…1.
  public var narrowBandWeight = 0.5
  /// Share of clipped samples that halves the weight.
  public var halvingClippedFraction = 0.02
  /// Highest predicted rates of High, Good and Average, rising, 0…1; above the last is Poor.
  public var bounds = [0.03, 0.06, 0.13]

  /// A first grading, before any is fitted.
  public init() {}

  /// What counts of a sample's speech, 0…1.
  ///
  /// - Parameters:
  ///   - signalToNoiseRatio: in dB.
  ///   - bandwidth: up to which the sample carries speech, in Hz.
  ///   - clippedFraction: share of clipped samples, 0…1.
  /// - Returns: the weight, 0…1.
  public func weight(signalToNoiseRatio: Double, bandwidth: Double, clippedFraction: Double) -> Double {
    // The logistic's slope that reaches three quarters after `weightSlopeDecibels` is ln 3 by that distance.
    let noise =
      1 / (1 + Double.exp(-Double.log(3) * (signalToNoiseRatio - halfWeightDecibels) / weightSlopeDecibels))
    let band = bandwidth < Self.wideBandwidth ? narrowBandWeight : 1
    return noise * band / (1 + clippedFraction / halvingClippedFraction)
  }

  /// Recordings that carry speech above this frequency, in Hz, are wide-band.
  public static let wideBandwidth = 4500.0

  /// The predicted false-reject rate at 1 % false accepts, 0…1.
  ///
  /// - Parameter effectiveSpeech: in seconds.
  /// - Returns: the predicted rate, 0…1.
  public func predictedFalseRejectRate(effectiveSpeech: Double) -> Double {
    let logOdds = logOddsAtTwelveSeconds + perDoubling * Double.log2(max(effectiveSpeech, 0.1) / 12)
    return 1 / (1 + Double.exp(-logOdds))
  }

  /// The effective speech at which a predicted rate is reached, in seconds.
  public func effectiveSpeech(forRate rate: Double) -> Double {
    12 * Double.exp2((Double.log(rate / (1 - rate)) - logOddsAtTwelveSeconds) / perDoubling)
  }
}
