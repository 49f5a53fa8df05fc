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
  private let network: RecurrentNetwork?
  private let networkBank: BandEnergyComputer?
  private var spectrum: SpectrumComputer

  /// Plans and prepares everything that does not depend on the recording.
  ///
  /// - Parameters:
  ///   - options: the configuration.
  ///   - network: what the learned view is seen with, where there is one; without it, that view is left out.
  public init(options: FrontEndOptions = FrontEndOptions(), network: RecurrentNetwork? = nil) {
    self.options = options
    self.network = options.learned == nil ? nil : network
    networkBank = self.network.map {
      BandEnergyComputer(weights: MelFilterBank.flat(bands: $0.bands, frame: options.frame).weights)
    }
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
    /// What the network says of the same speech; nil without one.
    public let learned: EmbeddedWindows?
    /// Which frames hold speech, and the levels of speech and noise.
    public let activity: SpeechActivityDetector.Activity
    /// Highest frequency at which the recording carries speech, in Hz.
    public let bandwidth: Double

    /// Features of some of the frames with speech in a view; of the learned one each frame's are those of its window.
    func features(ofView view: Int, frames: Range<Int>) -> Matrix<Float> {
      view < views.count
        ? views[view].rows(frames) : learned?.features(ofFrames: frames) ?? Matrix(rows: 0, columns: 0)
    }
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
      learned: learned(of: spectral.networkEnergies, speech: speech),
      activity: activity,
      bandwidth: spectral.profile.bandwidth(ofFrames: speech))
  }

  /// The speech as the network sees it: brought to the level that it knows, cut into windows of one length.
  private func learned(of energies: Matrix<Float>, speech: [Int]) -> EmbeddedWindows? {
    guard let network, let learned = options.learned else { return nil }
    let heard = energies.gatherRows(speech)
    let windows = EmbeddedWindows.windows(ofFrames: heard.rows, length: options.windowFrames)
    let mean = heard.elements.reduce(0.0) { $0 + Double($1) } / Double(max(heard.rows, 1))
    let gain = Float(learned.level / max(mean, .leastNormalMagnitude))
    return EmbeddedWindows(
      embeddings: network.embeddings(of: gain * heard, starts: windows.starts, length: windows.length),
      frames: heard.rows)
  }

  /// Everything that is read off the power spectra, block after block.
  private struct Spectral {
    /// Energies of each set of mel bands; frames × bands.
    var energies: [Matrix<Float>]
    /// Energies of the network's bands, frames × bands; empty without one.
    var networkEnergies: Matrix<Float>
    var profile: BandProfile
  }

  private mutating func spectral(of waveform: Waveform) -> Spectral {
    let count = options.frame.frameCount(samples: waveform.samples.count)
    let bins = options.frame.bins
    var result = Spectral(
      energies: banks.map { Matrix<Float>(rows: count, columns: $0.options.bands) },
      networkEnergies: Matrix<Float>(rows: networkBank == nil ? 0 : count, columns: networkBank?.bands ?? 0),
      profile: BandProfile(frame: options.frame, expectedFrames: count))
    let (banks, networkBank) = (banks, networkBank)
    unsafe spectrum.forEachBlock(of: waveform) { frames, spectra in
      unsafe result.profile.append(count: frames.count, spectra: spectra)
      for (index, bank) in banks.enumerated() {
        unsafe bank.bandEnergies.computeEnergies(
          frames: frames, spectra: spectra, bins: bins, into: &result.energies[index])
      }
      if let networkBank {
        unsafe networkBank.computeEnergies(
          frames: frames, spectra: spectra, bins: bins, into: &result.networkEnergies)
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
