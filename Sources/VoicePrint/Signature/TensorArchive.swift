internal import Foundation

/// Named arrays and text metadata in one block of bytes, in the safetensors format.
///
/// Layout: the length of the header (8 bytes, little-endian), a JSON header, the arrays one after the other.
/// Equal archives have equal bytes: names are sorted, nothing is left to a hash table's order.
package struct TensorArchive: Equatable, Sendable {
  /// The numbers of one array in one of the element types that VoicePrint uses.
  package enum Values: Equatable, Sendable {
    case float32([Float])
    /// Bit patterns in half precision, as they are stored.
    case float16([UInt16])
    case float64([Double])
  }

  /// An array with its shape.
  package struct Tensor: Equatable, Sendable {
    package let shape: [Int]
    package let values: Values

    package init(shape: [Int], values: Values) {
      self.shape = shape
      self.values = values
    }
  }

  /// The arrays by name.
  package var tensors: [String: Tensor] = [:]
  /// Text by name.
  package var metadata: [String: String] = [:]

  package init() {}

  // MARK: Filling and reading

  /// Sets a vector; in half precision it is rounded here, so that an archive equals what is read of its bytes.
  package mutating func set(_ name: String, _ vector: [Float], half: Bool = false) {
    tensors[name] = Tensor(shape: [vector.count], values: Self.values(vector, half: half))
  }

  package mutating func set(_ name: String, _ vector: [Double]) {
    tensors[name] = Tensor(shape: [vector.count], values: .float64(vector))
  }

  /// Sets a matrix, rounded to half precision where asked.
  package mutating func set(_ name: String, _ matrix: Matrix<Float>, half: Bool = false) {
    tensors[name] = Tensor(
      shape: [matrix.rows, matrix.columns], values: Self.values(matrix.elements, half: half))
  }

  private static func values(_ values: [Float], half: Bool) -> Values {
    half ? .float16(HalfPrecision.encode(values)) : .float32(values)
  }

  package mutating func set(_ name: String, _ matrix: Matrix<Double>) {
    tensors[name] = Tensor(shape: [matrix.rows, matrix.columns], values: .float64(matrix.elements))
  }

  /// A vector of single-precision numbers, whatever precision it was stored in.
  package func vector(_ name: String) throws(TensorArchiveError) -> [Float] {
    let tensor = try tensor(name, rank: 1)
    return tensor.singlePrecision
  }

  /// A matrix of single-precision numbers, whatever precision it was stored in.
  package func matrix(_ name: String) throws(TensorArchiveError) -> Matrix<Float> {
    let tensor = try tensor(name, rank: 2)
    return Matrix(rows: tensor.shape[0], columns: tensor.shape[1], elements: tensor.singlePrecision)
  }

  /// A vector stored in double precision.
  package func doubleVector(_ name: String) throws(TensorArchiveError) -> [Double] {
    try tensor(name, rank: 1).doublePrecision
  }

  /// A matrix stored in double precision.
  package func doubleMatrix(_ name: String) throws(TensorArchiveError) -> Matrix<Double> {
    let tensor = try tensor(name, rank: 2)
    return Matrix(rows: tensor.shape[0], columns: tensor.shape[1], elements: tensor.doublePrecision)
  }

  /// Text that must be there.
  package func text(_ name: String) throws(TensorArchiveError) -> String {
    guard let text = metadata[name] else { throw .missing(name: name) }
    return text
  }

  private func tensor(_ name: String, rank: Int) throws(TensorArchiveError) -> Tensor {
    guard let tensor = tensors[name] else { throw .missing(name: name) }
    guard tensor.shape.count == rank else {
      throw .wrongShape(name: name, expected: "\(rank) dimensions", found: "\(tensor.shape)")
    }
    return tensor
  }
}

extension TensorArchive.Tensor {
  fileprivate var singlePrecision: [Float] {
    switch values {
    case .float32(let values): values
    case .float16(let halves): HalfPrecision.decode(halves)
    case .float64(let values): values.map(Float.init)
    }
  }

  fileprivate var doublePrecision: [Double] {
    switch values {
    case .float32(let values): values.map(Double.init)
    case .float16(let halves): HalfPrecision.decode(halves).map(Double.init)
    case .float64(let values): values
    }
  }
}

/// Why bytes are not a readable tensor archive.
package enum TensorArchiveError: Error, Equatable, CustomStringConvertible {
  /// The bytes end early, or the header is not what the format says.
  case notAnArchive(reason: String)
  /// An array or text that must be there is not.
  case missing(name: String)
  /// An array has another shape than its use needs.
  case wrongShape(name: String, expected: String, found: String)

  package var description: String {
    switch self {
    case .notAnArchive(let reason): "not a readable safetensors file: \(reason)"
    case .missing(let name): "‘\(name)’ is missing"
    case .wrongShape(let name, let expected, let found): "‘\(name)’ should have \(expected), but has \(found)"
    }
  }
}
