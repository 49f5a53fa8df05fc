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

extension MelFilterBank {
  /// Triangles of area 1, equally wide on Slaney's scale (1998, “Auditory Toolbox”), which is linear up to 1 kHz and logarithmic
  /// above, from 0 to half the sample rate; they undo the frames' pre-emphasis.
  ///
  /// - Parameters:
  ///   - bands: number of triangles.
  ///   - frame: the frames whose power spectra are filtered.
  /// - Returns: the filter bank.
  package static func flat(bands: Int, frame: FrameOptions) -> MelFilterBank {
    let binWidth = Double(frame.sampleRate) / Double(frame.transformLength)
    let highest = slaneyMel(Double(frame.sampleRate) / 2)
    let edges = (0..<bands + 2).map { slaneyFrequency(highest * Double($0) / Double(bands + 1)) }
    var weights = Matrix<Float>(rows: bands, columns: frame.bins)
    for bin in 0..<frame.bins {
      let frequency = Double(bin) * binWidth
      let angle = 2 * Double.pi * frequency / Double(frame.sampleRate)
      let preemphasis = Double(frame.preemphasis)
      let emphasis = 1 + preemphasis * preemphasis - 2 * preemphasis * Double.cos(angle)
      for band in 0..<bands {
        let (left, centre, right) = (edges[band], edges[band + 1], edges[band + 2])
        let weight = min((frequency - left) / (centre - left), (right - frequency) / (right - centre))
        if weight > 0 { weights[band, bin] = Float(weight * 2 / (right - left) / max(emphasis, 1e-4)) }
      }
    }
    return MelFilterBank(weights: weights)
  }

  private init(weights: Matrix<Float>) { self.weights = weights }

  private static let linearEnd = 1000.0
  private static let linearWidth = 200.0 / 3
  private static let logarithmicStep = Double.log(6.4) / 27

  private static func slaneyMel(_ frequency: Double) -> Double {
    frequency < linearEnd
      ? frequency / linearWidth
      : linearEnd / linearWidth + Double.log(frequency / linearEnd) / logarithmicStep
  }

  private static func slaneyFrequency(_ mel: Double) -> Double {
    let knee = linearEnd / linearWidth
    return mel < knee ? mel * linearWidth : linearEnd * Double.exp((mel - knee) * logarithmicStep)
  }
}
