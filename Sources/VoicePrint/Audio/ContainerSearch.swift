/// Finds where a file begins within another, as `cat` leaves it.
enum ContainerSearch {
  /// Whether a file of a known format begins here; formats that begin with a frame need three of them in a row.
  static func begins(_ window: ByteWindow, at offset: Int) -> Bool { container(window, at: offset) != nil }

  /// The format of the file that begins here, told as strictly as ``begins(_:at:)``.
  static func container(_ window: ByteWindow, at offset: Int) -> AudioContainer? {
    let start = ID3Tag.end(window, from: offset)
    let beginning = Array(window.bytes(at: start, 4_096))
    if let found = AudioContainer.bySignature(beginning) { return found }
    if MPEGFrame.isRow(window, at: start, of: 3) { return .mp3 }
    if ADTSFrame.isRow(window, at: start, of: 3) { return .adts }
    return nil
  }

  /// Where the next file of the same kind begins, at or after `offset`; nil if none does.
  static func next(_ container: AudioContainer, in window: ByteWindow, from offset: Int) -> Int? {
    marks(of: container).compactMap { mark in
      window.first(mark.letters, from: offset) { place in
        place >= mark.offset && mark.check(window, place - mark.offset)
      }.map { $0 - mark.offset }
    }.min()
  }

  /// Letters that a file of a format has at its beginning, and what must hold besides.
  private struct Mark {
    let letters: [UInt8]
    /// Where the letters stand from the beginning of the file.
    var offset = 0
    let check: (ByteWindow, Int) -> Bool

    init(_ letters: [UInt8], check: @escaping (ByteWindow, Int) -> Bool = { _, _ in true }) {
      (self.letters, self.check) = (letters, check)
    }

    init(_ letters: String, check: @escaping (ByteWindow, Int) -> Bool = { _, _ in true }) {
      self.init(Array(letters.utf8), check: check)
    }
  }

  private static func marks(of container: AudioContainer) -> [Mark] {
    switch container {
    case .wav:
      ["RIFF", "RIFX"].map { name in Mark(name) { $0.begins(with: "WAVE", at: $1 + 8) } }
    case .rf64: [Mark("RF64") { $0.begins(with: "WAVE", at: $1 + 8) }]
    case .w64: [Mark("riff") { $0.begins(with: [0x2E, 0x91, 0xCF, 0x11], at: $1 + 4) }]
    case .aiff: [Mark("FORM") { $0.begins(with: "AIF", at: $1 + 8) }]
    case .caf: [Mark(Array("caff".utf8) + [0, 1]) { $0.begins(with: "desc", at: $1 + 8) }]
    case .au: [Mark(".snd", check: isAU)]
    case .sphere: [Mark("NIST_1A\n")]
    case .flac: [Mark("fLaC", check: FLACHeader.isHeader)]
    case .avi: [Mark("RIFF") { $0.begins(with: "AVI ", at: $1 + 8) }]
    case .asf: [Mark([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, 0xA6, 0xD9])]
    case .matroska:
      [
        Mark([0x1A, 0x45, 0xDF, 0xA3]) { window, place in
          let header = window.bytes(at: place, 64)
          return ["webm", "matroska"].contains { header.firstRange(of: Array($0.utf8)) != nil }
        }
      ]
    case .flv: [Mark(Array("FLV".utf8) + [1]) { $0.begins(with: [0, 0, 0, 9, 0, 0, 0, 0], at: $1 + 5) }]
    case .tta: [Mark("TTA1") { $0.begins(with: [1, 0], at: $1 + 4) }]
    case .musepack: [Mark("MPCKSH"), Mark(Array("MP+".utf8) + [7]), Mark(Array("MP+".utf8) + [0x17])]
    case .voc: [Mark("Creative Voice File\u{1A}")]
    default: []
    }
  }

  /// Four letters are not enough among samples: the other words must make sense too.
  private static func isAU(_ window: ByteWindow, _ place: Int) -> Bool {
    let words = (1..<6).compactMap { window.number(at: place + 4 * $0, 4, isLittleEndian: false) }
    return words.count == 5 && (24...65_536).contains(words[0]) && (1...27).contains(words[2])
      && AudioDecoder.sampleRates.contains(Int(words[3]))
      && AudioDecoder.channelCounts.contains(Int(words[4]))
  }
}

/// The beginning of a FLAC file.
enum FLACHeader {
  /// Bytes of the signature, of the block's header and of the block that describes the stream.
  static let bytes = 42

  /// Whether such a header stands here.
  static func isHeader(_ window: ByteWindow, _ place: Int) -> Bool {
    let header = Array(window.bytes(at: place, bytes))
    return header.count == bytes && header[4] & 0x7F == 0 && header[5...7].elementsEqual([0, 0, 34])
  }

  /// The recording that begins here: all of it is decoded, whatever number of samples is stated.
  static func part(_ window: ByteWindow, at place: Int) -> FoundPart {
    let start = ID3Tag.end(window, from: place)
    let next = ContainerSearch.next(.flac, in: window, from: start + 4) ?? window.count
    let end = AudioTrailer.start(window, from: start, to: next)
    var header = Array(window.bytes(at: start, bytes))
    guard isHeader(window, start) else {
      return FoundPart(parts: [AudioPart(container: .flac, range: start..<end)], end: next)
    }
    let stated = header[21..<26].reduce(0) { $0 << 8 | Int($1) } & 0xF_FFFF_FFFF
    header[21] &= 0xF0
    for index in 22..<26 { header[index] = 0 }
    let part = AudioPart(
      container: .flac, header: header, range: (start + bytes)..<end,
      promisedFrames: stated > 0 ? stated : nil)
    return FoundPart(parts: [part], end: next)
  }
}
