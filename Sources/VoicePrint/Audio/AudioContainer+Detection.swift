extension AudioContainer {
  /// Finds the format from the bytes themselves; nil if they begin like none of the known formats.
  ///
  /// - Parameter bytes: A whole file, or its beginning. MPEG audio may begin with up to 64 KiB of anything else.
  public init?(detecting bytes: [UInt8]) {
    guard
      let found = Self.bySignature(bytes) ?? Self.byFrameHeader(bytes, at: 0) ?? Self.byRepetition(bytes)
    else { return nil }
    self = found
  }

  /// Formats with a signature of at least four bytes, which other data does not begin with by accident.
  static func bySignature(_ bytes: [UInt8]) -> AudioContainer? {
    switch Signature(bytes, at: 0) {
    case "RIFF": Signature(bytes, at: 8) == "AVI " ? .avi : Signature(bytes, at: 8) == "WAVE" ? .wav : nil
    case "RIFX": Signature(bytes, at: 8) == "WAVE" ? .wav : nil
    case "RF64": .rf64
    case "riff": bytes.begins(with: [0x2E, 0x91, 0xCF, 0x11], at: 4) ? .w64 : nil
    case "FORM":
      Signature(bytes, at: 8) == "AIFF" || Signature(bytes, at: 8) == "AIFC" ? .aiff : nil
    case "caff": .caf
    case ".snd": .au
    case "NIST": .sphere
    case "fLaC": .flac
    case "OggS": oggContent(bytes)
    case "#!AM":
      bytes.begins(with: Array("R\n".utf8), at: 4) || bytes.begins(with: Array("R-WB\n".utf8), at: 4)
        ? .amr : nil
    case "wvpk": .wavPack
    case "TTA1", "TTA2": .tta
    case "MPCK": .musepack
    case "Crea": bytes.begins(with: Array("tive Voice File\u{1A}".utf8), at: 4) ? .voc : nil
    default:
      if bytes.begins(with: [0x1A, 0x45, 0xDF, 0xA3], at: 0) {
        .matroska
      } else if bytes.begins(with: [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], at: 0) {
        .asf
      } else if bytes.begins(with: [0x46, 0x4C, 0x56, 0x01], at: 0) {
        .flv
      } else if bytes.begins(with: Array("MP+".utf8), at: 0) {
        .musepack
      } else if bytes.begins(with: Array("ID3".utf8), at: 0) {
        afterID3Tag(bytes)
      } else {
        switch Signature(bytes, at: 4) {
        case "ftyp", "moov", "mdat", "wide", "free", "skip", "pnot": .mp4
        default: nil
        }
      }
    }
  }

  /// MPEG audio and ADTS streams begin with nothing but a frame header: two to four bytes that must make sense.
  static func byFrameHeader(_ bytes: [UInt8], at offset: Int) -> AudioContainer? {
    guard offset + 4 <= bytes.count, bytes[offset] == 0xFF, bytes[offset + 1] & 0xE0 == 0xE0 else {
      return nil
    }
    let version = bytes[offset + 1] >> 3 & 3
    let layer = bytes[offset + 1] >> 1 & 3
    if bytes[offset + 1] & 0xF6 == 0xF0 {
      let rateIndex = bytes[offset + 2] >> 2 & 15
      return rateIndex < 13 ? .adts : nil
    }
    let bitRateIndex = bytes[offset + 2] >> 4
    let rateIndex = bytes[offset + 2] >> 2 & 3
    return version != 1 && layer != 0 && bitRateIndex != 15 && rateIndex != 3 ? .mp3 : nil
  }

  /// Streams that begin anywhere, which something that comes back at a distance tells.
  private static func byRepetition(_ bytes: [UInt8]) -> AudioContainer? {
    guard bytes.count > 4 else { return nil }
    // Packets of 188 bytes, in some recorders with a time of four bytes before each.
    for (first, distance) in [(0, 188), (4, 192)] where bytes.count > first + 4 * distance {
      if (0..<5).allSatisfy({ bytes[first + $0 * distance] == 0x47 }) { return .mpegTS }
    }
    if bytes[0] == 0x0B, bytes[1] == 0x77 { return .ac3 }
    let window = ByteWindow(.memory(bytes))
    let end = FrameStream.lateBytes
    if MPEGFrame.firstRow(window, from: 0, to: end, of: 4) != nil { return .mp3 }
    if ADTSFrame.firstRow(window, from: 0, to: end, of: 4) != nil { return .adts }
    return nil
  }

  /// The codec in the first packet of an Ogg stream, which follows the page's segment table.
  private static func oggContent(_ bytes: [UInt8]) -> AudioContainer {
    guard bytes.count > 26 else { return .ogg }
    let packet = 27 + Int(bytes[26])
    if bytes.begins(with: [0x01] + Array("vorbis".utf8), at: packet) { return .oggVorbis }
    if bytes.begins(with: Array("OpusHead".utf8), at: packet) { return .oggOpus }
    if bytes.begins(with: [0x7F] + Array("FLAC".utf8), at: packet) { return .oggFlac }
    return .ogg
  }

  /// An ID3v2 tag comes before MP3 nearly always, before FLAC or ADTS sometimes.
  private static func afterID3Tag(_ bytes: [UInt8]) -> AudioContainer {
    guard bytes.count >= 10 else { return .mp3 }
    let size = bytes[6..<10].reduce(0) { $0 << 7 | Int($1 & 0x7F) }
    let next = 10 + size
    if Signature(bytes, at: next) == "fLaC" { return .flac }
    return byFrameHeader(bytes, at: next) ?? .mp3
  }
}

/// Four bytes compared with four ASCII letters.
struct Signature: Equatable, ExpressibleByStringLiteral {
  private let bytes: [UInt8]

  init(_ file: [UInt8], at offset: Int) {
    bytes = offset >= 0 && offset <= file.count - 4 ? Array(file[offset..<(offset + 4)]) : []
  }

  init(stringLiteral text: String) { bytes = Array(text.utf8) }

  /// Whether these are four letters at all, as the names of chunks are.
  var isPrintable: Bool { bytes.count == 4 && bytes.allSatisfy { ($0 >= 0x20 && $0 < 0x7F) || $0 == 0xA9 } }
}

extension [UInt8] {
  /// Whether `prefix` stands at `offset`; false where it would reach past the end.
  fileprivate func begins(with prefix: [UInt8], at offset: Int) -> Bool {
    offset <= count - prefix.count && self[offset..<(offset + prefix.count)].elementsEqual(prefix)
  }
}
