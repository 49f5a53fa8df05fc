import Foundation
import Testing
import VoicePrint

/// Arithmetic on masks of speech.
@Suite struct SpeechMaskTests {
  @Test func segmentsAreTheRunsOfSpeech() {
    var generator = SeededGenerator(seed: 12)
    for length in 0..<40 {
      let frames = (0..<length).map { _ in generator.uniform() < 0.6 }
      let mask = SpeechMask(isSpeech: frames, frameShift: 0.01)
      var rebuilt = [Bool](repeating: false, count: length)
      for segment in mask.segments {
        #expect(!segment.isEmpty)
        for t in segment { rebuilt[t] = true }
      }
      #expect(rebuilt == frames)
      for (left, right) in zip(mask.segments, mask.segments.dropFirst()) {
        #expect(left.upperBound < right.lowerBound, "runs are in order and apart")
      }
      #expect(mask.speechFrames == mask.segments.flatMap { Array($0) })
      #expect(abs(mask.speechDuration - 0.01 * Double(mask.speechFrames.count)) <= 1e-12)
    }
  }

  /// Frames whose power, all of it at 1 kHz, has these levels in dB on the 16-bit scale.
  private func profile(_ levels: [Double]) -> BandProfile {
    let frame = FrameOptions()
    // Parseval's sum over both halves of the spectrum, for each sample of the frame.
    let scale = Double(frame.transformLength * frame.frameLength) / 2
    var spectra = Matrix<Float>(rows: levels.count, columns: frame.bins)
    for (t, level) in levels.enumerated() {
      spectra[t, frame.transformLength / 16] = Float(pow(10, level / 10) * scale)
    }
    var profile = BandProfile(frame: frame)
    profile.append(spectra)
    return profile
  }

  /// Levels that are known: noise at one, speech at another.
  @Test(arguments: [(20.0, 60.0), (30, 50), (10, 45)]) func levelsAreThoseOfTheFrames(
    noise: Double, speech: Double
  ) {
    let stretch = [Double](repeating: noise, count: 200)
    let levels = stretch + [Double](repeating: speech, count: 200) + stretch
    let activity = SpeechActivityDetector().activity(of: profile(levels))
    #expect(activity.mask.segments.count == 1)
    #expect(Set(200..<400).isSubset(of: activity.mask.speechFrames))
    // The stretch is a few frames wider than the speech, which takes less than a decibel.
    #expect(abs((activity.speechLevel ?? 0) - speech) <= 1)
    #expect(abs((activity.noiseLevel ?? 0) - noise) <= 0.1)
    #expect(abs(activity.signalToNoiseRatio - (speech - noise)) <= 1.2)
  }

  /// Fewer than ten audible frames, or none, or sound that never changes: no speech, and no level of it.
  @Test(arguments: [0, 1, 9, 10, 500]) func steadyEnergyIsNoSpeech(frames: Int) {
    for level in [-30.0, 0, 40, 90] {
      let activity = SpeechActivityDetector().activity(of: profile(Array(repeating: level, count: frames)))
      #expect(activity.mask.isSpeech == Array(repeating: false, count: frames))
      #expect(activity.speechLevel == nil && activity.signalToNoiseRatio == 0)
    }
  }
}
