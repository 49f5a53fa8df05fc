/// Computes the power spectra of a waveform's frames, a block of frames at a time.
///
/// Samples are scaled to the 16-bit range, so that every level is comparable with Kaldi's. Each frame loses its
/// mean, is pre-emphasised and windowed (Kaldi's order), then transformed; a block is one execution of a batched
/// plan. One computer belongs to one task: it owns FFTW's buffers.
public struct SpectrumComputer: ~Copyable {
  /// Frames in a block: enough to make the products that follow efficient, few enough to stay in cache.
  public static let blockLength = 128

  /// How frames are cut.
  public let options: FrameOptions
  private let window: [Float]
  private var transform: RealFourierTransform

  /// Plans the transform.
  public init(options: FrameOptions = FrameOptions()) {
    self.options = options
    window = options.window
    transform = RealFourierTransform(length: options.transformLength, batch: Self.blockLength)
  }

  /// Power spectra of consecutive frames: `frames.count × options.bins`, frames.count at most `blockLength`.
  ///
  /// - Parameters:
  ///   - frames: indices of frames, below `options.frameCount(samples:)`.
  ///   - waveform: at the options' sample rate.
  ///   - spectra: receives the power spectra, row after row.
  package mutating func computeSpectra(
    of frames: Range<Int>, in waveform: Waveform, into spectra: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(waveform.sampleRate == options.sampleRate, "a waveform at the options' sample rate")
    precondition(frames.count <= Self.blockLength)
    let options = options
    let (window, length) = (window, options.transformLength)
    unsafe transform.withInput { input in
      for (row, frame) in frames.enumerated() {
        let target = unsafe UnsafeMutableBufferPointer(rebasing: input[row * length..<(row + 1) * length])
        unsafe Self.withSamples(ofFrame: frame, in: waveform.samples, options) { samples in
          unsafe VectorFunctions.prepareFrame(
            samples, window: window, preemphasis: options.preemphasis, into: target)
        }
      }
    }
    unsafe transform.powerSpectra(count: frames.count, into: spectra)
  }

  /// Lends the samples of a frame; beyond the ends the waveform is reflected.
  private static func withSamples(
    ofFrame frame: Int, in samples: [Float], _ options: FrameOptions,
    _ body: (UnsafeBufferPointer<Float>) -> Void
  ) {
    let range =
      options.firstSample(ofFrame: frame)..<options.firstSample(ofFrame: frame) + options.frameLength
    if range.lowerBound >= 0, range.upperBound <= samples.count {
      unsafe samples.withUnsafeBufferPointer { unsafe body(UnsafeBufferPointer(rebasing: $0[range])) }
      return
    }
    let reflected = range.map { position in
      var index = position
      while index < 0 || index >= samples.count {
        index = index < 0 ? -index - 1 : 2 * samples.count - 1 - index
      }
      return samples[index]
    }
    unsafe reflected.withUnsafeBufferPointer { unsafe body($0) }
  }
}

extension SpectrumComputer {
  /// Power spectra of all frames of a waveform, frames × bins; for inspection, since the pipeline keeps only a
  /// block of them at a time.
  public mutating func spectra(of waveform: Waveform) -> Matrix<Float> {
    let count = options.frameCount(samples: waveform.samples.count)
    var result = Matrix<Float>(rows: count, columns: options.bins)
    unsafe forEachBlock(of: waveform) { frames, spectra in
      unsafe result.elements.withUnsafeMutableBufferPointer { target in
        for i in spectra.indices {
          unsafe target[frames.lowerBound * spectra.count / frames.count + i] = spectra[i]
        }
      }
    }
    return result
  }

  /// Calls `body` for block after block of frames with their power spectra, `frames.count × bins` numbers.
  package mutating func forEachBlock(
    of waveform: Waveform, _ body: (Range<Int>, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    let count = options.frameCount(samples: waveform.samples.count)
    let bins = options.bins
    var spectra = [Float](repeating: 0, count: Self.blockLength * bins)
    var start = 0
    while start < count {
      let frames = start..<min(start + Self.blockLength, count)
      unsafe spectra.withUnsafeMutableBufferPointer { buffer in
        let block = unsafe UnsafeMutableBufferPointer(rebasing: buffer[..<(frames.count * bins)])
        unsafe computeSpectra(of: frames, in: waveform, into: block)
        unsafe body(frames, block)
      }
      start = frames.upperBound
    }
  }
}
