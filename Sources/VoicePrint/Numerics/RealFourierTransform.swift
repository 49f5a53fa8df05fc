internal import CFFTW

/// A batch of real Fourier transforms of one length, planned once and executed many times.
///
/// FFTW computes X_k = Σ_n x_n e^(−2πikn/length), without normalisation, for k = 0 … length/2. The plan is
/// FFTW's estimate, which measured no slower than a measured one at these lengths and is the same on every run.
@safe package struct RealFourierTransform: ~Copyable {
  /// Number of real samples in one transform.
  package let length: Int
  /// Number of transforms in the batch.
  package let batch: Int
  /// Number of complex values of one transform: length / 2 + 1.
  package let bins: Int
  /// Complex values from one transform's output to the next: even, so that each begins at a multiple of 16 bytes.
  /// Without that FFTW's estimate takes a route with half as much again of rounding.
  private let stride: Int

  private let input: UnsafeMutableBufferPointer<Float>
  private let output: UnsafeMutableBufferPointer<fftwf_complex>
  private let plan: FourierPlan

  /// Plans a batch of transforms; the input starts as zeros.
  package init(length: Int, batch: Int) {
    precondition(length > 0 && length.isMultiple(of: 2) && batch > 0, "an even length and a batch")
    self.length = length
    self.batch = batch
    bins = length / 2 + 1
    let stride = bins + bins % 2
    self.stride = stride
    guard
      let real = unsafe fftwf_alloc_real(length * batch),
      let complex = unsafe fftwf_alloc_complex(stride * batch)
    else { preconditionFailure("no memory for \(batch) transforms of length \(length)") }
    unsafe input = UnsafeMutableBufferPointer(start: real, count: length * batch)
    unsafe output = UnsafeMutableBufferPointer(start: complex, count: stride * batch)
    var size = Int32(length)
    unsafe plan = FourierPlan {
      unsafe fftwf_plan_many_dft_r2c(
        1, &size, Int32(batch), real, nil, 1, Int32(length), complex, nil, 1, Int32(stride),
        UInt32(FFTW_ESTIMATE) | UInt32(FFTW_PRESERVE_INPUT))
    }
    unsafe input.initialize(repeating: 0)
  }

  deinit {
    unsafe fftwf_free(input.baseAddress)
    unsafe fftwf_free(output.baseAddress)
  }

  /// Lends the input, `batch × length` samples, transform after transform; what is left in it stays.
  package mutating func withInput(_ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
    unsafe body(input)
  }

  /// Executes the plan and writes |X_k|² of the first `count` transforms, `count × bins` numbers.
  package mutating func powerSpectra(count: Int, into target: UnsafeMutableBufferPointer<Float>) {
    precondition(count <= batch && target.count >= count * bins)
    plan.execute()
    let (bins, stride) = (bins, stride)
    unsafe output.withMemoryRebound(to: Float.self) { spectrum in
      for row in 0..<count {
        unsafe VectorFunctions.power(
          of: UnsafeBufferPointer(rebasing: spectrum[2 * row * stride..<2 * (row * stride + bins)]),
          into: UnsafeMutableBufferPointer(rebasing: target[row * bins..<(row + 1) * bins]))
      }
    }
  }
}
