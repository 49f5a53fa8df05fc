internal import RealModule

/// Power of a recording's frames in bands of equal width: what activity and bandwidth are read from.
public struct BandProfile: Sendable {
  /// Width of a band in Hz.
  public static let bandWidth = 250.0

  /// Power of each band on the 16-bit scale, frames × bands, appended frame by frame.
  private(set) var power: [Float] = []
  /// Number of bands; band b reaches from b to b + 1 times ``bandWidth``.
  public let bands: Int
  private let binsPerBand: Int
  private let bins: Int
  private let scale: Float

  /// An empty profile for frames cut in this way.
  public init(frame: FrameOptions, expectedFrames: Int = 0) {
    let binWidth = Double(frame.sampleRate) / Double(frame.transformLength)
    binsPerBand = max(1, Int((Self.bandWidth / binWidth).rounded()))
    bands = (frame.bins - 1) / binsPerBand
    bins = frame.bins
    // Parseval's sum over both halves of the spectrum, for each sample of the frame.
    scale = 2 / (Float(frame.transformLength) * Float(frame.frameLength))
    power.reserveCapacity(expectedFrames * bands)
  }

  /// Number of frames.
  public var frames: Int { power.count / bands }

  /// Appends frames from their power spectra, count × bins.
  package mutating func append(count: Int, spectra: UnsafeMutableBufferPointer<Float>) {
    let first = power.count
    power.append(contentsOf: repeatElement(0, count: count * bands))
    unsafe power.withUnsafeMutableBufferPointer { power in
      for row in 0..<count {
        // The first bin holds what is constant, and belongs to no band.
        let start = row * bins + 1
        unsafe VectorFunctions.groupSums(
          of: UnsafeBufferPointer(rebasing: spectra[start..<start + bands * binsPerBand]), width: binsPerBand,
          scale: scale,
          into: UnsafeMutableBufferPointer(rebasing: power[first + row * bands..<first + (row + 1) * bands]))
      }
    }
  }

  /// Appends frames from their power spectra.
  ///
  /// - Parameter spectra: frames × bins, as ``SpectrumComputer`` gives them.
  public mutating func append(_ spectra: Matrix<Float>) {
    precondition(spectra.columns == bins, "spectra of the same frames")
    var elements = spectra.elements
    unsafe elements.withUnsafeMutableBufferPointer { unsafe append(count: spectra.rows, spectra: $0) }
  }

  /// The highest frequency, in Hz, at which frames carry power: within 50 dB of the strongest band. 0 without frames.
  ///
  /// A telephone call stays narrow however it is stored.
  public func bandwidth(ofFrames chosen: [Int]) -> Double {
    if chosen.isEmpty { return 0 }
    var mean = [Double](repeating: 0, count: bands)
    for t in chosen {
      for band in 0..<bands { mean[band] += Double(power[t * bands + band]) }
    }
    let floor = (mean.max() ?? 0) * Double.pow(10, -Self.bandwidthDepth / 10)
    return Double((mean.lastIndex { $0 > floor } ?? -1) + 1) * Self.bandWidth
  }

  /// A band carries speech while its power is within this many dB of the strongest band.
  private static let bandwidthDepth = 50.0
}
