internal import RealModule

/// How a waveform is cut into frames, as Kaldi defines it with `snip_edges=false` and no dither.
public struct FrameOptions: Hashable, Sendable, Codable {
  /// Samples a second of the waveforms that are cut, in Hz.
  public var sampleRate = 16_000
  /// Length of a frame in ms.
  public var frameLengthMilliseconds = 25.0
  /// Distance from one frame to the next in ms.
  public var frameShiftMilliseconds = 10.0
  /// Coefficient of the first-order high-pass that flattens the spectrum of speech, 0…1.
  public var preemphasis: Float = 0.97

  /// The defaults, for 16 kHz.
  public init(sampleRate: Int = 16_000) {
    precondition(sampleRate > 0, "a sample rate is positive")
    self.sampleRate = sampleRate
  }

  /// Samples in a frame.
  public var frameLength: Int { Int((Double(sampleRate) * frameLengthMilliseconds / 1000).rounded()) }
  /// Samples from one frame to the next.
  public var frameShift: Int { Int((Double(sampleRate) * frameShiftMilliseconds / 1000).rounded()) }
  /// Length of the Fourier transform: the next power of two.
  public var transformLength: Int {
    var length = 2
    while length < frameLength { length *= 2 }
    return length
  }
  /// Number of frequencies in a power spectrum.
  public var bins: Int { transformLength / 2 + 1 }
  /// Frames a second.
  public var frameRate: Double { 1000 / frameShiftMilliseconds }

  /// Number of frames of a waveform: one for every shift, the last where half a shift or more remains.
  public func frameCount(samples: Int) -> Int { (samples + frameShift / 2) / frameShift }

  /// Index of a frame's first sample; the frames stand centred, so that the first index is negative.
  public func firstSample(ofFrame frame: Int) -> Int { frame * frameShift + frameShift / 2 - frameLength / 2 }

  /// Povey's window: a Hann window to the power 0.85, which does not reach zero at the edges of its slope.
  public var window: [Float] {
    (0..<frameLength).map { i in
      let hann = 0.5 - 0.5 * Double.cos(2 * Double.pi * Double(i) / Double(frameLength - 1))
      return Float(Double.pow(hann, 0.85))
    }
  }
}
