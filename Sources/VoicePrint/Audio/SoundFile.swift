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

  /// Opens what can be read as a file; `rawFormat` is used for files without a header only.
  init(_ memory: MemoryFile, container: AudioContainer, rawFormat: RawAudioFormat?) throws(AudioError) {
    self.memory = memory
    var info = SF_INFO()
    if container == .rawMuLaw || container == .raw, let raw = rawFormat {
      guard AudioDecoder.sampleRates.contains(raw.sampleRate) else {
        throw .unsupportedSampleRate(raw.sampleRate)
      }
      guard AudioDecoder.channelCounts.contains(raw.channelCount) else {
        throw .unsupportedChannelCount(raw.channelCount)
      }
      info.samplerate = Int32(raw.sampleRate)
      info.channels = Int32(raw.channelCount)
      info.format = Int32(raw.libsndfileFormat)
    }
    var callbacks = MemoryFile.callbacks
    let opened = unsafe LibraryOutput.catching {
      unsafe sf_open_virtual(
        &callbacks, Int32(SFM_READ), &info, Unmanaged.passUnretained(memory).toOpaque())
    }
    guard let handle = unsafe opened else {
      throw .undecodable(container: container, reason: unsafe Self.message(of: nil))
    }
    unsafe self.handle = unsafe handle
    format = SourceFormat(
      container: container, encoding: SampleEncoding(libsndfileFormat: Int(info.format)),
      sampleRate: Int(info.samplerate), channelCount: Int(info.channels),
      middleChannel: unsafe Self.middleChannel(of: handle, Int(info.channels), container))
    promisedFrames = info.frames > 0 && info.frames < sf_count_t.max ? Int(info.frames) : nil
  }

  deinit {
    _ = LibraryOutput.catching { unsafe sf_close(handle) }
  }

  /// Fills `block` with interleaved samples and shortens it to what was read; false at the end of the audio.
  mutating func read(into block: inout [Float]) -> Bool {
    let frames = block.count / format.channelCount
    let read = LibraryOutput.catching { unsafe Int(sf_readf_float(handle, &block, sf_count_t(frames))) }
    guard read > 0, read <= frames else { return false }
    block.removeLast(block.count - read * format.channelCount)
    return true
  }

  /// libsndfile's words for what went wrong while reading; nil if nothing did.
  var failure: String? {
    mutating get { unsafe sf_error(handle) == 0 ? nil : unsafe Self.message(of: handle) }
  }

  /// The place of the middle loudspeaker's channel, from 0; nil where there is none, or nobody says.
  private static func middleChannel(
    of handle: OpaquePointer, _ count: Int, _ container: AudioContainer
  ) -> Int? {
    guard count > 2 else { return nil }
    var map = [Int32](repeating: 0, count: count)
    let size = Int32(count * MemoryLayout<Int32>.size)
    if unsafe sf_command(handle, Int32(SFC_GET_CHANNEL_MAP_INFO), &map, size) != 0 {
      return map.firstIndex(of: Int32(SF_CHANNEL_MAP_CENTER))
    }
    // FLAC says it by the number of channels alone: left, right, middle, but for four.
    return container == .flac && count != 4 ? 2 : nil
  }

  private static func message(of handle: OpaquePointer?) -> String {
    guard let text = unsafe sf_strerror(handle) else { return "no reason given" }
    var message = unsafe String(cString: text)
    while let last = message.last, last == "." || last.isWhitespace { message.removeLast() }
    return message
  }
}
