package import VoicePrint

/// Writes the signatures of enrollments in one format.
package protocol SignatureWriter {
  /// Adds an enrollment.
  ///
  /// - Throws: ``InterchangeError``.
  mutating func append(_ voice: ExportedVoice) throws(InterchangeError)

  /// Makes what was written appear under its name.
  ///
  /// - Throws: ``InterchangeError``.
  consuming func finish() throws(InterchangeError)
}

extension ExportFormat {
  /// Begins an export of signatures.
  ///
  /// - Parameters:
  ///   - path: the file, for Kaldi the folder.
  ///   - model: made them.
  ///   - statistics: which statistics go with them.
  ///   - replacing: whether files that are there already may be replaced.
  /// - Returns: takes the enrollments.
  /// - Throws: ``InterchangeError``.
  package func signatureWriter(
    to path: String, model: VoiceModel, statistics: ExportedStatistics, replacing: Bool
  ) throws(InterchangeError) -> any SignatureWriter {
    switch self {
    case .safetensors:
      try TensorSignatureWriter(path, model: model, statistics: statistics, replacing: replacing)
    case .jsonl: try LineSignatureWriter(path, model: model, statistics: statistics, replacing: replacing)
    case .kaldi: try KaldiSignatureWriter(path, model: model, statistics: statistics, replacing: replacing)
    }
  }
}
