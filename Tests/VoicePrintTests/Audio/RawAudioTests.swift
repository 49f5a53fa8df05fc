import Foundation
import Testing
import VoicePrint

/// Audio without a header, in every coding that can be named.
@Suite struct RawAudioTests {
  private static let soxArguments: [RawAudioFormat.Encoding: [String]] = [
    .s8: ["-e", "signed", "-b", "8"], .u8: ["-e", "unsigned", "-b", "8"],
    .s16le: ["-e", "signed", "-b", "16", "-L"], .s16be: ["-e", "signed", "-b", "16", "-B"],
    .s24le: ["-e", "signed", "-b", "24", "-L"], .s24be: ["-e", "signed", "-b", "24", "-B"],
    .s32le: ["-e", "signed", "-b", "32", "-L"], .s32be: ["-e", "signed", "-b", "32", "-B"],
    .f32le: ["-e", "float", "-b", "32", "-L"], .f32be: ["-e", "float", "-b", "32", "-B"],
    .f64le: ["-e", "float", "-b", "64", "-L"], .f64be: ["-e", "float", "-b", "64", "-B"],
    .muLaw: ["-e", "mu-law"], .aLaw: ["-e", "a-law"],
  ]

  @Test(arguments: RawAudioFormat.Encoding.allCases)
  func everyCodingIsDecoded(_ encoding: RawAudioFormat.Encoding) throws {
    let samples = AudioFixtures.babble(rate: 8_000, seconds: 4)
    let wav = AudioFixtures.wav(samples, rate: 8_000)
    let kind =
      encoding == .gsm ? ["-t", "gsm"] : encoding == .vox ? ["-t", "vox"] : ["-t", "raw"]
    let raw = try AudioFixtures.convert(
      wav, with: ["sox", "-D", "in.wav"] + kind + (Self.soxArguments[encoding] ?? []) + ["out"])
    var options = AudioDecoder.Options()
    options.rawFormat = RawAudioFormat("\(encoding.rawValue):8000")
    let recording = try AudioDecoder(options: options).recording(from: raw)
    #expect(abs(recording.source.duration - 4) < 0.05)
    #expect(recording.source.container == (encoding == .muLaw ? .rawMuLaw : .raw))
    options.rawFormat = nil
    options.targetSampleRate = 16_000
    let expected = try AudioDecoder(options: options).recording(from: wav).waveform.samples
    let pairs = zip(expected, recording.waveform.samples)
    let same = pairs.reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let own = expected.reduce(0.0) { $0 + Double($1) * Double($1) }
    // Coarse codings add noise; a wrong byte order or sign leaves nothing alike.
    #expect(abs(same / own - 1) < 0.15, "\(same / own)")
  }

  @Test func namesAreRead() throws {
    let format = try #require(RawAudioFormat("ALAW:8000:2"))
    #expect(format == RawAudioFormat(encoding: .aLaw, sampleRate: 8_000, channelCount: 2))
    #expect(RawAudioFormat(format.description) == format)
    for text in [
      "", "alaw", "alaw:", "alaw:8000:", "alaw:8000:9", "alaw:8000:0", "alaw:5999", "alaw:x", "gsm:8000:2",
      "mp3:8000",
      "alaw:8000:1:1", "vox:8000:2",
    ] { #expect(RawAudioFormat(text) == nil, "\(text)") }
  }

  @Test func channelsAreInterleavedAndHeadersStillRecognised() throws {
    let samples = AudioFixtures.babble(rate: 44_100, seconds: 1, channels: 2)
    let wav = AudioFixtures.wav(samples, rate: 44_100, channels: 2)
    var options = AudioDecoder.Options()
    options.rawFormat = RawAudioFormat("s16le:44100:2")
    let decoder = AudioDecoder(options: options)
    let raw = try decoder.recording(from: Array(wav[44...]))
    #expect(raw.source.channelCount == 2 && raw.source.duration == 1)
    #expect(raw.digest == (try decoder.recording(from: wav)).digest)
  }
}
