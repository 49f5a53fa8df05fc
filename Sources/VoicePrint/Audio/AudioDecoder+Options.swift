extension AudioDecoder {
  /// Limits and choices of decoding.
  public struct Options: Sendable {
    /// What becomes of several channels.
    public enum ChannelLayout: Sendable {
      /// Their mean, as one waveform.
      case mixed
      /// One waveform each, in the order of the file.
      case separate
    }

    /// Samples a second of the result, in Hz, within `AudioDecoder.sampleRates`.
    public var targetSampleRate = 16_000
    /// The largest file accepted, in bytes (64 MiB).
    public var maximumBytes = 64 << 20
    /// The longest audio accepted, in seconds (30 minutes).
    public var maximumDurationSeconds = 1_800.0
    /// What becomes of several channels.
    public var channelLayout = ChannelLayout.mixed
    /// The rate in Hz of G.711 µ-law bytes without a header. If set, bytes that carry no signature of a known
    /// format are read as that; files with a header are still recognised.
    public var rawMuLawSampleRate: Int?
    /// Whether formats that are not decoded in this process may be handed to `ffmpeg`.
    public var allowsExternalDecoder = true
    /// Folders to look for `ffmpeg` in, separated by colons; nil for the environment's `PATH`.
    public var externalDecoderSearchPath: String?
    /// How long `ffmpeg` may run, in seconds, before it is killed.
    public var externalDecoderTimeoutSeconds = 60.0

    /// The defaults.
    public init() {}
  }
}
