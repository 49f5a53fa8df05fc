internal import RealModule

/// Triangular filters, equally wide on the mel scale mel(f) = 1127 ln(1 + f/700), as Kaldi places them.
public struct MelFilterBank: Sendable {
  /// Weights of the power spectrum's bins in each band, bands × bins.
  public let weights: Matrix<Float>

  /// Places the bands.
  ///
  /// - Parameters:
  ///   - bands: number of triangles.
  ///   - lowestFrequency: where the first triangle begins, in Hz.
  ///   - highestFrequency: where the last triangle ends, in Hz; at most half the sample rate.
  ///   - frame: the frames whose power spectra are filtered.
  public init(bands: Int, lowestFrequency: Double, highestFrequency: Double, frame: FrameOptions) {
    precondition(
      lowestFrequency >= 0 && lowestFrequency < highestFrequency
        && highestFrequency <= Double(frame.sampleRate) / 2, "the bands lie within the spectrum")
    let binWidth = Double(frame.sampleRate) / Double(frame.transformLength)
    let (lowest, highest) = (Self.mel(lowestFrequency), Self.mel(highestFrequency))
    let step = (highest - lowest) / Double(bands + 1)
    var weights = Matrix<Float>(rows: bands, columns: frame.bins)
    for band in 0..<bands {
      let left = lowest + Double(band) * step
      // The last bin, at half the sample rate, belongs to no band.
      for bin in 0..<frame.bins - 1 {
        let mel = Self.mel(Double(bin) * binWidth)
        let weight = min((mel - left) / step, (left + 2 * step - mel) / step)
        if weight > 0 { weights[band, bin] = Float(weight) }
      }
    }
    self.weights = weights
  }

  /// The mel scale of a frequency in Hz.
  public static func mel(_ frequency: Double) -> Double { 1127 * Double.log(1 + frequency / 700) }
}
