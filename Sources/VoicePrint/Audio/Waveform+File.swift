internal import CSndFile

extension Waveform {
  /// The bytes of a 16-bit WAV file; samples beyond full scale are clipped.
  ///
  /// - Throws: `AudioError` where libsndfile cannot write it.
  public func waveFile() throws(AudioError) -> [UInt8] {
    try SoundFileWriter.bytes(of: self, format: Int(SF_FORMAT_WAV) | Int(SF_FORMAT_PCM_16))
  }
}
