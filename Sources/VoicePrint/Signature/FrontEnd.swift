/// Turns a waveform into the features of every view, computing the spectrum once.
///
/// One front end belongs to one task: it owns FFTW's buffers.
public struct FrontEnd: ~Copyable {
  /// The configuration.
  public let options: FrontEndOptions
  private let detector: SpeechActivityDetector
  // One for each kind of cepstrum: views that differ only in their normalisation share it.
  private let computers: [CepstrumComputer]
  private let computerOfView: [Int]
  private var spectrum: SpectrumComputer

  /// Plans and prepares everything that does not depend on the recording.
  public init(options: FrontEndOptions = FrontEndOptions()) {
    self.options = options
    detector = SpeechActivityDetector(options: options.activity, frame: options.frame)
    let kinds = options.views.map(\.cepstrum)
    let distinct = kinds.indices.filter { kinds.firstIndex(of: kinds[$0]) == $0 }.map { kinds[$0] }
    computers = distinct.map { CepstrumComputer(options: $0, frame: options.frame) }
    computerOfView = kinds.map { kind in distinct.firstIndex(of: kind) ?? 0 }
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
    let window = options.normalizationWindow
    let features = zip(computers, spectral.energies).map { computer, energies in
      RegressionSlopes.appended(
        to: computer.cepstra(ofBandEnergies: energies, speech: speech), window: options.slopeWindow)
    }
    return Output(
      views: zip(options.views, computerOfView).map { view, computer in
        let features = features[computer]
        return switch view.normalization {
        case .allFrames: SlidingMeanNormalization.normalized(features, window: window).gatherRows(speech)
        case .speechFrames: SlidingMeanNormalization.normalized(features.gatherRows(speech), window: window)
        }
      },
      activity: activity,
      bandwidth: spectral.profile.bandwidth(ofFrames: speech))
  }

  /// Everything that is read off the power spectra, block after block.
  private struct Spectral {
    /// Energies of the mel bands of each computer; frames × bands.
    var energies: [Matrix<Float>]
    var profile: BandProfile
  }

  private mutating func spectral(of waveform: Waveform) -> Spectral {
    let count = options.frame.frameCount(samples: waveform.samples.count)
    let bins = options.frame.bins
    var result = Spectral(
      energies: computers.map { Matrix<Float>(rows: count, columns: $0.options.bands) },
      profile: BandProfile(frame: options.frame, expectedFrames: count))
    let computers = computers
    unsafe spectrum.forEachBlock(of: waveform) { frames, spectra in
      unsafe result.profile.append(count: frames.count, spectra: spectra)
      for (index, computer) in computers.enumerated() {
        let width = computer.options.bands
        unsafe result.energies[index].elements.withUnsafeMutableBufferPointer { elements in
          let rows = unsafe UnsafeMutableBufferPointer(
            rebasing: elements[frames.lowerBound * width..<frames.upperBound * width])
          unsafe computer.computeBandEnergies(count: frames.count, spectra: spectra, bins: bins, into: rows)
        }
      }
    }
    return result
  }
}
