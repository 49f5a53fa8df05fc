import Foundation
import Testing
import VoicePrint

/// Every pair of container and codec that the README lists: decoded with the right length, and without `ffmpeg`
/// decoded too or refused with the names of both.
@Suite struct ContainerCodecTests {
  /// A pair, and the program that writes it from `in.wav`.
  struct Pair: Sendable, CustomTestStringConvertible {
    let container: AudioContainer
    /// What the error calls the codec where ffmpeg is missing; nil where it is read without.
    var codec: String?
    var needsProgram = false
    let command: [String]
    var rate = 16_000

    var testDescription: String { "\(container): \(command.dropFirst(5).dropLast().joined(separator: " "))" }
  }

  private static func inside(_ container: AudioContainer, _ arguments: String, rate: Int = 16_000) -> Pair {
    Pair(container: container, command: ffmpeg(arguments), rate: rate)
  }

  private static func outside(
    _ container: AudioContainer, _ arguments: String, _ codec: String? = nil, rate: Int = 16_000
  ) -> Pair {
    Pair(container: container, codec: codec, needsProgram: true, command: ffmpeg(arguments), rate: rate)
  }

  private static func sox(_ container: AudioContainer, _ arguments: String, rate: Int = 16_000) -> Pair {
    Pair(
      container: container,
      command: ["sox", "-D", "in.wav"] + arguments.split(separator: " ").map(String.init) + ["out"],
      rate: rate)
  }

  private static func ffmpeg(_ arguments: String) -> [String] {
    ["ffmpeg", "-nostdin", "-v", "error", "-i", "in.wav"] + arguments.split(separator: " ").map(String.init)
      + ["out"]
  }

  static let decodedHere: [Pair] =
    [
      "pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_mulaw", "pcm_alaw",
      "adpcm_ms",
    ]
    .map { inside(.wav, "-c:a \($0) -f wav") }
    + [
      inside(.wav, "-c:a adpcm_ima_wav -f wav"),
      sox(.wav, "-t wav -e gsm", rate: 8_000), sox(.wav, "-B -t wav"), inside(.rf64, "-rf64 always -f wav"),
      inside(.rf64, "-rf64 always -c:a pcm_s24le -f wav"), inside(.w64, "-f w64"),
      inside(.w64, "-c:a pcm_f32le -f w64"),
      inside(.aiff, "-f aiff"), inside(.aiff, "-c:a pcm_s24be -f aiff"),
      inside(.aiff, "-c:a pcm_alaw -f aiff"),
      inside(.aiff, "-c:a pcm_f32be -f aiff"), inside(.caf, "-c:a pcm_s16le -f caf"),

      inside(.caf, "-c:a pcm_mulaw -f caf"), inside(.au, "-c:a pcm_s16be -f au"),
      inside(.au, "-c:a pcm_mulaw -f au"),
      inside(.au, "-c:a pcm_alaw -f au"), sox(.sphere, "-t sph"), sox(.sphere, "-t sph -e mu-law"),
      inside(.flac, "-c:a flac -f flac"), inside(.flac, "-sample_fmt s32 -c:a flac -f flac"),
      inside(.oggVorbis, "-c:a libvorbis -f ogg"), inside(.oggOpus, "-c:a libopus -f ogg"),
      inside(.mp3, "-c:a libmp3lame -f mp3", rate: 48_000),
      inside(.mp3, "-c:a libmp3lame -q:a 4 -f mp3", rate: 44_100),
      inside(.mp3, "-c:a libmp3lame -write_xing 0 -f mp3", rate: 24_000),
      inside(.mp3, "-c:a mp2 -f mp2", rate: 48_000),
    ]

  static let decodedOutside: [Pair] = [
    outside(.wav, "-c:a g726 -b:a 32k -f wav", "G.726 ADPCM", rate: 8_000),
    outside(.wav, "-c:a wmav2 -f wav", "WMA", rate: 44_100),

    outside(.wav, "-c:a ac3 -f wav", "AC-3", rate: 48_000),
    outside(.wav, "-c:a adpcm_yamaha -f wav", "Yamaha ADPCM"),
    outside(.caf, "-c:a libopus -f caf", "Opus", rate: 48_000),
    outside(.caf, "-c:a alac -f caf", "Apple Lossless"),
    outside(.aiff, "-c:a adpcm_ima_qt -f aiff", nil),
    outside(.oggFlac, "-c:a flac -f ogg"), outside(.ogg, "-c:a libspeex -f ogg", "Speex"),
    outside(.mp4, "-c:a aac -f mp4", "AAC", rate: 48_000),
    outside(.mp4, "-c:a alac -f mp4", "Apple Lossless"),
    outside(.mp4, "-c:a aac -f mov", "AAC", rate: 48_000), outside(.mp4, "-c:a pcm_s16le -f mov"),
    outside(.mp4, "-c:a libmp3lame -f mp4", rate: 48_000),
    outside(.mp4, "-c:a ac3 -f mp4", "AC-3", rate: 48_000),
    outside(.mp4, "-c:a libopus -f mp4", "Opus", rate: 48_000),
    outside(.mp4, "-c:a flac -f mp4 -strict -2", "FLAC"),
    outside(
      .mp4, "-c:a aac -movflags frag_keyframe+empty_moov -frag_duration 500000 -f mp4", "AAC", rate: 48_000),
    outside(.mp4, "-c:a aac -f 3gp", "AAC", rate: 48_000), outside(.mp4, "-c:a pcm_alaw -f mov", rate: 8_000),
    outside(.adts, "-c:a aac -f adts", rate: 48_000),
    outside(.matroska, "-c:a libopus -f webm", "Opus", rate: 48_000),
    outside(.matroska, "-c:a libvorbis -f webm", "Vorbis"),
    outside(.matroska, "-c:a aac -f matroska", "AAC", rate: 48_000),
    outside(.matroska, "-c:a flac -f matroska", "FLAC"),
    outside(.matroska, "-c:a pcm_s16le -f matroska", "PCM"),
    outside(.matroska, "-c:a libmp3lame -f matroska", "MP3", rate: 48_000),
    outside(.avi, "-c:a libmp3lame -f avi", rate: 48_000), outside(.avi, "-c:a pcm_s16le -f avi"),
    outside(.asf, "-c:a wmav2 -f asf", rate: 44_100), outside(.asf, "-c:a wmav1 -f asf", rate: 44_100),
    outside(.mpegTS, "-c:a aac -f mpegts", rate: 48_000),
    outside(.mpegTS, "-c:a mp2 -f mpegts", rate: 48_000),
    outside(.mpegTS, "-c:a aac -f mpegts -mpegts_m2ts_mode 1", rate: 48_000),
    outside(.mpegTS, "-c:a libopus -f mpegts", rate: 48_000),
    outside(.flv, "-c:a aac -f flv", rate: 48_000), outside(.flv, "-c:a libmp3lame -f flv", rate: 44_100),
    outside(.flv, "-c:a libspeex -f flv"), outside(.wavPack, "-c:a wavpack -f wv"),
    outside(.tta, "-c:a tta -f tta"),
    outside(.ac3, "-c:a ac3 -f ac3", rate: 48_000), outside(.ac3, "-c:a eac3 -f eac3", rate: 48_000),
    outside(.voc, "-c:a pcm_u8 -f voc"), outside(.voc, "-c:a pcm_s16le -f voc"),
    Pair(
      container: .amr, needsProgram: true,
      command: ["sox", "in.wav", "-r", "8000", "-t", "amr-nb", "out"], rate: 8_000),
  ]

  private func file(_ pair: Pair) throws -> [UInt8] {
    let samples = AudioFixtures.babble(rate: pair.rate, seconds: 3)
    return try AudioFixtures.convert(AudioFixtures.wav(samples, rate: pair.rate), with: pair.command)
  }

  @Test func thereAreEnough() {
    #expect(Self.decodedHere.count + Self.decodedOutside.count >= 75)
  }

  @Test(arguments: decodedHere + decodedOutside) func isDecodedWithItsLength(_ pair: Pair) throws {
    let recording = try AudioDecoder().recording(from: file(pair))
    #expect(recording.source.container == pair.container)
    #expect(abs(recording.source.duration - 3) <= 0.1, "\(recording.source.duration) s")
    #expect(recording.source.remarks == [])
    let power = recording.waveform.samples.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(power > 1, "it is silent")
  }

  @Test(arguments: decodedHere + decodedOutside) func withoutTheProgramItIsDecodedOrNamed(_ pair: Pair) throws
  {
    var options = AudioDecoder.Options()
    options.externalDecoderSearchPath = "/nowhere"
    let decoder = AudioDecoder(options: options)
    let bytes = try file(pair)
    guard pair.needsProgram else {
      #expect(abs(try decoder.recording(from: bytes).source.duration - 3) <= 0.1)
      return
    }
    do throws(AudioError) {
      let recording = try decoder.recording(from: bytes)
      // What one libsndfile cannot read another may.
      #expect(abs(recording.source.duration - 3) <= 0.1)
    } catch {
      let words = error.description
      #expect(
        words.contains("\(pair.container)") && words.contains("ffmpeg") || pair.container == .aiff, "\(words)"
      )
      if let codec = pair.codec { #expect(words.contains(codec), "\(words)") }
    }
  }
}
