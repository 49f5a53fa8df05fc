internal import Foundation
internal import VoicePrint

/// A sound that is worked on like speech: a buzz through wandering resonances, in syllables with pauses.
enum BenchSignal {
  /// The sound, always the same.
  ///
  /// - Parameter seconds: how long it lasts.
  /// - Returns: at 16 kHz.
  static func waveform(seconds: Double) -> Waveform {
    let rate = 16_000.0
    var generator = SeededGenerator(seed: 16)
    var phase = 0.0
    let samples = (0..<Int(seconds * rate)).map { index in
      let t = Double(index) / rate
      let pitch = 120 * (1 + 0.15 * sin(2 * .pi * 0.4 * t))
      phase += pitch / rate
      phase -= phase.rounded(.down)
      // Two resonances that move as vowels do, each a sine that the glottal pulse excites and that dies away.
      let decay = phase / pitch
      let first = (450 + 200 * sin(2 * .pi * 1.3 * t), 90.0)
      let second = (1500 + 500 * sin(2 * .pi * 0.9 * t + 1), 140.0)
      let voice = [first, second].reduce(0.0) { sum, resonance in
        sum + exp(-.pi * resonance.1 * decay) * sin(2 * .pi * resonance.0 * decay)
      }
      let syllable = max(0, sin(2 * .pi * 2 * t)) * (t.truncatingRemainder(dividingBy: 4) < 3.2 ? 1 : 0)
      return Float(0.1 * voice * syllable + 0.002 * generator.gaussian())
    }
    return Waveform(samples: samples, sampleRate: Int(rate))
  }
}
