/// The configuration of everything between a waveform and the features of a model's views.
public struct FrontEndOptions: Hashable, Sendable, Codable {
  /// What one view sees of the spectrum.
  public struct View: Hashable, Sendable, Codable {
    /// Name of the view, for people: `wide`, `narrow`.
    public var name: String
    /// Which cepstral coefficients.
    public var cepstrum: CepstrumOptions
    /// Which frames the sliding mean is taken over.
    public var normalization: Normalization

    /// Options from their values.
    public init(name: String, cepstrum: CepstrumOptions, normalization: Normalization) {
      self.name = name
      self.cepstrum = cepstrum
      self.normalization = normalization
    }

    /// Dimension of the features: the coefficients, their slopes, and the slopes of those.
    public var dimension: Int { 3 * cepstrum.coefficients }
  }

  /// Which frames a mean that slides with the frame is taken over.
  public enum Normalization: String, Hashable, Sendable, Codable {
    /// All frames of the window: pauses show the room and the line.
    case allFrames
    /// The frames with speech only, as if the pauses had been cut out: independent of how much silence there is.
    case speechFrames
  }

  /// How frames are cut.
  public var frame = FrameOptions()
  /// The views, in the order of the model's.
  public var views: [View]
  /// Neighbours on each side that slopes are fitted to.
  public var slopeWindow = 3
  /// Length of the window whose mean is subtracted, in seconds.
  public var normalizationWindowSeconds = 3.0
  /// Every how many frames of speech one enters the statistics, standing for those left out.
  public var statisticsStep = 2
  /// How speech is told from silence and noise.
  public var activity = ActivityOptions()

  /// The defaults, for these views.
  public init(views: [View] = [.wide, .wideSpeech, .narrow]) {
    precondition(!views.isEmpty, "a front end has a view")
    self.views = views
  }

  /// Share of each view in a score: every kind of cepstrum counts alike, and views of one kind share it.
  var viewWeights: [Double] {
    let kinds = Set(views.map(\.cepstrum)).count
    return views.map { view in
      1 / Double(kinds * views.count { $0.cepstrum == view.cepstrum })
    }
  }

  /// Length of the normalisation window in frames.
  var normalizationWindow: Int { Int((normalizationWindowSeconds * frame.frameRate).rounded()) }
}

extension FrontEndOptions.View {
  /// The band of a 16 kHz recording.
  public static let wide = Self(name: "wide", cepstrum: .wideBand, normalization: .allFrames)
  /// The same, measured against its speech alone: indifferent to how much silence there is.
  public static let wideSpeech = Self(name: "wideSpeech", cepstrum: .wideBand, normalization: .speechFrames)
  /// The band of a telephone, in whatever recording it comes.
  public static let narrow = Self(name: "narrow", cepstrum: .narrowBand, normalization: .allFrames)
}
