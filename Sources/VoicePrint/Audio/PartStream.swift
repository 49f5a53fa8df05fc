/// The samples of all recordings in a file, one after the other.
struct PartStream: ~Copyable {
  /// Of the block that was given last, or of the first.
  private(set) var format: SourceFormat
  /// What is worth knowing of how the file was read; complete at the end.
  private(set) var remarks: [RecordingRemark] = []
  /// Samples of one channel, where the headers tell.
  let promisedFrames: Int?

  private let source: ByteSource
  private let options: AudioDecoder.Options
  private var parts: ArraySlice<AudioPart>
  private var open: OpenPart

  /// The stream of the recordings that a layout lists; opens the first.
  init(
    _ source: ByteSource, _ layout: AudioLayout, options: AudioDecoder.Options
  ) throws(AudioError) {
    guard let first = layout.parts.first else { throw .empty(container: nil) }
    let open = try OpenPart(first, of: source, options: options)
    self.open = open
    self.source = source
    self.options = options
    parts = layout.parts.dropFirst()
    format = open.format
    promisedFrames = layout.parts.count == 1 ? open.promisedFrames : nil
    let recordings = layout.parts.count { !$0.isContinuation }
    if recordings > 1 { remarks.append(.joined(count: recordings)) }
    if layout.leftOverBytes > 0 { remarks.append(.leftOver(bytes: layout.leftOverBytes)) }
  }

  /// The next interleaved samples, whole frames, of `format`; nil at the end of the last recording.
  ///
  /// - Throws: `AudioError`.
  mutating func next() throws(AudioError) -> [Float]? {
    while true {
      if let block = try open.next() { return block }
      remarks += open.remarks
      guard let part = parts.popFirst() else { return nil }
      open = try OpenPart(part, of: source, options: options)
      format = open.format
    }
  }
}
