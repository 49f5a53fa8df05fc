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
  /// Adaptive Multi-Rate speech, narrow or wide band.
  case amr
  /// MPEG transport stream.
  case mpegTS
  /// Flash video.
  case flv
  /// WavPack.
  case wavPack
  /// True Audio.
  case tta
  /// AC-3 and E-AC-3 (Dolby Digital).
  case ac3
  /// Musepack, stream versions 7 and 8.
  case musepack
  /// Creative Voice File.
  case voc
  /// G.711 µ-law bytes without any header; never detected, only asked for.
  case rawMuLaw
  /// Samples in any other coding without any header; never detected, only asked for.
  case raw

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
    case .amr: "AMR"
    case .mpegTS: "MPEG-TS"
    case .flv: "FLV"
    case .wavPack: "WavPack"
    case .tta: "TTA"
    case .ac3: "AC-3"
    case .musepack: "Musepack"
    case .voc: "VOC"
    case .rawMuLaw: "raw µ-law"
    case .raw: "raw audio"
    }
  }

  /// Whether libsndfile reads this format, and `ffmpeg` only the codecs that it does not know.
  var isReadInProcess: Bool {
    switch self {
    case .wav, .rf64, .w64, .aiff, .caf, .au, .sphere, .flac, .oggVorbis, .oggOpus, .mp3, .rawMuLaw, .raw:
      true
    case .oggFlac, .ogg, .mp4, .matroska, .avi, .asf, .adts, .amr, .mpegTS, .flv, .wavPack, .tta, .ac3,
      .musepack, .voc:
      false
    }
  }

  /// The demuxer of `ffmpeg` that may read this format; nil where none may.
  ///
  /// The list is closed: no demuxer that names other files, reads text or guesses is in it.
  func demuxer(beginning: [UInt8]) -> String? {
    switch self {
    case .wav, .rf64: "wav"
    case .w64: "w64"
    case .aiff: "aiff"
    case .caf: "caf"
    case .au: "au"
    case .sphere: "nistsphere"
    case .flac: "flac"
    case .oggVorbis, .oggOpus, .oggFlac, .ogg: "ogg"
    case .mp3: "mp3"
    case .mp4: "mov"
    case .matroska: "matroska"
    case .avi: "avi"
    case .asf: "asf"
    case .adts: "aac"
    case .amr: "amr"
    case .mpegTS: "mpegts"
    case .flv: "flv"
    case .wavPack: "wv"
    case .tta: "tta"
    // The stream's version stands in five bits; from 11 on it is E-AC-3.
    case .ac3: beginning.count > 5 && beginning[5] >> 3 > 10 ? "eac3" : "ac3"
    case .musepack: Signature(beginning, at: 0) == "MPCK" ? "mpc8" : "mpc"
    case .voc: "voc"
    case .rawMuLaw, .raw: nil
    }
  }
}
