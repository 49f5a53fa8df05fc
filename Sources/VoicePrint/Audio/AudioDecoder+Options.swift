extension AudioDecoder {
  /// Limits and choices of decoding.
  public struct Options: Sendable {
    /// What becomes of several channels.
    public enum ChannelLayout: Equatable, Sendable {
      /// One waveform: their mean, without those that hold nothing, each the right way up; of surround recordings the
      /// middle.
      case mixed
      /// One waveform each, in the order of the file.
      case separate
      /// One of them, counted from 1.
      case only(Int)
    }

    /// Samples a second of the result, in Hz, within `AudioDecoder.sampleRates`.
    public var targetSampleRate = 16_000
    /// The largest file accepted, in bytes (64 MiB).
    public var maximumBytes = 64 << 20
    /// The longest audio accepted, in seconds (30 minutes).
    public var maximumDurationSeconds = 1_800.0
    /// What becomes of several channels.
    public var channelLayout = ChannelLayout.mixed
    /// What bytes without a header are. If set, bytes that carry no signature of a known format are read as that;
    /// files with a header are still recognised.
    public var rawFormat: RawAudioFormat?
    /// The rate in Hz of G.711 µ-law bytes without a header: a short way to set ``rawFormat``.
    public var rawMuLawSampleRate: Int? {
      get { rawFormat?.encoding == .muLaw ? rawFormat?.sampleRate : nil }
      set { rawFormat = newValue.map { RawAudioFormat(encoding: .muLaw, sampleRate: $0) } }
    }
    /// Whether formats that are not decoded in this process may be handed to `ffmpeg`.
    public var allowsExternalDecoder = true
    /// Folders to look for `ffmpeg` in, separated by colons; nil for the environment's `PATH`.
    public var externalDecoderSearchPath: String?
    /// How long `ffmpeg` may say nothing, in seconds, before it is killed. Its processor time has a limit of its own,
    /// which grows with the length of what may be in the file.
    public var externalDecoderTimeoutSeconds = 60.0

    /// The defaults.
    public init() {}
  }
}
