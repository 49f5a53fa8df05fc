internal import RealModule

/// SplitMix64 (Steele, Lea, Flood 2014): a small generator whose whole state is its seed.
///
/// Everything random in training draws from one of these, passed `inout`, so that the same seed gives the
/// same bytes.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64
  private var spareGaussian: Double?

  /// A generator that repeats itself for the same seed.
  public init(seed: UInt64) { state = seed }

  /// A generator for one of many parallel tasks; independent of how the tasks are scheduled.
  public init(seed: UInt64, stream: Int) {
    var mixer = SeededGenerator(seed: seed)
    let base = mixer.next()
    self.init(seed: base ^ (UInt64(truncatingIfNeeded: stream) &* 0xD1B5_4A32_D192_ED03))
    _ = next()
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number drawn uniformly from [0, 1), with 53 random bits.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number drawn uniformly from a range.
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + uniform() * (range.upperBound - range.lowerBound)
  }

  /// A number drawn from the standard normal distribution (Box and Muller 1958).
  public mutating func gaussian() -> Double {
    if let spare = spareGaussian {
      spareGaussian = nil
      return spare
    }
    let radius = Double.sqrt(-2 * Double.log(1 - uniform()))
    let angle = 2 * Double.pi * uniform()
    spareGaussian = radius * Double.sin(angle)
    return radius * Double.cos(angle)
  }
}

extension Double {
  /// The natural logarithm; spelled out so that only this folder imports the elementary functions.
  package var logarithm: Double { Double.log(self) }
  /// e to the power of this number.
  package var exponential: Double { Double.exp(self) }
}
