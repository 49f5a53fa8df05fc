/// Turns a file or bytes into a mono 16 kHz recording.
///
/// The format is detected from the bytes, never from a name or a declared type. A length in a header is never
/// believed: audio is decoded in blocks, each mixed, resampled and counted against the limits at once, so memory
/// follows the result and not the claim.
///
/// All audio that is in a file is decoded, or it is said how much is not: files that were joined, headers that count a
/// part of what follows them, several tracks. ``Recording/Source/remarks`` tells what was found.
///
/// Files cut off in the middle: WAV, RF64, Wave64, AIFF, CAF, AU and FLAC state how much audio they hold, and holding less is
/// `AudioError.truncated`, except where the statement is that of a writer that could not go back to correct it
/// (0, or about 2 or 4 GB: browsers, `ffmpeg` and `sox` on pipes, telephony servers). Other compressed streams
/// state nothing reliable and are accepted as far as they decode.
public struct AudioDecoder: Sendable {
  /// Numbers of channels that are accepted.
  public static let channelCounts = 1...8
  /// Original sample rates that are accepted, in Hz.
  public static let sampleRates = 6_000...384_000

  /// Limits and choices this decoder was made with.
  public let options: Options

  /// A decoder; without options, with the default limits.
  public init(options: Options = Options()) {
    self.options = options
  }

  /// Decodes the file at a path.
  ///
  /// - Throws: `AudioError`; `.unreadable` and `.tooLarge` before anything is decoded.
  public func recording(contentsOf path: String) throws(AudioError) -> Recording {
    try recording(from: BoundedReading.bytes(contentsOf: path, limit: options.maximumBytes))
  }

  /// Decodes all that can be read from an open file descriptor, such as 0 for standard input.
  ///
  /// The descriptor stays open. Blocks until its other end closes it or the byte limit is passed.
  public func recording(fromDescriptor descriptor: Int32) throws(AudioError) -> Recording {
    try recording(
      from: BoundedReading.bytes(ofDescriptor: descriptor, name: "the input", limit: options.maximumBytes))
  }

  /// Decodes the bytes of a file.
  public func recording(from bytes: [UInt8]) throws(AudioError) -> Recording {
    guard bytes.count <= options.maximumBytes else {
      throw .tooLarge(bytes: bytes.count, limit: options.maximumBytes)
    }
    return try recording(of: .memory(bytes), container: container(of: bytes))
  }

  /// The format of a file that begins like this.
  func container(of bytes: [UInt8]) throws(AudioError) -> AudioContainer {
    guard !bytes.isEmpty else { throw .empty(container: nil) }
    if let raw = options.rawFormat {
      // Two bytes of a frame header can be speech; four letters cannot.
      return AudioContainer.bySignature(bytes) ?? raw.container
    }
    guard let container = AudioContainer(detecting: bytes) else {
      throw .unknownContainer(beginning: Self.beginning(of: bytes))
    }
    return container
  }

  private func recording(of source: ByteSource, container: AudioContainer) throws(AudioError) -> Recording {
    var reader = try AudioReader(source, container: container, options: options)
    return try reader.recording()
  }

  /// The first bytes, in letters where they are letters and in hexadecimal where not.
  private static func beginning(of bytes: [UInt8]) -> String {
    let start = bytes.prefix(16)
    if start.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) {
      let letters = start.map { $0 < 0x20 ? " " : Character(UnicodeScalar($0)) }
      return "the text “\(String(letters))”"
    }
    let digits = start.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return "the bytes " + digits.joined(separator: " ")
  }
}
