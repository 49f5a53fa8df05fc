/// How speech is told from silence and noise.
///
/// The detector compares the energy of a frame, in the band where speech has most of it, with a threshold
/// between the recording's own noise floor and its own speech level.
public struct ActivityOptions: Hashable, Sendable, Codable {
  /// Lower edge of the band whose energy counts, in Hz.
  public var lowestFrequency = 200.0
  /// Upper edge of the band whose energy counts, in Hz; within what a telephone carries.
  public var highestFrequency = 3600.0
  /// Energies are averaged over this many frames.
  public var smoothingFrames = 5
  /// Frames below this energy, in dB on the 16-bit scale, are digital silence and say nothing about the noise.
  public var digitalSilence = 0.0
  /// The noise floor is this quantile of the frames' energies.
  public var noiseQuantile = 0.10
  /// The speech level is this quantile of the frames' energies.
  public var speechQuantile = 0.95
  /// With less than this between floor and level, in dB, there is only steady sound and no speech.
  public var minimumRange = 7.0
  /// The threshold lies this share of the range above the noise floor.
  public var thresholdFraction = 0.40
  /// The threshold lies at least this far above the noise floor, in dB.
  public var minimumMargin = 4.0
  /// The threshold lies at most this far below the speech level, in dB.
  public var maximumDepth = 26.0
  /// Gaps up to this long between two stretches of speech count as speech, in seconds.
  public var bridgedGapSeconds = 0.20
  /// Stretches shorter than this are clicks and are dropped, in seconds.
  public var minimumSpeechSeconds = 0.08
  /// A stretch is extended by this much at both ends, in seconds.
  public var hangoverSeconds = 0.05

  /// The defaults.
  public init() {}
}
