package import VoicePrint

/// A Kaldi archive with its script file: `NAME.ark` holds binary objects each after its key, `NAME.scp` says at which
/// byte of which file each begins (Povey et al. 2011, “The Kaldi speech recognition toolkit”).
///
/// An object is `\0B`, its type (`FV`, `DV`: a vector in single or double precision; `FM`, `DM`: a matrix), a space, and
/// each side of its shape as `\4` and 4 bytes; then the numbers, all little-endian.
package struct KaldiArchive {
  private let files: PrivateFiles
  private let path: String
  private let archive: Int
  private let script: Int

  /// An empty archive.
  ///
  /// - Parameters:
  ///   - path: without `.ark` and `.scp`; the script names the archive by it, as it stands here.
  ///   - files: where both files belong.
  /// - Throws: ``InterchangeError``.
  package init(_ path: String, in files: PrivateFiles) throws(InterchangeError) {
    self.files = files
    self.path = path
    archive = try files.add(path + ".ark")
    script = try files.add(path + ".scp")
  }

  /// Appends a vector in single precision.
  ///
  /// - Throws: ``InterchangeError``.
  package func append(_ key: String, _ vector: [Float]) throws(InterchangeError) {
    var bytes = Self.start("FV", [vector.count])
    bytes.append(littleEndian: vector)
    try append(key, bytes)
  }

  /// Appends a vector in double precision.
  ///
  /// - Throws: ``InterchangeError``.
  package func append(_ key: String, _ vector: [Double]) throws(InterchangeError) {
    var bytes = Self.start("DV", [vector.count])
    bytes.append(littleEndian: vector)
    try append(key, bytes)
  }

  /// Appends a matrix in single precision.
  ///
  /// - Throws: ``InterchangeError``.
  package func append(_ key: String, _ matrix: Matrix<Float>) throws(InterchangeError) {
    var bytes = Self.start("FM", [matrix.rows, matrix.columns])
    bytes.append(littleEndian: matrix.elements)
    try append(key, bytes)
  }

  /// Appends a matrix in double precision.
  ///
  /// - Throws: ``InterchangeError``.
  package func append(_ key: String, _ matrix: Matrix<Double>) throws(InterchangeError) {
    var bytes = Self.start("DM", [matrix.rows, matrix.columns])
    bytes.append(littleEndian: matrix.elements)
    try append(key, bytes)
  }

  private func append(_ key: String, _ object: [UInt8]) throws(InterchangeError) {
    precondition(!key.isEmpty && !key.contains(where: \.isWhitespace), "a key is one word")
    try files.append(Array("\(key) ".utf8), to: archive)
    try files.append("\(key) \(path).ark:\(files.count(of: archive))\n".utf8, to: script)
    try files.append(object, to: archive)
  }

  private static func start(_ type: String, _ shape: [Int]) -> [UInt8] {
    var bytes: [UInt8] = [0] + Array("B\(type) ".utf8)
    for side in shape {
      bytes.append(4)
      bytes.append(littleEndian: Int32(side))
    }
    return bytes
  }
}
