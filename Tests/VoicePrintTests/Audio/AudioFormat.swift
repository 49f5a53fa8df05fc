import Testing
import VoicePrint

/// A format and encoding that must decode, and the tool that writes it.
struct AudioFormat: Sendable, CustomTestStringConvertible {
  let container: AudioContainer
  let encoding: String
  /// Arguments after `ffmpeg -i in.wav` or `sox in.wav`; both write the file `out`.
  let command: [String]
  /// Hz; telephone codecs know one rate only, and ffmpeg decodes Opus at 48 kHz always.
  var rate = 16_000
  var decodedRate: Int?
  /// The greatest relative change of the power of a 440 Hz tone; LAME scales by 0.95, vocoders do as they like.
  var powerTolerance = 0.02

  var testDescription: String { "\(container), \(encoding)" }

  private static func ffmpeg(_ arguments: String) -> [String] {
    ["ffmpeg", "-nostdin", "-v", "error", "-i", "in.wav"] + arguments.split(separator: " ").map(String.init)
      + ["out"]
  }

  private static func sox(_ arguments: String) -> [String] {
    ["sox", "-D", "in.wav"] + arguments.split(separator: " ").map(String.init) + ["out"]
  }

  static let all: [AudioFormat] = [
    AudioFormat(container: .wav, encoding: "8-bit PCM", command: ffmpeg("-c:a pcm_u8 -f wav")),
    AudioFormat(container: .wav, encoding: "16-bit PCM", command: ffmpeg("-c:a pcm_s16le -f wav")),
    AudioFormat(container: .wav, encoding: "24-bit PCM", command: ffmpeg("-c:a pcm_s24le -f wav")),
    AudioFormat(container: .wav, encoding: "32-bit PCM", command: ffmpeg("-c:a pcm_s32le -f wav")),
    AudioFormat(container: .wav, encoding: "32-bit float", command: ffmpeg("-c:a pcm_f32le -f wav")),
    AudioFormat(container: .wav, encoding: "64-bit float", command: ffmpeg("-c:a pcm_f64le -f wav")),
    AudioFormat(container: .wav, encoding: "µ-law", command: ffmpeg("-c:a pcm_mulaw -f wav"), rate: 8_000),
    AudioFormat(container: .wav, encoding: "A-law", command: ffmpeg("-c:a pcm_alaw -f wav"), rate: 8_000),
    AudioFormat(
      container: .wav, encoding: "GSM 6.10", command: sox("-t wav -e gsm"), rate: 8_000, powerTolerance: 0.2),
    AudioFormat(container: .wav, encoding: "IMA ADPCM", command: ffmpeg("-c:a adpcm_ima_wav -f wav")),
    AudioFormat(container: .wav, encoding: "Microsoft ADPCM", command: ffmpeg("-c:a adpcm_ms -f wav")),
    AudioFormat(container: .rf64, encoding: "16-bit PCM", command: ffmpeg("-rf64 always -f wav")),
    AudioFormat(container: .w64, encoding: "16-bit PCM", command: ffmpeg("-f w64")),
    AudioFormat(container: .aiff, encoding: "16-bit PCM", command: ffmpeg("-f aiff")),
    AudioFormat(container: .caf, encoding: "16-bit PCM", command: ffmpeg("-c:a pcm_s16le -f caf")),
    AudioFormat(container: .au, encoding: "16-bit PCM", command: ffmpeg("-c:a pcm_s16be -f au")),
    AudioFormat(container: .sphere, encoding: "16-bit PCM", command: sox("-t sph")),
    AudioFormat(
      container: .flac, encoding: "16-bit PCM", command: ffmpeg("-c:a flac -sample_fmt s16 -f flac")),
    AudioFormat(container: .oggVorbis, encoding: "Vorbis", command: ffmpeg("-c:a libvorbis -f ogg")),
    AudioFormat(container: .oggOpus, encoding: "Opus", command: ffmpeg("-c:a libopus -f ogg")),
    AudioFormat(container: .oggFlac, encoding: "FLAC", command: ffmpeg("-c:a flac -f ogg")),
    AudioFormat(
      container: .ogg, encoding: "SPEEX", command: ffmpeg("-c:a libspeex -f ogg"), powerTolerance: 0.2),
    AudioFormat(
      container: .mp3, encoding: "MPEG layer III", command: ffmpeg("-c:a libmp3lame -f mp3"),
      powerTolerance: 0.12),
    AudioFormat(container: .mp4, encoding: "AAC", command: ffmpeg("-c:a aac -f mp4")),
    AudioFormat(container: .adts, encoding: "AAC", command: ffmpeg("-c:a aac -f adts")),
    AudioFormat(
      container: .matroska, encoding: "OPUS", command: ffmpeg("-c:a libopus -f webm"), decodedRate: 48_000),
    AudioFormat(
      container: .avi, encoding: "MP3", command: ffmpeg("-c:a libmp3lame -f avi"), powerTolerance: 0.12),
    AudioFormat(container: .asf, encoding: "WMAV2", command: ffmpeg("-c:a wmav2 -f asf")),
  ]

  /// One of each container, for tests that take long.
  static let containers: [AudioFormat] = AudioContainer.allCases.compactMap { container in
    all.first { $0.container == container && $0.encoding != "8-bit PCM" }
  }

  /// A file of this format with a 440 Hz tone of amplitude 0.5.
  func tone(seconds: Double) throws -> [UInt8] {
    let samples = AudioFixtures.tone(440, rate: rate, seconds: seconds)
    return try AudioFixtures.convert(AudioFixtures.wav(samples, rate: rate), with: command)
  }
}
