import Foundation
import Testing
import VoicePrint

@Suite struct AudioDecoderTests {
  private let decoder = AudioDecoder()

  /// Mean power, without the first and last 0.2 s where codecs fade in and out.
  private func power(_ samples: [Float]) -> Double {
    let middle = samples.dropFirst(3_200).dropLast(3_200)
    return middle.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(middle.count)
  }

  /// The part of the power that a sine and cosine of this frequency explain.
  private func power(of frequency: Double, in waveform: Waveform) -> Double {
    let middle = waveform.samples.dropFirst(3_200).dropLast(3_200)
    var (sine, cosine) = (0.0, 0.0)
    for (index, sample) in middle.enumerated() {
      let phase = 2 * Double.pi * frequency * Double(index) / Double(waveform.sampleRate)
      sine += Double(sample) * sin(phase)
      cosine += Double(sample) * cos(phase)
    }
    return 2 * (sine * sine + cosine * cosine) / Double(middle.count * middle.count)
  }

  @Test(arguments: AudioFormat.all) func decodesEveryFormat(_ format: AudioFormat) throws {
    let bytes = try format.tone(seconds: 1.5)
    #expect(AudioContainer(detecting: bytes) == format.container)
    let recording = try decoder.recording(from: bytes)
    #expect(recording.source.container == format.container)
    #expect(recording.source.encoding == format.encoding)
    #expect(recording.source.sampleRate == format.decodedRate ?? format.rate)
    #expect(recording.source.channelCount == 1)
    #expect(recording.source.clippedFraction == 0)
    #expect(recording.waveform.sampleRate == 16_000)
    // Codecs add a few frames of padding or lose the last.
    let duration = recording.waveform.duration
    #expect(duration > 1.4 && duration < 1.72)
    #expect(abs(power(recording.waveform.samples) / 0.125 - 1) < format.powerTolerance)
    #expect(power(of: 440, in: recording.waveform) > 0.125 * (1 - 2 * format.powerTolerance))
  }

  @Test(arguments: [6_000, 8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 384_000])
  func resamplingKeepsToneAndLength(_ rate: Int) throws {
    let samples = AudioFixtures.tone(1_000, rate: rate, seconds: 2)
    let recording = try decoder.recording(from: AudioFixtures.wav(samples, rate: rate, bits: 32))
    #expect(abs(recording.waveform.samples.count - 32_000) <= 1)
    #expect(abs(power(recording.waveform.samples) / 0.125 - 1) < 1e-4)
    #expect(abs(power(of: 1_000, in: recording.waveform) / 0.125 - 1) < 1e-4)
    // No delay: the tone starts at phase zero and sample 8 is its crest's neighbour, at 180° of 1 kHz.
    #expect(abs(recording.waveform.samples[16_008]) < 1e-3)
    #expect(abs(recording.waveform.samples[16_004] - 0.5) < 1e-3)
    #expect(recording.source.duration == 2)
  }

  @Test func equalSamplesShareADigestWhateverTheContainer() throws {
    let samples = AudioFixtures.babble(rate: 22_050, seconds: 1, channels: 2)
    let wav = AudioFixtures.wav(samples, rate: 22_050, channels: 2)
    let flac = try AudioFixtures.convert(wav, with: ["sox", "in.wav", "-t", "flac", "out"])
    let float = try AudioFixtures.convert(wav, with: ["sox", "in.wav", "-t", "wav", "-e", "float", "out"])
    let first = try decoder.recording(from: wav)
    for other in [try decoder.recording(from: flac), try decoder.recording(from: float)] {
      #expect(other.digest == first.digest)
      #expect(other.channels == first.channels)
    }
    let mono = try decoder.recording(from: AudioFixtures.wav(samples, rate: 22_050))
    let slower = try decoder.recording(from: AudioFixtures.wav(samples, rate: 11_025, channels: 2))
    #expect(Set([first.digest, mono.digest, slower.digest]).count == 3)
  }

  @Test(arguments: 1...8) func mixesToTheMeanOrKeepsChannelsApart(_ channels: Int) throws {
    let tones = (0..<channels).map {
      AudioFixtures.tone(Double(200 + 100 * $0), amplitude: 0.1, rate: 16_000, seconds: 0.5)
    }
    let interleaved = tones[0].indices.flatMap { frame in tones.map { $0[frame] } }
    let bytes = AudioFixtures.wav(interleaved, channels: channels, bits: 32)
    let mixed = try decoder.recording(from: bytes).waveform.samples
    for frame in stride(from: 0, to: 8_000, by: 37) {
      let mean = tones.reduce(0) { $0 + $1[frame] } / Float(channels)
      #expect(abs(mixed[frame] - mean) < 1e-6)
    }
    var options = AudioDecoder.Options()
    options.channelLayout = .separate
    let separate = try AudioDecoder(options: options).recording(from: bytes).channels
    #expect(separate.map(\.samples) == tones)
    options.targetSampleRate = 8_000
    let resampled = try AudioDecoder(options: options).recording(from: bytes).channels
    #expect(resampled.count == channels)
    #expect(resampled.allSatisfy { abs($0.samples.count - 4_000) <= 1 })
  }

  @Test func rawMuLawNeedsItsRateAndNoHeader() throws {
    let tone = AudioFixtures.tone(440, rate: 8_000, seconds: 1)
    let wav = AudioFixtures.wav(tone, rate: 8_000)
    let raw = try AudioFixtures.convert(wav, with: ["sox", "in.wav", "-t", "raw", "-e", "mu-law", "out"])
    #expect(throws: AudioError.self) { try decoder.recording(from: raw) }
    var options = AudioDecoder.Options()
    options.rawMuLawSampleRate = 8_000
    let recording = try AudioDecoder(options: options).recording(from: raw)
    #expect(recording.source.container == .rawMuLaw)
    #expect(recording.source.encoding == "µ-law")
    #expect(abs(power(of: 440, in: recording.waveform) / 0.125 - 1) < 0.02)
    let withHeader = try AudioDecoder(options: options).recording(from: wav)
    #expect(withHeader.source.container == .wav)
    options.rawMuLawSampleRate = 0
    #expect(throws: AudioError.unsupportedSampleRate(0)) {
      try AudioDecoder(options: options).recording(from: raw)
    }
  }

  @Test func countsFlatTopsAndNotSinglePeaks() throws {
    let loud = AudioFixtures.tone(200, amplitude: 2, rate: 16_000, seconds: 1)
    // A sine of twice full scale is above it for two thirds of the time.
    let clipped = try decoder.recording(from: AudioFixtures.wav(loud)).source.clippedFraction
    #expect(abs(clipped - 2.0 / 3) < 0.03)
    let normalised = AudioFixtures.tone(1_000, amplitude: 1, rate: 16_000, seconds: 1)
    #expect(try decoder.recording(from: AudioFixtures.wav(normalised)).source.clippedFraction == 0)
    let muLaw = try AudioFixtures.convert(
      AudioFixtures.wav(loud), with: ["sox", "in.wav", "-t", "wav", "-e", "mu-law", "out"])
    let clippedMuLaw = try decoder.recording(from: muLaw).source.clippedFraction
    #expect(abs(clippedMuLaw - clipped) < 0.02)
  }

  @Test func readsPathsAndDescriptorsAlike() throws {
    let bytes = AudioFixtures.wav(AudioFixtures.babble(rate: 16_000, seconds: 1))
    let path = FileManager.default.temporaryDirectory.appending(path: "voiceprint-\(UUID().uuidString)").path
    try Data(bytes).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let expected = try decoder.recording(from: bytes)
    #expect(try decoder.recording(contentsOf: path).digest == expected.digest)
    let pipe = Foundation.Pipe()
    let writer = Thread {
      try? pipe.fileHandleForWriting.write(contentsOf: Data(bytes))
      try? pipe.fileHandleForWriting.close()
    }
    writer.start()
    let recording = try decoder.recording(fromDescriptor: pipe.fileHandleForReading.fileDescriptor)
    #expect(recording.digest == expected.digest)
    #expect(recording.channels == expected.channels)
  }
}
