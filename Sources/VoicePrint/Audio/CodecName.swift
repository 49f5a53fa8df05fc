/// The codec of audio that only `ffmpeg` decodes, in people's words, read from the file itself.
struct CodecName {
  /// The name; nil where the codec is one that is decoded here, or is not told.
  let text: String?

  /// What the beginning of a part tells.
  init(_ part: AudioPart, of source: ByteSource) {
    switch part.container {
    case .wav, .rf64, .w64, .aiff, .caf:
      let window = ByteWindow(source)
      let origin = part.header.isEmpty ? part.range.lowerBound : 0
      let header = ChunkedHeader(window, at: origin, container: part.container)
      text = header?.formatTag.flatMap { Self.tags[$0] } ?? header?.formatName.flatMap { Self.names[$0] }
    case .ogg:
      text =
        source.bytes(part.range.lowerBound..<(part.range.lowerBound + 256)).firstRange(
          of: Array("Speex   ".utf8)) != nil ? "Speex" : nil
    case .mp4: text = Self.sampleEntry(part, source).flatMap { Self.names[$0] }
    case .matroska: text = Self.matroskaCodec(part, source)
    default: text = nil
    }
  }

  /// The four letters behind the description of the first audio track's samples.
  private static func sampleEntry(_ part: AudioPart, _ source: ByteSource) -> String? {
    let window = ByteWindow(source)
    var place = part.range.lowerBound
    while let box = window.first(Array("stsd".utf8), from: place, to: part.range.upperBound) {
      let name = String(decoding: window.bytes(at: box + 16, 4), as: UTF8.self)
      if names[name] != nil { return name }
      place = box + 4
    }
    return nil
  }

  private static func matroskaCodec(_ part: AudioPart, _ source: ByteSource) -> String? {
    let beginning = source.bytes(
      part.range.lowerBound..<min(part.range.lowerBound + 65_536, part.range.upperBound))
    return matroskaNames.first { beginning.firstRange(of: Array($0.0.utf8)) != nil }?.1
  }

  private static let matroskaNames = [
    ("A_OPUS", "Opus"), ("A_VORBIS", "Vorbis"), ("A_AAC", "AAC"), ("A_MPEG/L3", "MP3"), ("A_AC3", "AC-3"),
    ("A_FLAC", "FLAC"), ("A_PCM", "PCM"),
  ]

  /// Registered numbers of codecs in WAV files that libsndfile does not know.
  private static let tags: [Int: String] = [
    0x0005: "IBM CVSD", 0x0010: "OKI ADPCM", 0x0014: "G.723 ADPCM", 0x0016: "G.721 ADPCM",
    0x0022: "DSP TrueSpeech",
    0x0038: "G.726 ADPCM", 0x003A: "GSM-AMR", 0x0042: "G.723.1", 0x0045: "G.726 ADPCM", 0x0050: "MPEG audio",
    0x0055: "MP3", 0x0057: "AMR", 0x0058: "AMR-WB", 0x0064: "G.726 ADPCM", 0x0065: "G.722 ADPCM",
    0x00FF: "AAC", 0x0130: "ACELP.net", 0x0160: "WMA", 0x0161: "WMA", 0x0162: "WMA Pro",
    0x0163: "WMA Lossless",
    0x1600: "AAC", 0x1602: "AAC", 0x2000: "AC-3", 0x2001: "DTS", 0x704F: "Opus", 0x7A21: "AMR", 0x7A22: "AMR",
    0xA100: "G.723.1", 0xA109: "Speex", 0xA10C: "G.729", 0xA106: "AAC", 0xF1AC: "FLAC", 0x028F: "ADPCM",
    0x0083: "G.729", 0x0133: "G.729", 0x0020: "Yamaha ADPCM", 0x0200: "Creative ADPCM", 0x5756: "WavPack",
  ]

  /// Four letters that name codecs in CAF, AIFF-C and MP4 files.
  private static let names: [String: String] = [
    "opus": "Opus", "Opus": "Opus", "aac ": "AAC", "aach": "AAC", "aacl": "AAC", "aace": "AAC", "aacp": "AAC",
    "mp4a": "AAC", "ilbc": "iLBC", ".mp3": "MP3", ".mp2": "MPEG audio", ".mp1": "MPEG audio", "ac-3": "AC-3",
    "ec-3": "E-AC-3", "samr": "AMR", "sawb": "AMR-WB", "alac": "Apple Lossless", "flac": "FLAC",
    "fLaC": "FLAC",
    "QDM2": "QDesign", "QDMC": "QDesign", "Qclp": "QCELP", "MAC3": "MACE", "MAC6": "MACE", "agsm": "GSM",
    "G722": "G.722 ADPCM", "G726": "G.726 ADPCM",
  ]
}
