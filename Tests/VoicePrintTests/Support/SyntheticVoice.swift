import Foundation
import VoicePrint

/// A voice by rule: pulses through three resonances, in syllables with pauses. No speech, but frames that differ
/// between speakers and within one, and an answer known for where it speaks.
struct SyntheticVoice {
  static let sampleRate = 16_000

  /// Pitch in Hz.
  var pitch: Double
  /// Multiplies all resonances: a longer or a shorter vocal tract.
  var tract: Double

  /// One of a row of different speakers.
  init(speaker: Int) {
    pitch = 95 + 23 * Double(speaker % 7)
    tract = 0.85 + 0.05 * Double((speaker * 3) % 7)
  }

  /// Vowels by their first three resonances in Hz.
  private static let vowels: [[Double]] = [
    [730, 1090, 2440], [270, 2290, 3010], [300, 870, 2240], [530, 1840, 2480], [570, 840, 2410],
  ]

  /// Syllables of about 0.25 s with pauses of 0.08 s, over faint noise; full scale is 1, the level −20 dB or so.
  func speech(seconds: Double, using generator: inout SeededGenerator) -> Waveform {
    let rate = Double(Self.sampleRate)
    let count = Int(seconds * rate)
    var samples = [Float]()
    samples.reserveCapacity(count)
    while samples.count < count {
      let vowel = Self.vowels[Int(generator.next() % 5)]
      let length = Int((0.2 + 0.1 * generator.uniform()) * rate)
      var syllable = pulses(length, using: &generator)
      for (index, frequency) in vowel.enumerated() {
        syllable = resonance(frequency * tract, bandwidth: 60 + 40 * Double(index), syllable)
      }
      let peak = syllable.reduce(1e-9) { max($0, $1.magnitude) }
      for (i, value) in syllable.enumerated() {
        let envelope = min(1, Double(min(i, length - i)) / (0.03 * rate))
        samples.append(Float(0.3 * envelope * value / peak + 0.0005 * generator.gaussian()))
      }
      for _ in 0..<Int(0.08 * rate) { samples.append(Float(0.0005 * generator.gaussian())) }
    }
    return Waveform(samples: Array(samples.prefix(count)), sampleRate: Self.sampleRate)
  }

  private func pulses(_ count: Int, using generator: inout SeededGenerator) -> [Double] {
    var result = generator.gaussians(count, deviation: 0.01)
    var position = 0.0
    while Int(position) < count {
      result[Int(position)] += 1
      position += Double(Self.sampleRate) / (pitch * (1 + 0.05 * generator.gaussian()))
    }
    return result
  }

  private func resonance(_ frequency: Double, bandwidth: Double, _ input: [Double]) -> [Double] {
    let radius = exp(-Double.pi * bandwidth / Double(Self.sampleRate))
    let (a, b) = (2 * radius * cos(2 * Double.pi * frequency / Double(Self.sampleRate)), -radius * radius)
    var (last, beforeLast) = (0.0, 0.0)
    return input.map { sample in
      let value = sample + a * last + b * beforeLast
      (beforeLast, last) = (last, value)
      return value
    }
  }
}
