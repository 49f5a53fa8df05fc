internal import CSndFile

/// A file that libsndfile decodes, block by block.
@safe struct SoundFile: ~Copyable {
  /// Format as libsndfile found it.
  let format: SourceFormat
  /// Frames as the header states them; nil if it does not. Never to be trusted with memory.
  let promisedFrames: Int?

  private let handle: OpaquePointer
  // libsndfile holds an unretained pointer to this; it is released after `deinit` has closed the handle.
  private let memory: MemoryFile

  /// Opens bytes; `rawMuLawSampleRate` (Hz) is used for `.rawMuLaw` only.
  init(_ bytes: [UInt8], container: AudioContainer, rawMuLawSampleRate: Int?) throws(AudioError) {
    try self.init(MemoryFile(bytes), container: container, rawMuLawSampleRate: rawMuLawSampleRate)
  }

  /// Opens what can be read as a file.
  init(_ memory: MemoryFile, container: AudioContainer, rawMuLawSampleRate: Int?) throws(AudioError) {
    self.memory = memory
    var info = SF_INFO()
    if container == .rawMuLaw, let rate = rawMuLawSampleRate {
      guard AudioDecoder.sampleRates.contains(rate) else { throw .unsupportedSampleRate(rate) }
      info.samplerate = Int32(rate)
      info.channels = 1
      info.format = Int32(SF_FORMAT_RAW | SF_FORMAT_ULAW)
    }
    var callbacks = MemoryFile.callbacks
    guard
      let handle = unsafe sf_open_virtual(
        &callbacks, Int32(SFM_READ), &info, Unmanaged.passUnretained(memory).toOpaque())
    else {
      throw .undecodable(container: container, reason: unsafe Self.message(of: nil))
    }
    unsafe self.handle = unsafe handle
    format = SourceFormat(
      container: container, encoding: SampleEncoding(libsndfileFormat: Int(info.format)),
      sampleRate: Int(info.samplerate), channelCount: Int(info.channels))
    promisedFrames = info.frames > 0 && info.frames < sf_count_t.max ? Int(info.frames) : nil
  }

  deinit { _ = unsafe sf_close(handle) }

  /// Fills `block` with interleaved samples and shortens it to what was read; false at the end of the audio.
  func read(into block: inout [Float]) -> Bool {
    let frames = block.count / format.channelCount
    let read = unsafe Int(sf_readf_float(handle, &block, sf_count_t(frames)))
    guard read > 0, read <= frames else { return false }
    block.removeLast(block.count - read * format.channelCount)
    return true
  }

  /// libsndfile's words for what went wrong while reading; nil if nothing did.
  var failure: String? {
    unsafe sf_error(handle) == 0 ? nil : unsafe Self.message(of: handle)
  }

  private static func message(of handle: OpaquePointer?) -> String {
    guard let text = unsafe sf_strerror(handle) else { return "no reason given" }
    var message = unsafe String(cString: text)
    while let last = message.last, last == "." || last.isWhitespace { message.removeLast() }
    return message
  }
}
