package import VoicePrint

/// Formats of features.
package enum FeatureFormat: String, CaseIterable, Sendable {
  /// NumPy's arrays.
  case npy
  /// Kaldi archives with their script files.
  case kaldi
}

/// Cepstra of a recording and which of its frames hold speech, as a model's front end begins: before means are taken
/// out and slopes are added.
package struct FeatureExport: Sendable {
  /// Frames × coefficients.
  package let cepstra: Matrix<Float>
  /// One value a frame.
  package let mask: SpeechMask

  /// The features of a waveform.
  ///
  /// - Parameters:
  ///   - waveform: at the rate of `frame`.
  ///   - options: which coefficients.
  ///   - frame: how frames are cut.
  ///   - activity: how speech is told from noise.
  package init(
    of waveform: Waveform, options: CepstrumOptions, frame: FrameOptions, activity: ActivityOptions
  ) {
    var frontEndOptions = FrontEndOptions(views: [
      FrontEndOptions.View(name: "exported", cepstrum: options, normalization: .none)
    ])
    (frontEndOptions.frame, frontEndOptions.activity) = (frame, activity)
    var frontEnd = FrontEnd(options: frontEndOptions)
    mask = frontEnd.features(of: waveform).activity.mask
    var spectrum = SpectrumComputer(options: frame)
    let computer = CepstrumComputer(options: options, frame: frame)
    cepstra = computer.cepstra(
      ofBandEnergies: computer.bandEnergies(of: spectrum.spectra(of: waveform)), speech: mask.speechFrames)
  }

  /// Writes the cepstra to `NAME.npy` or `NAME.ark`, the mask to `NAME.speech.npy` or `NAME.speech.ark`, both or
  /// neither.
  ///
  /// - Parameters:
  ///   - path: NAME, with or without `.npy` or `.ark`.
  ///   - format: how.
  ///   - key: names the recording in Kaldi archives.
  ///   - replacing: whether files that are there already may be replaced.
  /// - Returns: the files written.
  /// - Throws: ``InterchangeError``.
  @discardableResult
  package func write(
    to path: String, as format: FeatureFormat, key: String, replacing: Bool
  ) throws(InterchangeError) -> [String] {
    let files = PrivateFiles(replacing: replacing)
    switch format {
    case .npy:
      let name = path.hasSuffix(".npy") ? String(path.dropLast(4)) : path
      try files.append(NumPyArray.bytes(of: cepstra), to: files.add(name + ".npy"))
      try files.append(NumPyArray.bytes(of: mask.isSpeech), to: files.add(name + ".speech.npy"))
      try files.publish()
      return [name + ".npy", name + ".speech.npy"]
    case .kaldi:
      let name = path.hasSuffix(".ark") ? String(path.dropLast(4)) : path
      let word = key.split(whereSeparator: \.isWhitespace).joined(separator: "_")
      let cepstral = try KaldiArchive(name, in: files)
      try cepstral.append(word.isEmpty ? "recording" : word, cepstra)
      let speech = try KaldiArchive(name + ".speech", in: files)
      try speech.append(word.isEmpty ? "recording" : word, mask.isSpeech.map { $0 ? 1 : 0 } as [Float])
      try files.publish()
      return [name, name + ".speech"].flatMap { ["\($0).ark", "\($0).scp"] }
    }
  }
}
