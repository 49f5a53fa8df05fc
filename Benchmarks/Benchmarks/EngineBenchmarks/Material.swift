import Foundation
import VoicePrint

/// What the benchmarks work on: made here, the same on every run.
enum Material {
  /// Noise in bursts, with pauses: as much work as speech.
  static func waveform(seconds: Double, sampleRate: Int = 16_000) -> Waveform {
    var generator = SeededGenerator(seed: 1)
    let samples = (0..<Int(seconds * Double(sampleRate))).map { index in
      let t = Double(index) / Double(sampleRate)
      let level = 0.1 * max(0.01, sin(2 * .pi * 2 * t))
      return Float(level * generator.uniform(in: -1...1))
    }
    return Waveform(samples: samples, sampleRate: sampleRate)
  }

  /// A matrix of uniform numbers in −1…1.
  static func matrix(_ rows: Int, _ columns: Int, seed: UInt64 = 2) -> Matrix<Float> {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { _ in Float(generator.uniform(in: -1...1)) })
  }

  /// Frames drawn from a mixture, so that as few components are likely as in speech.
  static func frames(_ count: Int, of mixture: GaussianMixture) -> Matrix<Float> {
    var generator = SeededGenerator(seed: 3)
    return Matrix(
      rows: (0..<count).map { _ in
        let component = Int(generator.next() % UInt64(mixture.components))
        return zip(mixture.means.row(component), mixture.variances.row(component)).map { mean, variance in
          mean + Float(generator.gaussian()) * variance.squareRoot()
        }
      })
  }

  /// A signature of the model from nothing but chance.
  static func signature(_ model: VoiceModel, seed: UInt64) -> VoiceSignature {
    var generator = SeededGenerator(seed: seed)
    return VoiceSignature(
      model: model.identity,
      views: model.views.map { view in
        VoiceSignature.View(
          embedding: view.backEnd.plda.betweenVariances.map { _ in generator.uniform(in: -1...1) },
          cohort: CohortNormalization.Statistics(mean: -20, deviation: 5), uncertainty: 0.2)
      },
      speechDuration: 20)
  }

  /// One of many speakers.
  static func speaker(_ number: Int) -> SpeakerID {
    guard let speaker = try? SpeakerID("speaker_\(number)") else {
      preconditionFailure("letters and digits are an id")
    }
    return speaker
  }
}
