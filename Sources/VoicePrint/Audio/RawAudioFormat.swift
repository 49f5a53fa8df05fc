internal import CSndFile

/// What audio without a header is: a coding of samples, a rate, and a number of channels.
public struct RawAudioFormat: Equatable, Sendable, CustomStringConvertible {
  /// Codings of samples, by the names that people give on a command line.
  public enum Encoding: String, CaseIterable, Sendable {
    /// 8-bit signed integers.
    case s8
    /// 8-bit unsigned integers.
    case u8
    /// 16-bit signed integers, little-endian.
    case s16le
    /// 16-bit signed integers, big-endian.
    case s16be
    /// 24-bit signed integers, little-endian.
    case s24le
    /// 24-bit signed integers, big-endian.
    case s24be
    /// 32-bit signed integers, little-endian.
    case s32le
    /// 32-bit signed integers, big-endian.
    case s32be
    /// 32-bit floating point, little-endian.
    case f32le
    /// 32-bit floating point, big-endian.
    case f32be
    /// 64-bit floating point, little-endian.
    case f64le
    /// 64-bit floating point, big-endian.
    case f64be
    /// G.711 µ-law, as North American and Japanese telephones have it.
    case muLaw = "mulaw"
    /// G.711 A-law, as all other telephones have it.
    case aLaw = "alaw"
    /// GSM 06.10 full rate, in frames of 33 bytes; mono.
    case gsm
    /// Dialogic (OKI) ADPCM, 4 bits a sample, as `.vox` files have it; mono.
    case vox
  }

  /// How samples are coded.
  public var encoding: Encoding
  /// Samples a second and channel, in Hz.
  public var sampleRate: Int
  /// Number of interleaved channels.
  public var channelCount: Int

  /// A format; mono unless channels are given.
  public init(encoding: Encoding, sampleRate: Int, channelCount: Int = 1) {
    (self.encoding, self.sampleRate, self.channelCount) = (encoding, sampleRate, channelCount)
  }

  /// A format from `FORMAT:RATE` or `FORMAT:RATE:CHANNELS`, such as `alaw:8000`; nil for anything else, and for rates
  /// and channels that are not read.
  public init?(_ text: String) {
    let words = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(words.count), let encoding = Encoding(rawValue: words[0].lowercased()),
      let rate = Int(words[1]), AudioDecoder.sampleRates.contains(rate)
    else { return nil }
    let channels = words.count == 3 ? Int(words[2]) : 1
    guard let channels, AudioDecoder.channelCounts.contains(channels),
      channels == 1 || (encoding != .gsm && encoding != .vox)
    else { return nil }
    self.init(encoding: encoding, sampleRate: rate, channelCount: channels)
  }

  /// As it is given on a command line.
  public var description: String { "\(encoding.rawValue):\(sampleRate):\(channelCount)" }

  /// libsndfile's code.
  var libsndfileFormat: Int {
    let (little, big) = (Int(SF_ENDIAN_LITTLE), Int(SF_ENDIAN_BIG))
    let samples =
      switch encoding {
      case .s8: Int(SF_FORMAT_PCM_S8)
      case .u8: Int(SF_FORMAT_PCM_U8)
      case .s16le: Int(SF_FORMAT_PCM_16) | little
      case .s16be: Int(SF_FORMAT_PCM_16) | big
      case .s24le: Int(SF_FORMAT_PCM_24) | little
      case .s24be: Int(SF_FORMAT_PCM_24) | big
      case .s32le: Int(SF_FORMAT_PCM_32) | little
      case .s32be: Int(SF_FORMAT_PCM_32) | big
      case .f32le: Int(SF_FORMAT_FLOAT) | little
      case .f32be: Int(SF_FORMAT_FLOAT) | big
      case .f64le: Int(SF_FORMAT_DOUBLE) | little
      case .f64be: Int(SF_FORMAT_DOUBLE) | big
      case .muLaw: Int(SF_FORMAT_ULAW)
      case .aLaw: Int(SF_FORMAT_ALAW)
      case .gsm: Int(SF_FORMAT_GSM610)
      case .vox: Int(SF_FORMAT_VOX_ADPCM)
      }
    return Int(SF_FORMAT_RAW) | samples
  }

  /// The container that recordings in it are said to be of.
  var container: AudioContainer { encoding == .muLaw ? .rawMuLaw : .raw }
}
