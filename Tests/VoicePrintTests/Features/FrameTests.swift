import Foundation
import Testing
import VoicePrint

/// Frames, windows and power spectra against a slow version of the same definition.
@Suite struct FrameTests {
  @Test(arguments: [
    (0, 0), (1, 0), (79, 0), (80, 1), (81, 1), (239, 1), (240, 2), (399, 2), (400, 3), (16_000, 100),
  ])
  func oneFrameForEveryShift(samples: Int, frames: Int) {
    #expect(FrameOptions().frameCount(samples: samples) == frames)
    var computer = SpectrumComputer()
    let waveform = Waveform(samples: Array(repeating: 0.1, count: samples), sampleRate: 16_000)
    let spectra = computer.spectra(of: waveform)
    #expect(spectra.rows == frames && spectra.columns == 257)
    #expect(spectra.isFinite)
  }

  @Test(arguments: [(16_000, 400, 160, 512), (8000, 200, 80, 256), (44_100, 1103, 441, 2048)])
  func derivedSizes(rate: Int, length: Int, shift: Int, transform: Int) {
    let options = FrameOptions(sampleRate: rate)
    #expect(options.frameLength == length && options.frameShift == shift)
    #expect(options.transformLength == transform && options.bins == transform / 2 + 1)
    #expect(options.frameRate == 100 && options.window.count == length)
  }

  @Test func windowIsSymmetricAndNarrowerThanHann() throws {
    let window = FrameOptions().window
    #expect(worstDifference(window, Array(window.reversed())) <= 1e-6)
    let peak = try #require(window.max())
    #expect(window[0] == 0 && abs(peak - 1) <= 1e-4)
    // 0.5^0.85 a quarter of the way in.
    #expect(abs(Double(window[100]) - pow(0.5 - 0.5 * cos(2 * Double.pi * 100 / 399), 0.85)) <= 1e-6)
  }

  /// From one frame that reflects several times over to more than two blocks of frames.
  @Test(arguments: [80, 100, 399, 400, 1000, 130 * 160, 300 * 160])
  func spectraAgreeWithTheDefinition(samples: Int) throws {
    var generator = SeededGenerator(seed: UInt64(samples))
    // An offset that each frame's mean has to take away.
    let waveform = Waveform(
      samples: generator.singles(samples, deviation: 0.1).map { $0 + 0.3 }, sampleRate: 16_000)
    var computer = SpectrumComputer()
    _ = computer.spectra(of: Waveform(samples: Array(repeating: 0.9, count: 3000), sampleRate: 16_000))
    let spectra = computer.spectra(of: waveform)
    try #require(spectra.rows > 0)
    var worst = 0.0
    let last = spectra.rows - 1
    for frame in Set([0, 1, 2, 127, 128, 129, 255, 256, last - 1, last]) where (0...last).contains(frame) {
      let expected = spectrum(ofFrame: frame, waveform.samples)
      worst = max(worst, worstRelativeDifference(Array(spectra.row(frame)), to: expected))
    }
    // Single precision, relative to the strongest bin of the frame.
    expectError(worst, atMost: 5e-6, "power spectra of \(samples) samples")
  }

  private func spectrum(ofFrame frame: Int, _ samples: [Float]) -> [Double] {
    let (length, shift) = (400, 160)
    let count = samples.count
    // The waveform mirrored at both ends, for ever: a period of two lengths.
    let taken = (0..<length).map { i -> Double in
      let index = frame * shift + shift / 2 - length / 2 + i
      let position = ((index % (2 * count)) + 2 * count) % (2 * count)
      return 32768 * Double(samples[position < count ? position : 2 * count - 1 - position])
    }
    let mean = taken.reduce(0, +) / Double(length)
    let centred = taken.map { $0 - mean }
    let windowed = (0..<length).map { i -> Double in
      let window = pow(0.5 - 0.5 * cos(2 * Double.pi * Double(i) / Double(length - 1)), 0.85)
      return (centred[i] - 0.97 * centred[max(i - 1, 0)]) * window
    }
    return Naive.powerSpectrum(windowed + [Double](repeating: 0, count: 112))
  }
}
