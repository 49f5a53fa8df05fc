/// Why a file or bytes did not become a recording.
public enum AudioError: Error, Equatable, Sendable {
  /// The file could not be opened or read; `reason` is the system's.
  case unreadable(path: String, reason: String)
  /// There are no bytes, or a valid file without a single sample (`container` says which).
  case empty(container: AudioContainer?)
  /// More bytes than the limit; `bytes` is nil where reading stopped at the limit (a pipe).
  case tooLarge(bytes: Int?, limit: Int)
  /// The audio lasts longer than the limit, whatever its header says.
  case tooLong(limitSeconds: Double)
  /// The bytes begin like no known format; `beginning` shows the first of them.
  case unknownContainer(beginning: String)
  /// The format is known, its contents could not be decoded.
  case undecodable(container: AudioContainer, reason: String)
  /// The header promises more than the file holds, counted in `unit`.
  case truncated(container: AudioContainer, expected: Int, found: Int, unit: LengthUnit)
  /// Channels other than 1 to 8.
  case unsupportedChannelCount(Int)
  /// A sample rate outside 6 000…384 000 Hz.
  case unsupportedSampleRate(Int)
  /// Samples that are NaN, infinite or beyond 2³² times full scale; `firstFrame` counts from 0.
  case invalidSamples(count: Int, firstFrame: Int)
  /// This format, or the codec in it, needs `ffmpeg`, which is not on the search path.
  case externalDecoderMissing(container: AudioContainer, codec: String? = nil)
  /// This format needs `ffmpeg`, which the options forbid or this system cannot run.
  case externalDecoderUnavailable(container: AudioContainer, reason: String)
  /// `ffmpeg` came to a limit, or was ended from outside; `reason` says which. The file is not to blame.
  case externalDecoderStopped(container: AudioContainer, reason: String)
  /// Several audio tracks play at once, and nobody says for how long, so that they cannot be put side by side.
  case severalTracks(container: AudioContainer, tracks: [String])
  /// The channel that was asked for is not there; `count` are.
  case noSuchChannel(Int, count: Int)
  /// `ffmpeg` ran longer than it may.
  case externalDecoderTimedOut(container: AudioContainer, seconds: Double)
  /// The resampler refused; `reason` is libsoxr's.
  case resamplingFailed(reason: String)

  /// What a truncated file's length is counted in.
  public enum LengthUnit: String, Sendable {
    /// Bytes of sample data.
    case bytes
    /// Samples of one channel.
    case frames
  }
}

extension AudioError: CustomStringConvertible {
  /// What was wrong, how much, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "cannot read \(path): \(reason)"
    case .empty(nil):
      "the file is empty: there is not a single byte to decode"
    case .empty(.some(let container)):
      "the \(container) file holds no audio: record it again"
    case .tooLarge(let bytes, let limit):
      (bytes.map { "the file has \($0) bytes, more than" } ?? "the input goes on beyond")
        + " the limit of \(limit) bytes: send a shorter recording, or compress it"
    case .tooLong(let limit):
      "the audio lasts longer than the limit of \(Self.short(limit)) s: send a shorter piece of it"
    case .unknownContainer(let beginning):
      "this is no audio file that can be read (it begins with \(beginning)): send WAV, FLAC, Ogg Opus, MP3 or "
        + "MP4; audio without a header can be read where its format and rate are given"
    case .undecodable(let container, let reason):
      "the \(container) file cannot be decoded: \(reason); it is damaged or uses an unsupported encoding, "
        + "send it again, or as 16-bit PCM"
    case .truncated(let container, let expected, let found, let unit):
      "the \(container) file is cut off: its header promises \(expected) \(unit.rawValue) of audio and there are "
        + "\(found); send it again"
    case .unsupportedChannelCount(let count):
      "the audio has \(count) channels, supported are \(AudioDecoder.channelCounts.lowerBound) to "
        + "\(AudioDecoder.channelCounts.upperBound): mix it down first"
    case .unsupportedSampleRate(let rate):
      "the audio has a sample rate of \(rate) Hz, supported are \(AudioDecoder.sampleRates.lowerBound) to "
        + "\(AudioDecoder.sampleRates.upperBound) Hz: record or resample it within that range"
    case .invalidSamples(let count, let firstFrame):
      "\(count) samples are not numbers, infinite or beyond any audio, the first in frame \(firstFrame): the "
        + "program that wrote the file is at fault, export it again as 16-bit"
    case .externalDecoderMissing(let container, let codec):
      "reading \(codec.map { "\($0) in " } ?? "")\(container) needs the ffmpeg program, which is not installed: "
        + "install it (apt-get install ffmpeg, dnf install ffmpeg-free, brew install ffmpeg), or send WAV with "
        + "16-bit PCM, FLAC, Ogg Opus or MP3"
    case .externalDecoderUnavailable(let container, let reason):
      "reading \(container) needs the ffmpeg program, and \(reason): send WAV with 16-bit PCM, FLAC, Ogg Opus or MP3"
    case .externalDecoderStopped(let container, let reason):
      "ffmpeg did not finish decoding the \(container) file: \(reason); send it again later, or in shorter pieces"
    case .severalTracks(let container, let tracks):
      "the \(container) file has \(tracks.count) audio tracks and does not say how long it is: send each as a file of "
        + "its own (\(tracks.joined(separator: "; ")))"
    case .noSuchChannel(let channel, let count):
      "there is no channel \(channel): the audio has \(count == 1 ? "one channel" : "\(count) channels, 1 to \(count)")"
    case .externalDecoderTimedOut(let container, let seconds):
      "decoding the \(container) file stood still for more than \(Self.short(seconds)) s: send WAV, FLAC, Ogg Opus or MP3"
    case .resamplingFailed(let reason):
      "the audio cannot be resampled: \(reason)"
    }
  }

  /// A number without a fraction that says nothing.
  private static func short(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }
}
