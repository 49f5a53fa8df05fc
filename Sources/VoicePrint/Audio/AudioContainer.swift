/// The file format a recording came in, as its first bytes show it.
public enum AudioContainer: String, Sendable, CaseIterable, CustomStringConvertible {
  /// RIFF or RIFX WAVE.
  case wav
  /// WAVE with 64-bit sizes (EBU Tech 3306).
  case rf64
  /// Sony Wave64.
  case w64
  /// Audio Interchange File Format, plain or compressed (AIFF-C).
  case aiff
  /// Apple Core Audio Format.
  case caf
  /// Sun/NeXT .au.
  case au
  /// NIST SPHERE.
  case sphere
  /// Native FLAC.
  case flac
  /// Vorbis in Ogg.
  case oggVorbis
  /// Opus in Ogg.
  case oggOpus
  /// FLAC in Ogg.
  case oggFlac
  /// Ogg with anything else, such as Speex.
  case ogg
  /// MPEG audio, layers I to III, with or without an ID3 tag.
  case mp3
  /// ISO base media: MP4, M4A, 3GP, QuickTime.
  case mp4
  /// Matroska and WebM.
  case matroska
  /// Audio Video Interleave.
  case avi
  /// Advanced Systems Format: WMA, WMV.
  case asf
  /// Raw AAC frames with ADTS headers.
  case adts
  /// G.711 µ-law bytes without any header; never detected, only asked for.
  case rawMuLaw

  /// The name people know the format by.
  public var description: String {
    switch self {
    case .wav: "WAV"
    case .rf64: "RF64"
    case .w64: "Wave64"
    case .aiff: "AIFF"
    case .caf: "CAF"
    case .au: "AU"
    case .sphere: "NIST SPHERE"
    case .flac: "FLAC"
    case .oggVorbis: "Ogg Vorbis"
    case .oggOpus: "Ogg Opus"
    case .oggFlac: "Ogg FLAC"
    case .ogg: "Ogg"
    case .mp3: "MP3"
    case .mp4: "MP4"
    case .matroska: "WebM/Matroska"
    case .avi: "AVI"
    case .asf: "WMA/WMV"
    case .adts: "AAC"
    case .rawMuLaw: "raw µ-law"
    }
  }

  /// The demuxer of `ffmpeg` for formats that are not decoded in this process; nil for the others.
  var externalDemuxer: String? {
    switch self {
    case .mp4: "mov"
    case .matroska: "matroska"
    case .avi: "avi"
    case .asf: "asf"
    case .adts: "aac"
    case .ogg, .oggFlac: "ogg"
    case .wav, .rf64, .w64, .aiff, .caf, .au, .sphere, .flac, .oggVorbis, .oggOpus, .mp3,
      .rawMuLaw:
      nil
    }
  }
}
