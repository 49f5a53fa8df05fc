/// Formats of signatures and back ends.
package enum ExportFormat: String, CaseIterable, Sendable {
  /// One file of named arrays.
  case safetensors
  /// A text file with a JSON object a line.
  case jsonl
  /// A folder of Kaldi archives with their script files.
  case kaldi
}

/// Which statistics (N, b) go with signatures.
package enum ExportedStatistics: String, Sendable {
  /// None.
  case none
  /// The sums over each enrollment's samples.
  case sums
  /// Those of each sample.
  case samples
}
