internal import RealModule

/// Tells speech from silence and steady noise by what stands out of the recording's own noise floor.
public struct SpeechActivityDetector: Sendable {
  /// How speech is told apart.
  public let options: ActivityOptions
  /// The frames that are judged.
  public let frame: FrameOptions

  /// A detector for frames cut in this way.
  public init(options: ActivityOptions = ActivityOptions(), frame: FrameOptions = FrameOptions()) {
    self.options = options
    self.frame = frame
  }

  /// What the detector found in a recording.
  public struct Activity: Equatable, Sendable {
    /// Which frames hold speech.
    public let mask: SpeechMask
    /// Mean power of the speech, in dB on the 16-bit scale; nil without speech.
    public let speechLevel: Double?
    /// Mean power of the rest, in dB on the 16-bit scale; nil where all is speech or digital silence.
    public let noiseLevel: Double?

    /// Mean power of the speech relative to full scale, in dB; −100 without speech.
    public var speechLevelRelativeToFullScale: Double {
      // Full scale on the 16-bit scale is 32768², 90.3 dB.
      speechLevel.map { $0 - 20 * Double.log10(32768) } ?? -100
    }

    /// Speech over noise in dB, 0…60: the speech's own power, without the noise that lies under it.
    public var signalToNoiseRatio: Double {
      guard let speechLevel else { return 0 }
      guard let noiseLevel else { return 60 }
      let (both, noise) = (Double.pow(10, speechLevel / 10), Double.pow(10, noiseLevel / 10))
      return min(max(10 * Double.log10(max(both - noise, 1e-9) / noise), 0), 60)
    }

    /// The same levels with another mask.
    func replacingMask(_ mask: SpeechMask) -> Activity {
      Activity(mask: mask, speechLevel: speechLevel, noiseLevel: noiseLevel)
    }
  }

  /// Decides for each frame of a profile.
  public func activity(of profile: BandProfile) -> Activity {
    let bands = speechBands(of: profile)
    let powers = framePowers(of: profile, bands)
    let audible = powers.indices.filter { Double(decibels(powers[$0])) > options.digitalSilence }
    let isSpeech = decisions(profile, bands, audible: audible)
    let mask = SpeechMask(isSpeech: isSpeech, frameShift: frame.frameShiftMilliseconds / 1000)
    return Activity(
      mask: mask,
      speechLevel: meanLevel(audible.filter { isSpeech[$0] }.map { powers[$0] }),
      noiseLevel: meanLevel(audible.filter { !isSpeech[$0] }.map { powers[$0] }))
  }

  /// The bands of a profile that count.
  private func speechBands(of profile: BandProfile) -> Range<Int> {
    let first = Int((options.lowestFrequency / BandProfile.bandWidth).rounded(.up))
    let last = min(Int(options.highestFrequency / BandProfile.bandWidth), profile.bands)
    precondition(first < last, "the band lies within the spectrum")
    return first..<last
  }

  private func framePowers(of profile: BandProfile, _ bands: Range<Int>) -> [Float] {
    (0..<profile.frames).map { t in
      profile.power[t * profile.bands + bands.lowerBound..<t * profile.bands + bands.upperBound].reduce(0, +)
    }
  }

  private func decisions(_ profile: BandProfile, _ bands: Range<Int>, audible: [Int]) -> [Bool] {
    let silent = [Bool](repeating: false, count: profile.frames)
    guard audible.count >= 2 * options.majorityFrames else { return silent }
    var residual = [Float](repeating: 0, count: profile.frames)
    var floorPower: Float = 0
    for band in bands {
      let power = smoothed((0..<profile.frames).map { profile.power[$0 * profile.bands + band] })
      let floor = quantile(options.noiseQuantile, of: audible.map { power[$0] })
      floorPower += floor
      let taken = Float(options.subtraction) * floor
      for t in residual.indices { residual[t] += max(power[t] - taken, 0) }
    }
    let least = max(floorPower * Float(Double.pow(10, -options.residualDepth / 10)), 1e-5)
    let levels = residual.map { decibels($0 + least) }
    guard let threshold = threshold(of: audible.map { levels[$0] }) else { return silent }
    return extended(majority(levels.map { $0 > threshold }))
  }

  /// The level above which a frame is speech; nil where the recording holds none.
  private func threshold(of levels: [Float]) -> Float? {
    let pause = quantile(options.pauseQuantile, of: levels)
    let speech = quantile(options.speechQuantile, of: levels)
    guard Double(speech - pause) >= options.minimumRange else { return nil }
    return max(
      pause + Float(options.thresholdFraction) * (speech - pause), speech - Float(options.maximumDepth))
  }

  /// Averages over neighbouring frames.
  private func smoothed(_ values: [Float]) -> [Float] {
    let reach = options.smoothingFrames / 2
    var sum = 0.0
    var result = values
    for t in 0..<values.count + reach {
      if t < values.count { sum += Double(values[t]) }
      if t > 2 * reach { sum -= Double(values[t - 2 * reach - 1]) }
      let centre = t - reach
      if centre >= 0 {
        let width = min(centre + reach, values.count - 1) - max(centre - reach, 0) + 1
        result[centre] = Float(max(sum, 0) / Double(width))
      }
    }
    return result
  }

  private func quantile(_ share: Double, of values: [Float]) -> Float {
    values.element(ofRank: Int(share * Double(values.count - 1)))
  }

  private func majority(_ above: [Bool]) -> [Bool] {
    let reach = options.majorityFrames / 2
    var count = 0
    var result = above
    for t in 0..<above.count + reach {
      if t < above.count, above[t] { count += 1 }
      if t > 2 * reach, above[t - 2 * reach - 1] { count -= 1 }
      if t >= reach { result[t - reach] = count > reach }
    }
    return result
  }

  private func extended(_ speech: [Bool]) -> [Bool] {
    let reach = Int((options.hangoverSeconds * frame.frameRate).rounded())
    var result = speech
    for segment in SpeechMask(isSpeech: speech, frameShift: 1).segments {
      for t in max(0, segment.lowerBound - reach)..<min(speech.count, segment.upperBound + reach) {
        result[t] = true
      }
    }
    return result
  }

  private func decibels(_ power: Float) -> Float { 10 * Float.log10(max(power, 1e-12)) }

  private func meanLevel(_ powers: [Float]) -> Double? {
    if powers.isEmpty { return nil }
    return 10 * Double.log10(powers.reduce(0) { $0 + Double($1) } / Double(powers.count))
  }
}
