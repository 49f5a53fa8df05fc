/// From a waveform to additive statistics in every view of a model.
///
/// One extractor belongs to one task: it owns the front end's and the mixtures' scratch memory.
public struct SignatureExtractor: ~Copyable {
  /// The model.
  public let model: VoiceModel
  private var frontEnd: FrontEnd
  private var computers: [PosteriorComputer]

  /// Plans and allocates everything that does not depend on the recording.
  public init(model: VoiceModel) {
    self.model = model
    frontEnd = FrontEnd(options: model.frontEnd, network: model.network)
    computers = model.cepstralViews.map { PosteriorComputer(mixture: $0.mixture) }
  }

  /// What was found in a recording.
  public struct Analysis: Sendable {
    /// Which frames hold speech, and the levels of speech and noise.
    public let activity: SpeechActivityDetector.Activity
    /// Highest frequency at which the recording carries speech, in Hz.
    public let bandwidth: Double
    /// Zeroth- and first-order statistics of the speech in each view.
    public let baumWelch: [BaumWelchStatistics]
    /// The additive statistics (N, b) in each view.
    public let statistics: [SignatureStatistics]
  }

  /// Analyses a waveform at the front end's sample rate.
  public mutating func analysis(of waveform: Waveform) -> Analysis {
    let features = frontEnd.features(of: waveform)
    var baumWelch: [BaumWelchStatistics] = []
    for view in computers.indices {
      baumWelch.append(
        BaumWelchStatistics(
          of: features.views[view], every: model.frontEnd.statisticsStep, with: &computers[view]))
    }
    if let learned = features.learned, let view = model.views.last {
      baumWelch.append(learned.statistics(ofFrames: 0..<learned.frames, under: view.mixture))
    }
    return Analysis(
      activity: features.activity, bandwidth: features.bandwidth, baumWelch: baumWelch,
      statistics: zip(model.views, baumWelch).map { $0.totalVariability.signatureStatistics(of: $1) })
  }
}
