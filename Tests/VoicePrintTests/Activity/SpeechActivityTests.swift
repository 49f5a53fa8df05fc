import Foundation
import Testing
import VoicePrint

/// Sound without speech, as a room or a mains hum has it.
enum SteadySound: String, CaseIterable, Sendable {
  case silence, white, pink, hum

  func samples(_ count: Int, using generator: inout SeededGenerator) -> [Float] {
    switch self {
    case .silence: return Array(repeating: 0, count: count)
    case .white: return generator.singles(count)
    case .pink:
      // Kellet's three poles: −3 dB an octave within half a decibel.
      var state = (0.0, 0.0, 0.0)
      return (0..<count).map { _ in
        let white = generator.gaussian()
        state.0 = 0.99765 * state.0 + white * 0.0990460
        state.1 = 0.96300 * state.1 + white * 0.2965164
        state.2 = 0.57000 * state.2 + white * 1.0526913
        return Float(state.0 + state.1 + state.2 + white * 0.1848)
      }
    case .hum:
      return (0..<count).map { i in
        let angle = 2 * Double.pi * 50 * Double(i) / 16_000
        return Float(sin(angle) + 0.3 * sin(3 * angle) + 0.1 * sin(7 * angle) + 1e-3 * generator.gaussian())
      }
    }
  }
}

/// What the detector finds in sounds whose speech is known.
@Suite struct SpeechActivityTests {
  private func activity(of samples: [Float]) -> SpeechActivityDetector.Activity {
    var frontEnd = FrontEnd()
    return frontEnd.features(of: Waveform(samples: samples, sampleRate: 16_000)).activity
  }

  /// Scaled to a level relative to full scale.
  private func scaled(_ samples: [Float], decibels: Double) -> [Float] {
    let power = samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(samples.count, 1))
    let gain = power == 0 ? 0 : Float(pow(10, decibels / 20) / power.squareRoot())
    return samples.map { gain * $0 }
  }

  @Test(arguments: SteadySound.allCases, [-60.0, -30, -10]) func steadySoundIsNoSpeech(
    sound: SteadySound, level: Double
  ) {
    var generator = SeededGenerator(seed: 21)
    for seconds in [1, 5, 20] {
      let samples = scaled(sound.samples(seconds * 16_000, using: &generator), decibels: level)
      #expect(activity(of: samples).mask.speechDuration == 0, "\(seconds) s of \(sound)")
    }
  }

  @Test func nothingIsNoSpeech() {
    #expect(activity(of: []).mask.isSpeech.isEmpty)
    #expect(activity(of: [0.5]).mask.isSpeech.isEmpty)
    #expect(activity(of: Array(repeating: 0.2, count: 400)).mask.speechDuration == 0)
  }

  /// Three stretches of a sound with syllables, its spectrum flat up to 3.4 kHz, at a level and over noise.
  private func bursts(
    _ noise: SteadySound, decibels: Double, level: Double, using generator: inout SeededGenerator
  ) -> (samples: [Float], segments: [Range<Double>]) {
    let segments = [1.0..<2.0, 2.8..<3.6, 5.0..<7.0]
    let tone = (0..<8 * 16_000).map { i in
      let angle = 2 * Double.pi * 140 * Double(i) / 16_000
      let loudness: Float = i % 4000 < 2800 ? 1 : 0.3
      return (1...24).reduce(Float(0)) { $0 + loudness * Float(sin(Double($1 * $1) + Double($1) * angle)) }
    }
    let speech = scaled(tone, decibels: level).enumerated().map { i, value in
      segments.contains { $0.contains(Double(i) / 16_000) } ? value : 0
    }
    let floor = scaled(noise.samples(speech.count, using: &generator), decibels: level - decibels)
    return (zip(speech, floor).map { $0 + $1 }, segments)
  }

  @Test(arguments: [SteadySound.white, .pink, .hum], [-50.0, -35, -15]) func burstsAreFound(
    noise: SteadySound, level: Double
  ) {
    var generator = SeededGenerator(seed: 23)
    let (samples, expected) = bursts(noise, decibels: 10, level: level, using: &generator)
    let segments = activity(of: samples).mask.segments.map {
      Double($0.lowerBound) / 100..<Double($0.upperBound) / 100
    }
    #expect(segments.count == expected.count)
    for (found, truth) in zip(segments, expected) {
      // Smoothing and hangover reach about a tenth of a second beyond the ends.
      #expect(abs(found.lowerBound - truth.lowerBound) <= 0.12)
      #expect(abs(found.upperBound - truth.upperBound) <= 0.12)
    }
  }

  /// Digital silence says nothing about the noise, so that it moves the segments and changes nothing else.
  @Test(arguments: [1, 10]) func digitalSilenceAroundChangesNothing(seconds: Int) {
    var generator = SeededGenerator(seed: 25)
    let samples = bursts(.white, decibels: 15, level: -25, using: &generator).samples
    let silence = [Float](repeating: 0, count: seconds * 16_000)
    let (bare, padded) = (activity(of: samples), activity(of: silence + samples + silence))
    #expect(bare.mask.segments.count == padded.mask.segments.count)
    for (left, right) in zip(bare.mask.segments, padded.mask.segments) {
      // The frames on the border hold some of both.
      #expect(abs(left.lowerBound + 100 * seconds - right.lowerBound) <= 1)
      #expect(abs(left.upperBound + 100 * seconds - right.upperBound) <= 1)
    }
    #expect(abs(bare.signalToNoiseRatio - padded.signalToNoiseRatio) <= 0.3)
  }

  /// A level is no property of speech: any gain finds the same frames, down to what 16 bits resolve.
  @Test func gainChangesNothing() {
    var generator = SeededGenerator(seed: 27)
    let waveform = SyntheticVoice(speaker: 1).speech(seconds: 6, using: &generator)
    let masks = [1.0, 0.5, 0.1].map { gain in activity(of: waveform.samples.map { Float(gain) * $0 }).mask }
    #expect(masks[0].speechDuration > 2)
    for mask in masks.dropFirst() {
      let moved = zip(mask.isSpeech, masks[0].isSpeech).count { $0 != $1 }
      #expect(moved <= 3)
    }
  }

  @Test func bandwidthIsThatOfTheSpeech() {
    var generator = SeededGenerator(seed: 29)
    let envelope = (0..<6 * 16_000).map { i in (i / 8000).isMultiple(of: 2) ? Float(0.1) : 0.0005 }
    let wide = zip(envelope, generator.singles(envelope.count)).map { $0 * $1 }
    var narrow = wide
    for _ in 0..<6 { RecursiveFilter.lowPass(3400, sampleRate: 16_000).apply(to: &narrow) }
    var frontEnd = FrontEnd()
    let bandwidths = [wide, narrow].map {
      frontEnd.features(of: Waveform(samples: $0, sampleRate: 16_000)).bandwidth
    }
    #expect((7000...8000).contains(bandwidths[0]))
    #expect((3000...6000).contains(bandwidths[1]))
    #expect(frontEnd.features(of: Waveform(samples: [], sampleRate: 16_000)).bandwidth == 0)
  }

  @Test func featuresAreThoseOfTheSpeechFrames() {
    var generator = SeededGenerator(seed: 31)
    let waveform = SyntheticVoice(speaker: 2).speech(seconds: 4, using: &generator)
    var frontEnd = FrontEnd()
    let output = frontEnd.features(of: waveform)
    #expect(output.views.count == frontEnd.options.views.count)
    for (view, options) in zip(output.views, frontEnd.options.views) {
      #expect(view.rows == output.activity.mask.speechFrames.count && view.rows > 100)
      #expect(view.columns == options.dimension && view.isFinite)
    }
    let again = frontEnd.features(of: waveform)
    #expect(again.views == output.views, "nothing is left over from one recording to the next")
    let mask = SpeechMask(isSpeech: (0..<400).map { $0 < 50 }, frameShift: 0.01)
    let masked = frontEnd.features(of: waveform, speech: mask)
    #expect(masked.views.allSatisfy { $0.rows == 50 } && masked.activity.mask == mask)
  }
}
