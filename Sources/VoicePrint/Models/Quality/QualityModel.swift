internal import RealModule

/// Predicts from what is known at enrollment how often its speaker will be rejected, and grades by it.
///
/// The prediction is the share of the speaker's own tests that fall below the score at which 1 % of strangers
/// pass; it is a logistic function of measurements, each with a coefficient of known sign, so that more and
/// better speech never makes it worse.
public struct QualityModel: Equatable, Sendable, Codable {
  /// Added.
  public var offset: Double
  /// For each doubling of speech, not above 0.
  public var perDoublingOfSpeech: Double
  /// For each dB of signal-to-noise ratio, up to 30 dB, not above 0.
  public var perDecibel: Double
  /// For a telephone's band, not below 0.
  public var forNarrowBand: Double
  /// For each percent of clipped samples, not below 0.
  public var perPercentClipped: Double
  /// Upper ends of the predicted rates of High, Good and Average, 0…1.
  public var bounds: [Double]

  /// A first grading by speech, noise and band, before any is fitted.
  public init() {
    offset = 1.2
    perDoublingOfSpeech = -0.75
    perDecibel = -0.05
    forNarrowBand = 0.8
    perPercentClipped = 0.1
    bounds = [0.015, 0.03, 0.08]
  }
}
