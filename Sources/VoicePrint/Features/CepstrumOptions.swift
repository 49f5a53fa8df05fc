/// Which mel-frequency cepstral coefficients are computed from a power spectrum.
public struct CepstrumOptions: Hashable, Sendable, Codable {
  /// What makes a band's energy e as loud as it seems.
  public enum Compression: Hashable, Sendable, Codable {
    /// ln e: a faint band counts as much as a loud one, and what a line does to a band is a constant.
    case logarithm
    /// The Box–Cox transform (x^λ − 1)/λ of x = e/ē + 10^(−floor/10), with λ = 1/order and ē the mean energy of all
    /// bands in the recording's speech (Box and Cox 1964; as a law of loudness Hermansky 1990, Kim and Stern 2016).
    ///
    /// Faint bands and pauses, where noise is, vary little, and the long-term balance of loud and faint bands is kept.
    /// A gain changes nothing.
    ///
    /// - Parameters:
    ///   - order: the root that is taken, above 0.
    ///   - floor: what is added, in dB under ē.
    case root(order: Double, floor: Double)
  }

  /// Number of triangular mel bands.
  public var bands: Int
  /// Lower edge of the first band, in Hz.
  public var lowestFrequency: Double
  /// Upper edge of the last band, in Hz.
  public var highestFrequency: Double
  /// Number of cepstral coefficients kept, C0 first.
  public var coefficients: Int
  /// Liftering: coefficient i is multiplied by 1 + Q/2·sin(πi/Q), with Q this number; 0 leaves them alone.
  public var lifter: Double
  /// What takes the place of a band's energy.
  public var compression: Compression

  /// Options from their values.
  public init(
    bands: Int = 30, lowestFrequency: Double = 20, highestFrequency: Double = 7600, coefficients: Int = 20,
    lifter: Double = 22, compression: Compression = .logarithm
  ) {
    precondition(coefficients > 0 && coefficients <= bands, "no more coefficients than bands")
    self.bands = bands
    self.lowestFrequency = lowestFrequency
    self.highestFrequency = highestFrequency
    self.coefficients = coefficients
    self.lifter = lifter
    self.compression = compression
  }

  /// Whether both look at the same mel bands, whatever they make of them.
  func hasBands(of other: CepstrumOptions) -> Bool {
    bands == other.bands && lowestFrequency == other.lowestFrequency
      && highestFrequency == other.highestFrequency
  }

  /// The wide band of a 16 kHz recording.
  public static let wideBand = CepstrumOptions()
  /// The wide band of a 16 kHz recording, as loud as it seems.
  public static let wideBandLoudness = CepstrumOptions(compression: .root(order: 10, floor: 20))
  /// What a telephone carries, 100–3800 Hz, as loud as it seems.
  public static let narrowBandLoudness = CepstrumOptions(
    bands: 24, lowestFrequency: 100, highestFrequency: 3800, compression: .root(order: 10, floor: 20))
}
