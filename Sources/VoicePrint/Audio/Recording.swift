/// Decoded sound, ready for features, with what is known of where it came from.
public struct Recording: Sendable {
  /// Waveforms at the target rate (16 kHz): one, mixed of the channels by what they hold, unless separate ones were
  /// asked for.
  public let channels: [Waveform]
  /// The original file, before mixing and resampling.
  public let source: Source
  /// SHA-256 over the original samples (32-bit float, little-endian, interleaved), their rate and channel count:
  /// a WAV file and a FLAC file of the same samples share it.
  public let digest: ContentDigest

  /// The mixed channel; of separate channels, the first.
  public var waveform: Waveform { channels[0] }

  init(channels: [Waveform], source: Source, digest: ContentDigest) {
    precondition(!channels.isEmpty, "a recording has at least one channel")
    self.channels = channels
    self.source = source
    self.digest = digest
  }

  /// What the file was, as found by decoding it.
  public struct Source: Equatable, Sendable {
    /// The format of the file.
    public let container: AudioContainer
    /// How samples were coded, in words: `16-bit PCM`, `µ-law`, `Opus`.
    public let encoding: String
    /// Original samples a second and channel, in Hz.
    public let sampleRate: Int
    /// Original number of channels, 1…8.
    public let channelCount: Int
    /// Length in seconds, counted from what was decoded, not from the header.
    public let duration: Double
    /// The share, 0…1, of original samples that lie in clipped runs; see `ClippingMeter`.
    public let clippedFraction: Double
    /// What is worth knowing of how it was read.
    public let remarks: [RecordingRemark]
  }
}
