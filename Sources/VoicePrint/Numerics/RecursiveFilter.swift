internal import RealModule

/// A second-order recursive filter (Butterworth), applied in place.
package struct RecursiveFilter: Sendable {
  private let b: (Float, Float, Float)
  private let a: (Float, Float)

  /// Passes what lies above a frequency; 12 dB an octave below it.
  package static func highPass(_ frequency: Double, sampleRate: Int) -> RecursiveFilter {
    RecursiveFilter(frequency, sampleRate, high: true)
  }

  /// Passes what lies below a frequency; 12 dB an octave above it.
  package static func lowPass(_ frequency: Double, sampleRate: Int) -> RecursiveFilter {
    RecursiveFilter(frequency, sampleRate, high: false)
  }

  /// The bilinear transform of the analogue prototype, with its corner at the frequency.
  private init(_ frequency: Double, _ sampleRate: Int, high: Bool) {
    let k = Double.tan(Double.pi * frequency / Double(sampleRate))
    let norm = 1 / (1 + Double.sqrt(2) * k + k * k)
    let gain = high ? norm : k * k * norm
    b = (Float(gain), Float(high ? -2 * gain : 2 * gain), Float(gain))
    a = (Float(2 * (k * k - 1) * norm), Float((1 - Double.sqrt(2) * k + k * k) * norm))
  }

  /// Filters samples in place, from rest.
  package func apply(to samples: inout [Float]) {
    var (z1, z2): (Float, Float) = (0, 0)
    for i in samples.indices {
      let x = samples[i]
      let y = b.0 * x + z1
      z1 = b.1 * x - a.0 * y + z2
      z2 = b.2 * x - a.1 * y
      samples[i] = y
    }
  }
}
