internal import CFFTW

/// Linear convolution with a long impulse response, by overlap-add of Fourier transforms.
package enum Convolution {
  /// The first `signal.count` samples of signal ∗ response.
  package static func convolve(_ signal: [Float], with response: [Float]) -> [Float] {
    guard !signal.isEmpty, !response.isEmpty else { return Array(repeating: 0, count: signal.count) }
    var length = 1024
    while length < 4 * response.count { length *= 2 }
    let step = length - response.count + 1
    let bins = length / 2 + 1
    var forward = ComplexSpectrum(length: length)
    let kernel = forward.spectrum(of: response[...])
    var result = [Float](repeating: 0, count: signal.count)
    var start = 0
    while start < signal.count {
      let piece = signal[start..<min(start + step, signal.count)]
      var spectrum = forward.spectrum(of: piece)
      for k in 0..<bins {
        let (a, b) = (spectrum[k], kernel[k])
        spectrum[k] = SIMD2(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x)
      }
      let block = forward.signal(of: spectrum)
      for i in 0..<min(length, signal.count - start) { result[start + i] += block[i] }
      start += step
    }
    return result
  }
}

/// A forward and an inverse real transform of one length, with the buffers they share.
@safe private struct ComplexSpectrum: ~Copyable {
  let length: Int
  private let real: UnsafeMutableBufferPointer<Float>
  private let complex: UnsafeMutableBufferPointer<fftwf_complex>
  private let forward: FourierPlan
  private let inverse: FourierPlan

  init(length: Int) {
    self.length = length
    guard let real = unsafe fftwf_alloc_real(length), let complex = unsafe fftwf_alloc_complex(length / 2 + 1)
    else { preconditionFailure("no memory for a transform of length \(length)") }
    unsafe self.real = UnsafeMutableBufferPointer(start: real, count: length)
    unsafe self.complex = UnsafeMutableBufferPointer(start: complex, count: length / 2 + 1)
    unsafe forward = FourierPlan {
      unsafe fftwf_plan_dft_r2c_1d(Int32(length), real, complex, UInt32(FFTW_ESTIMATE))
    }
    unsafe inverse = FourierPlan {
      unsafe fftwf_plan_dft_c2r_1d(Int32(length), complex, real, UInt32(FFTW_ESTIMATE))
    }
  }

  deinit {
    unsafe fftwf_free(real.baseAddress)
    unsafe fftwf_free(complex.baseAddress)
  }

  /// The transform of samples, padded with zeros.
  mutating func spectrum(of samples: ArraySlice<Float>) -> [SIMD2<Float>] {
    unsafe real.update(repeating: 0)
    for (i, sample) in samples.enumerated() { unsafe real[i] = sample }
    forward.execute()
    return unsafe complex.withMemoryRebound(to: SIMD2<Float>.self) { unsafe Array($0) }
  }

  /// The samples whose transform this is.
  mutating func signal(of spectrum: [SIMD2<Float>]) -> [Float] {
    unsafe complex.withMemoryRebound(to: SIMD2<Float>.self) { target in
      for (k, value) in spectrum.enumerated() { unsafe target[k] = value }
    }
    inverse.execute()
    let scale = 1 / Float(length)
    return unsafe real.map { $0 * scale }
  }
}
