/// Turns a waveform into the features of every view, computing the spectrum once.
///
/// One front end belongs to one task: it owns FFTW's buffers.
public struct FrontEnd: ~Copyable {
  /// The configuration.
  public let options: FrontEndOptions
  private let detector: SpeechActivityDetector
  // One for each view, and of them the first for each set of mel bands: views with the same bands share their energies.
  private let computers: [CepstrumComputer]
  private let banks: [CepstrumComputer]
  private let bankOfView: [Int]
  private var spectrum: SpectrumComputer

  /// Plans and prepares everything that does not depend on the recording.
  public init(options: FrontEndOptions = FrontEndOptions()) {
    self.options = options
    detector = SpeechActivityDetector(options: options.activity, frame: options.frame)
    let computers = options.views.map { CepstrumComputer(options: $0.cepstrum, frame: options.frame) }
    var (banks, bankOfView): ([CepstrumComputer], [Int]) = ([], [])
    for computer in computers {
      let known = banks.firstIndex { $0.options.hasBands(of: computer.options) }
      bankOfView.append(known ?? banks.count)
      if known == nil { banks.append(computer) }
    }
    (self.computers, self.banks, self.bankOfView) = (computers, banks, bankOfView)
    spectrum = SpectrumComputer(options: options.frame)
  }

  /// What the models see of a recording.
  public struct Output: Sendable {
    /// Features of the frames with speech in each view, normalised, with slopes; speech frames × dimension.
    public let views: [Matrix<Float>]
    /// Which frames hold speech, and the levels of speech and noise.
    public let activity: SpeechActivityDetector.Activity
    /// Highest frequency at which the recording carries speech, in Hz.
    public let bandwidth: Double
  }

  /// The features of a waveform at the options' sample rate.
  ///
  /// - Parameters:
  ///   - waveform: what is analysed.
  ///   - mask: the frames with speech where they are known already, as of a copy made noisy; detected otherwise.
  /// - Returns: the features of every view, the activity and the bandwidth.
  public mutating func features(of waveform: Waveform, speech mask: SpeechMask? = nil) -> Output {
    let spectral = spectral(of: waveform)
    var activity = detector.activity(of: spectral.profile)
    if let mask { activity = activity.replacingMask(mask) }
    let speech = activity.mask.speechFrames
    return Output(
      views: options.views.indices.map { view in
        let cepstra = computers[view].cepstra(
          ofBandEnergies: spectral.energies[bankOfView[view]], speech: speech)
        let features = RegressionSlopes.appended(to: cepstra, window: options.slopeWindow)
        return options.views[view].normalization.applied(
          to: features.gatherRows(speech), window: options.normalizationWindow)
      },
      activity: activity,
      bandwidth: spectral.profile.bandwidth(ofFrames: speech))
  }

  /// Everything that is read off the power spectra, block after block.
  private struct Spectral {
    /// Energies of each set of mel bands; frames × bands.
    var energies: [Matrix<Float>]
    var profile: BandProfile
  }

  private mutating func spectral(of waveform: Waveform) -> Spectral {
    let count = options.frame.frameCount(samples: waveform.samples.count)
    let bins = options.frame.bins
    var result = Spectral(
      energies: banks.map { Matrix<Float>(rows: count, columns: $0.options.bands) },
      profile: BandProfile(frame: options.frame, expectedFrames: count))
    let banks = banks
    unsafe spectrum.forEachBlock(of: waveform) { frames, spectra in
      unsafe result.profile.append(count: frames.count, spectra: spectra)
      for (index, bank) in banks.enumerated() {
        unsafe bank.computeBandEnergies(
          frames: frames, spectra: spectra, bins: bins, into: &result.energies[index])
      }
    }
    return result
  }
}

extension FrontEndOptions.Normalization {
  /// Features with it, frames × D.
  fileprivate func applied(to features: Matrix<Float>, window: Int) -> Matrix<Float> {
    switch self {
    case .none: features
    case .mean: SlidingNormalization.normalized(features, window: window)
    case .meanAndVariance: SlidingNormalization.normalized(features, window: window, variance: true)
    }
  }
}
