/// Which mel-frequency cepstral coefficients are computed from a power spectrum.
public struct CepstrumOptions: Hashable, Sendable, Codable {
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
  /// Added to each band before the logarithm: the band's mean energy in speech, this many dB below. It hides what
  /// noise fills in between the speech, much as an ear would. Nil adds nothing.
  public var spectralFloor: Double?

  /// Options from their values.
  public init(
    bands: Int = 30, lowestFrequency: Double = 20, highestFrequency: Double = 7600, coefficients: Int = 20,
    lifter: Double = 22, spectralFloor: Double? = nil
  ) {
    precondition(coefficients > 0 && coefficients <= bands, "no more coefficients than bands")
    self.bands = bands
    self.lowestFrequency = lowestFrequency
    self.highestFrequency = highestFrequency
    self.coefficients = coefficients
    self.lifter = lifter
    self.spectralFloor = spectralFloor
  }

  /// The wide band of a 16 kHz recording.
  public static let wideBand = CepstrumOptions()
  /// What a telephone carries, 100–3800 Hz.
  public static let narrowBand = CepstrumOptions(
    bands: 24, lowestFrequency: 100, highestFrequency: 3800, spectralFloor: 20)
}
