/// What was measured of one recording, for grading and for explaining the grade.
public struct SampleMeasurements: Equatable, Sendable, Codable {
  /// Speech level over noise floor, in dB.
  public var signalToNoiseRatio: Double
  /// Mean power of the speech relative to full scale, in dB (0 is a full-scale square wave).
  public var speechLevel: Double
  /// Share of the original samples that stand in runs at full scale, 0…1.
  public var clippedFraction: Double
  /// Highest frequency at which the recording still carries speech, in Hz.
  public var bandwidth: Double
  /// Sample rate of the recording as it came, in Hz.
  public var sourceSampleRate: Int

  /// Measurements from their parts.
  public init(
    signalToNoiseRatio: Double, speechLevel: Double, clippedFraction: Double, bandwidth: Double,
    sourceSampleRate: Int
  ) {
    self.signalToNoiseRatio = signalToNoiseRatio
    self.speechLevel = speechLevel
    self.clippedFraction = clippedFraction
    self.bandwidth = bandwidth
    self.sourceSampleRate = sourceSampleRate
  }
}
