internal import CSndFile

/// A speech codec of the telephone network, as a round trip: what it takes away from a waveform.
public enum TelephoneCodec: CaseIterable, Sendable {
  /// G.711 µ-law, 64 kbit/s.
  case muLaw
  /// G.711 A-law, 64 kbit/s.
  case aLaw
  /// GSM 06.10 full rate, 13 kbit/s.
  case gsm
  /// G.721 ADPCM, 32 kbit/s.
  case g721
  /// G.723 ADPCM, 24 kbit/s.
  case g723

  private var format: Int {
    switch self {
    case .muLaw: Int(SF_FORMAT_WAV) | Int(SF_FORMAT_ULAW)
    case .aLaw: Int(SF_FORMAT_WAV) | Int(SF_FORMAT_ALAW)
    case .gsm: Int(SF_FORMAT_WAV) | Int(SF_FORMAT_GSM610)
    case .g721: Int(SF_FORMAT_AU) | Int(SF_FORMAT_G721_32)
    case .g723: Int(SF_FORMAT_AU) | Int(SF_FORMAT_G723_24)
    }
  }

  /// A waveform coded and decoded again; as long as it came.
  ///
  /// - Parameter waveform: at 8 kHz.
  /// - Returns: what comes out of the codec.
  /// - Throws: `AudioError` where libsndfile cannot write or read the codec.
  public func roundTrip(_ waveform: Waveform) throws(AudioError) -> Waveform {
    precondition(waveform.sampleRate == 8000, "telephone codecs work at 8 kHz")
    let written = try SoundFileWriter.bytes(of: waveform, format: format)
    var options = AudioDecoder.Options()
    options.targetSampleRate = 8000
    var samples = try AudioDecoder(options: options).recording(from: written).waveform.samples
    let missing = waveform.samples.count - samples.count
    if missing > 0 { samples.append(contentsOf: repeatElement(0, count: missing)) }
    return Waveform(samples: Array(samples.prefix(waveform.samples.count)), sampleRate: 8000)
  }
}

/// Writes sound files into memory.
enum SoundFileWriter {
  /// The bytes of a mono file in one of libsndfile's formats.
  static func bytes(of waveform: Waveform, format: Int) throws(AudioError) -> [UInt8] {
    let target = GrowingFile()
    var info = SF_INFO()
    info.samplerate = Int32(waveform.sampleRate)
    info.channels = 1
    info.format = Int32(format)
    var callbacks = GrowingFile.callbacks
    guard
      let handle = unsafe sf_open_virtual(
        &callbacks, Int32(SFM_WRITE), &info, Unmanaged.passUnretained(target).toOpaque())
    else { throw .undecodable(container: .wav, reason: "this libsndfile cannot write format \(format)") }
    let clamped = waveform.samples.map { min(max($0, -1), 1) }
    let written = unsafe sf_writef_float(handle, clamped, sf_count_t(clamped.count))
    _ = unsafe sf_close(handle)
    guard written == clamped.count else {
      throw .undecodable(container: .wav, reason: "only \(written) of \(clamped.count) samples were written")
    }
    return target.bytes
  }
}

/// Bytes in memory that libsndfile writes as if they were a file; used during one call only.
private final class GrowingFile {
  var bytes: [UInt8] = []
  private var position = 0

  private func write(_ source: UnsafeRawBufferPointer) {
    let end = position + source.count
    if end > bytes.count { bytes.append(contentsOf: repeatElement(0, count: end - bytes.count)) }
    unsafe bytes.replaceSubrange(position..<end, with: source)
    position = end
  }

  static var callbacks: SF_VIRTUAL_IO {
    unsafe SF_VIRTUAL_IO(
      get_filelen: { unsafe GrowingFile.at($0).map { sf_count_t($0.bytes.count) } ?? 0 },
      seek: { offset, whence, context in
        guard let file = unsafe GrowingFile.at(context) else { return -1 }
        let base = whence == 0 ? 0 : whence == 1 ? file.position : file.bytes.count
        file.position = max(0, base + Int(offset))
        return sf_count_t(file.position)
      },
      read: { target, count, context in
        guard let file = unsafe GrowingFile.at(context), let target = unsafe target else { return 0 }
        let available = max(0, min(Int(count), file.bytes.count - file.position))
        unsafe target.copyMemory(
          from: Array(file.bytes[file.position..<file.position + available]), byteCount: available)
        file.position += available
        return sf_count_t(available)
      },
      write: { source, count, context in
        guard let file = unsafe GrowingFile.at(context), count >= 0 else { return 0 }
        unsafe file.write(UnsafeRawBufferPointer(start: source, count: Int(count)))
        return count
      },
      tell: { unsafe GrowingFile.at($0).map { sf_count_t($0.position) } ?? -1 })
  }

  private static func at(_ context: UnsafeMutableRawPointer?) -> GrowingFile? {
    unsafe context.map { unsafe Unmanaged<GrowingFile>.fromOpaque($0).takeUnretainedValue() }
  }
}
