extension Waveform {
  /// The same sound at another rate.
  ///
  /// - Parameter rate: in Hz.
  /// - Returns: the resampled waveform.
  /// - Throws: `AudioError.resamplingFailed`.
  public func resampled(to rate: Int) throws(AudioError) -> Waveform {
    var resampler = try Resampler(from: sampleRate, to: rate, channelCount: 1)
    var output: [Float] = []
    output.reserveCapacity(samples.count * rate / sampleRate + 1)
    try resampler.append(samples, to: &output)
    try resampler.finish(to: &output)
    return Waveform(samples: output, sampleRate: rate)
  }
}
