internal import CKernels

/// Elementary functions over whole buffers, as polynomials in the widest instructions that the processor has.
///
/// Relative error of both is below 3e-7 over the stated ranges; the tests hold them to it.
package enum VectorFunctions {
  /// Replaces each value by its natural logarithm. Values are positive, normal, finite numbers.
  package static func logarithm(_ values: UnsafeMutableBufferPointer<Float>) {
    guard let base = values.baseAddress else { return }
    unsafe voiceprint_logarithm(base, values.count)
  }

  /// Replaces each value, at most 88, by e to its power; below −87 the result is 0.
  package static func exponential(_ values: UnsafeMutableBufferPointer<Float>) {
    guard let base = values.baseAddress else { return }
    unsafe voiceprint_exponential(base, values.count)
  }

  /// Replaces each value by its power, with an exponent in −1…1. Values are positive, normal, finite numbers; the
  /// relative error grows with the logarithm of the result, to below 1e-5 over all of them.
  package static func raise(_ values: UnsafeMutableBufferPointer<Float>, to exponent: Float) {
    guard let base = values.baseAddress else { return }
    unsafe voiceprint_raise(base, values.count, exponent)
  }

  /// One step of a layer of long short-term memory.
  ///
  /// - Parameters:
  ///   - gates: input, forget, candidate and output gates before bias and functions; sequences × 4·width.
  ///   - bias: of the gates; 4·width numbers.
  ///   - cells: replaced by those of this step; sequences × width.
  ///   - outputs: of this step; sequences × width.
  static func memoryStep(
    gates: UnsafeBufferPointer<Float>, bias: [Float], cells: UnsafeMutableBufferPointer<Float>,
    outputs: UnsafeMutableBufferPointer<Float>
  ) {
    let width = bias.count / 4
    let count = outputs.count / max(width, 1)
    precondition(
      gates.count >= 4 * count * width && cells.count >= count * width, "gates and cells of each sequence")
    guard let gate = gates.baseAddress, let cell = cells.baseAddress, let output = outputs.baseAddress else {
      return
    }
    unsafe voiceprint_memory_step(gate, bias, cell, output, count, width)
  }

  /// Power |X|² of complex numbers whose real and imaginary parts take turns: half as many numbers as there are
  /// in `complex`.
  static func power(of complex: UnsafeBufferPointer<Float>, into power: UnsafeMutableBufferPointer<Float>) {
    precondition(power.count >= complex.count / 2)
    guard let source = complex.baseAddress, let target = power.baseAddress else { return }
    unsafe voiceprint_power(source, target, complex.count / 2)
  }

  /// Sums of neighbouring groups of `width` numbers, times `scale`: one a group of `sums`.
  static func groupSums(
    of values: UnsafeBufferPointer<Float>, width: Int, scale: Float,
    into sums: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(values.count >= sums.count * width)
    guard let source = values.baseAddress, let target = sums.baseAddress else { return }
    unsafe voiceprint_band_sums(source, target, sums.count, width, scale)
  }

  /// A frame of samples in −1…1 brought to the 16-bit scale, less its mean, pre-emphasised and windowed.
  static func prepareFrame(
    _ samples: UnsafeBufferPointer<Float>, window: [Float], preemphasis: Float,
    into frame: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(samples.count == window.count && frame.count >= window.count)
    guard let source = samples.baseAddress, let target = frame.baseAddress else { return }
    unsafe voiceprint_prepare_frame(source, window, preemphasis, target, window.count)
  }
}
