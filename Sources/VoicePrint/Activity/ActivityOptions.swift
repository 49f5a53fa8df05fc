/// How speech is told from silence and noise.
///
/// The detector takes the recording's own noise floor out of each band, and compares what is left of a frame with
/// a threshold between what is left in pauses and in speech. Values were chosen on development recordings against
/// silero-vad's decisions on the clean audio, and at 10 dB signal-to-noise.
public struct ActivityOptions: Hashable, Sendable, Codable {
  /// Lower edge of the band that counts, in Hz: above mains hum.
  public var lowestFrequency = 250.0
  /// Upper edge of the band that counts, in Hz; within what a telephone carries.
  public var highestFrequency = 3750.0
  /// Powers are averaged over this many frames.
  public var smoothingFrames = 5
  /// Frames below this power, in dB on the 16-bit scale, are digital silence and say nothing about the noise. It
  /// lies under the noise of quantising to 16 bits as the bands see it, so that quiet recordings keep their pauses.
  public var digitalSilence = -35.0
  /// The noise floor of a band is this quantile of its power over the frames.
  public var noiseQuantile = 0.20
  /// This many times the floor is taken out.
  public var subtraction = 2.0
  /// What is left cannot fall further below the floor than this, in dB: what is too faint to tell from noise.
  public var residualDepth = 12.0
  /// The level of pauses is this quantile of what is left in the frames.
  public var pauseQuantile = 0.10
  /// The level of speech is this quantile of what is left in the frames.
  public var speechQuantile = 0.95
  /// With less than this between both levels, in dB, there is only steady sound and no speech.
  public var minimumRange = 6.0
  /// The threshold lies this share of the range above the level of pauses.
  public var thresholdFraction = 0.35
  /// The threshold lies at most this far below the level of speech, in dB.
  public var maximumDepth = 30.0
  /// A frame is speech where most of this many frames around it are above the threshold.
  public var majorityFrames = 15
  /// A stretch of speech is extended by this much at both ends, in seconds.
  public var hangoverSeconds = 0.05

  /// The defaults.
  public init() {}
}
