/// One channel of sound.
public struct Waveform: Equatable, Sendable {
  /// Sample values; full scale is −1…1.
  public let samples: [Float]
  /// Samples a second, in Hz.
  public let sampleRate: Int

  /// A waveform over existing samples.
  public init(samples: [Float], sampleRate: Int) {
    precondition(sampleRate > 0, "a sample rate is positive")
    self.samples = samples
    self.sampleRate = sampleRate
  }

  /// Length in seconds.
  public var duration: Double { Double(samples.count) / Double(sampleRate) }
}
