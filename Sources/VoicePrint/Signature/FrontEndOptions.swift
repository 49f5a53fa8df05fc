/// The configuration of everything between a waveform and the features of a model's views.
public struct FrontEndOptions: Hashable, Sendable, Codable {
  /// What one view sees of the spectrum.
  public struct View: Hashable, Sendable, Codable {
    /// Name of the view, for people: `wide`, `loud`, `narrow`.
    public var name: String
    /// Which cepstral coefficients.
    public var cepstrum: CepstrumOptions
    /// What is taken out of the features.
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

  /// What is taken out of features, over the frames with speech around each.
  public enum Normalization: String, Hashable, Sendable, Codable {
    /// Nothing: the long-term spectrum stays, with the voice's share of it and the line's.
    case none
    /// The mean.
    case mean
    /// The mean, and features are divided by their standard deviation.
    case meanAndVariance
  }

  /// How frames are cut.
  public var frame = FrameOptions()
  /// The views, in the order of the model's.
  public var views: [View]
  /// Neighbours on each side that slopes are fitted to.
  public var slopeWindow = 3
  /// Speech that features are normalised over, in seconds: the frames with speech around each, as if the pauses had been
  /// cut out, so that it does not matter how much silence there is.
  public var normalizationWindowSeconds = 3.0
  /// Every how many frames of speech one enters the statistics, standing for those left out.
  public var statisticsStep = 2
  /// How speech is told from silence and noise.
  public var activity = ActivityOptions()

  /// What a network makes of the speech, beside the views; nil without one.
  public var learned: LearnedView?

  /// The defaults, for these views.
  public init(views: [View] = [.wide, .loud, .narrow]) {
    precondition(!views.isEmpty, "a front end has a view")
    self.views = views
  }

  /// What a view sees that a network was trained for.
  public struct LearnedView: Hashable, Sendable, Codable {
    /// Name of the view, for people.
    public var name = "learned"
    /// Number of mel bands that the network looks at.
    public var bands = 40
    /// Dimension of its embeddings.
    public var dimension = 256
    /// Speech in a window, in seconds, about.
    public var windowSeconds = 1.6
    /// Mean energy of all bands together over the speech, as the network has known it.
    public var level = 0.52

    /// The defaults.
    public init() {}
  }

  /// Names of all views, the learned one last.
  public var viewNames: [String] { views.map(\.name) + (learned.map { [$0.name] } ?? []) }

  /// Dimension of the features of each view.
  var viewDimensions: [Int] { views.map(\.dimension) + (learned.map { [$0.dimension] } ?? []) }

  /// Frames in a window of the learned view, about.
  var windowFrames: Int { Int(((learned?.windowSeconds ?? 0) * frame.frameRate).rounded()) }

  /// Length of the normalisation window in frames.
  var normalizationWindow: Int { Int((normalizationWindowSeconds * frame.frameRate).rounded()) }
}

extension FrontEndOptions.View {
  /// The band of a 16 kHz recording.
  public static let wide = Self(name: "wide", cepstrum: .wideBand, normalization: .meanAndVariance)
  /// The same band as it is heard, with its long-term spectrum.
  public static let loud = Self(name: "loud", cepstrum: .wideBandLoudness, normalization: .none)
  /// The band of a telephone, in whatever recording it comes, as it is heard.
  public static let narrow = Self(name: "narrow", cepstrum: .narrowBandLoudness, normalization: .mean)
}
