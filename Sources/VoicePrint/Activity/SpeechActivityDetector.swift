internal import RealModule

/// Tells speech from silence and steady noise by the energy of frames against the recording's own levels.
public struct SpeechActivityDetector: Sendable {
  /// How speech is told apart.
  public let options: ActivityOptions
  /// The frames that are judged.
  public let frame: FrameOptions
  private let band: Range<Int>

  /// A detector for frames cut in this way.
  public init(options: ActivityOptions = ActivityOptions(), frame: FrameOptions = FrameOptions()) {
    self.options = options
    self.frame = frame
    let width = Double(frame.sampleRate) / Double(frame.transformLength)
    let first = Int((options.lowestFrequency / width).rounded(.up))
    let last = min(Int(options.highestFrequency / width), frame.bins - 1)
    precondition(first < last, "the band lies within the spectrum")
    band = first..<last + 1
  }

  /// Energies of frames in the detector's band, in dB on the 16-bit scale.
  ///
  /// - Parameters:
  ///   - count: number of frames.
  ///   - spectra: their power spectra, count × bins.
  func bandEnergies(count: Int, spectra: UnsafeMutableBufferPointer<Float>) -> [Float] {
    let (bins, band) = (frame.bins, band)
    // Both halves of the spectrum, per sample: Parseval's sum over the window.
    let scale = 2 / (Float(frame.transformLength) * Float(frame.frameLength))
    return (0..<count).map { row in
      var sum: Float = 0
      for bin in band { sum = unsafe Relaxed.sum(sum, spectra[row &* bins &+ bin]) }
      return 10 * Float.log10(sum * scale + 1e-3)
    }
  }

  /// What the detector found in a recording.
  public struct Activity: Equatable, Sendable {
    /// Which frames hold speech.
    public let mask: SpeechMask
    /// Mean power of the speech in the band, in dB on the 16-bit scale; nil without speech.
    public let speechLevel: Double?
    /// Mean power of the rest in the band, in dB on the 16-bit scale; nil where all is speech or digital silence.
    public let noiseLevel: Double?

    /// Mean power of the speech in the band relative to full scale, in dB; −100 without speech.
    public var speechLevelRelativeToFullScale: Double {
      // Full scale on the 16-bit scale is 32768², 90.3 dB.
      speechLevel.map { $0 - 20 * Double.log10(32768) } ?? -100
    }

    /// The same levels with another mask.
    func replacingMask(_ mask: SpeechMask) -> Activity {
      Activity(mask: mask, speechLevel: speechLevel, noiseLevel: noiseLevel)
    }

    /// Speech over noise in dB, 0…60: the speech's own power, without the noise that lies under it.
    public var signalToNoiseRatio: Double {
      guard let speechLevel else { return 0 }
      guard let noiseLevel else { return 60 }
      let (both, noise) = (Double.pow(10, speechLevel / 10), Double.pow(10, noiseLevel / 10))
      return min(max(10 * Double.log10(max(both - noise, 1e-9) / noise), 0), 60)
    }
  }

  /// Decides for each frame from its energy.
  ///
  /// - Parameter energies: in dB on the 16-bit scale, one a frame.
  public func activity(of energies: [Float]) -> Activity {
    let smooth = smoothed(energies)
    let threshold = self.threshold(of: smooth)
    var speech = smooth.map { energy in threshold.map { energy > $0 } ?? false }
    bridgeGaps(&speech)
    dropClicks(&speech)
    let mask = SpeechMask(isSpeech: extended(speech), frameShift: frame.frameShiftMilliseconds / 1000)
    let audible = energies.indices.filter { Double(energies[$0]) > options.digitalSilence }
    return Activity(
      mask: mask,
      speechLevel: meanPower(audible.filter { mask.isSpeech[$0] }.map { energies[$0] }),
      noiseLevel: meanPower(audible.filter { !mask.isSpeech[$0] }.map { energies[$0] }))
  }

  /// The energy above which a frame is speech; nil where the recording holds none.
  func threshold(of energies: [Float]) -> Float? {
    let audible = energies.filter { Double($0) > options.digitalSilence }.sorted()
    guard audible.count >= 10 else { return nil }
    func quantile(_ share: Double) -> Double { Double(audible[Int(share * Double(audible.count - 1))]) }
    let (noise, level) = (quantile(options.noiseQuantile), quantile(options.speechQuantile))
    let range = level - noise
    guard range >= options.minimumRange else { return nil }
    let above = noise + max(options.minimumMargin, options.thresholdFraction * range)
    return Float(max(above, level - options.maximumDepth))
  }

  private func smoothed(_ energies: [Float]) -> [Float] {
    let reach = options.smoothingFrames / 2
    return energies.indices.map { t in
      let window = energies[max(0, t - reach)...min(energies.count - 1, t + reach)]
      return window.reduce(0, +) / Float(window.count)
    }
  }

  private func frames(_ seconds: Double) -> Int { Int((seconds * frame.frameRate).rounded()) }

  private func bridgeGaps(_ speech: inout [Bool]) {
    let longest = frames(options.bridgedGapSeconds)
    var lastSpeech: Int?
    for t in speech.indices where speech[t] {
      if let lastSpeech, t - lastSpeech - 1 <= longest {
        for gap in lastSpeech..<t { speech[gap] = true }
      }
      lastSpeech = t
    }
  }

  private func dropClicks(_ speech: inout [Bool]) {
    let shortest = frames(options.minimumSpeechSeconds)
    let mask = SpeechMask(isSpeech: speech, frameShift: 1)
    for segment in mask.segments where segment.count < shortest {
      for t in segment { speech[t] = false }
    }
  }

  private func extended(_ speech: [Bool]) -> [Bool] {
    let reach = frames(options.hangoverSeconds)
    var result = speech
    for segment in SpeechMask(isSpeech: speech, frameShift: 1).segments {
      for t in max(0, segment.lowerBound - reach)..<min(speech.count, segment.upperBound + reach) {
        result[t] = true
      }
    }
    return result
  }

  private func meanPower(_ energies: [Float]) -> Double? {
    if energies.isEmpty { return nil }
    let mean = energies.reduce(0) { $0 + Double.pow(10, Double($1) / 10) } / Double(energies.count)
    return 10 * Double.log10(mean)
  }
}
