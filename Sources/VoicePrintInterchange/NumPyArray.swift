package import VoicePrint

/// Arrays in NumPy's format, version 1.0 (NEP 1): a magic number, the header's length, a Python dictionary padded with
/// spaces so that the data begin at a multiple of 64, the data.
package enum NumPyArray {
  /// A matrix of single-precision numbers, `<f4`, row after row.
  package static func bytes(of matrix: Matrix<Float>) -> [UInt8] {
    var bytes = header("<f4", shape: "(\(matrix.rows), \(matrix.columns))")
    bytes.reserveCapacity(bytes.count + 4 * matrix.elements.count)
    bytes.append(littleEndian: matrix.elements)
    return bytes
  }

  /// A vector of truth values, `|b1`.
  package static func bytes(of values: [Bool]) -> [UInt8] {
    header("|b1", shape: "(\(values.count),)") + values.map { $0 ? 1 : 0 }
  }

  private static func header(_ type: String, shape: String) -> [UInt8] {
    let dictionary = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    let unpadded = bytes.count + 2 + dictionary.utf8.count + 1
    let padding = (64 - unpadded % 64) % 64
    bytes.append(littleEndian: UInt16(dictionary.utf8.count + padding + 1))
    return bytes + Array(dictionary.utf8) + Array(repeating: 0x20, count: padding) + [0x0A]
  }
}
