internal import Foundation

/// Named arrays and text metadata in one block of bytes, in the safetensors format.
///
/// Layout: the length of the header (8 bytes, little-endian), a JSON header, the arrays one after the other.
/// Equal archives have equal bytes: names are sorted, nothing is left to a hash table's order.
package struct TensorArchive: Equatable, Sendable {
  /// The element types that VoicePrint uses, by their names in the format.
  package enum ElementType: String, Equatable, Sendable {
    case float16 = "F16"
    case float32 = "F32"
    case float64 = "F64"
    case int64 = "I64"

    /// Bytes of an element.
    var width: Int {
      switch self {
      case .float16: 2
      case .float32: 4
      case .float64, .int64: 8
      }
    }
  }

  /// An array with its shape, as it is stored: a slice of the file until its numbers are asked for.
  package struct Tensor: Equatable, Sendable {
    let shape: [Int]
    let elementType: ElementType
    /// Little-endian.
    let bytes: Data
  }

  /// The arrays by name.
  package var tensors: [String: Tensor] = [:]
  /// Text by name.
  package var metadata: [String: String] = [:]

  package init() {}

  // MARK: Filling and reading

  /// Sets a vector, rounded to half precision where asked.
  package mutating func set(_ name: String, _ vector: [Float], half: Bool = false) {
    tensors[name] = Tensor(shape: [vector.count], vector, half: half)
  }

  package mutating func set(_ name: String, _ vector: [Double]) {
    tensors[name] = Tensor(shape: [vector.count], vector)
  }

  package mutating func set(_ name: String, _ counts: [Int]) {
    tensors[name] = Tensor(shape: [counts.count], counts)
  }

  /// Sets a matrix, rounded to half precision where asked.
  package mutating func set(_ name: String, _ matrix: Matrix<Float>, half: Bool = false) {
    tensors[name] = Tensor(shape: [matrix.rows, matrix.columns], matrix.elements, half: half)
  }

  package mutating func set(_ name: String, _ matrix: Matrix<Double>) {
    tensors[name] = Tensor(shape: [matrix.rows, matrix.columns], matrix.elements)
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

  /// A matrix stored in half precision, copied as it is.
  package func halfMatrix(_ name: String) throws(TensorArchiveError) -> HalfMatrix {
    let tensor = try tensor(name, rank: 2)
    guard tensor.elementType == .float16 else {
      throw .wrongShape(name: name, expected: "elements of type F16", found: tensor.elementType.rawValue)
    }
    return HalfMatrix(rows: tensor.shape[0], columns: tensor.shape[1], elements: tensor.numbers())
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
  fileprivate init(shape: [Int], _ values: [Float], half: Bool) {
    self.shape = shape
    elementType = half ? .float16 : .float32
    bytes = half ? Self.bytes(of: HalfPrecision.encode(values)) : Self.bytes(of: values)
  }

  fileprivate init(shape: [Int], _ values: [Double]) {
    self.shape = shape
    elementType = .float64
    bytes = Self.bytes(of: values)
  }

  fileprivate init(shape: [Int], _ values: [Int]) {
    self.shape = shape
    elementType = .int64
    bytes = Self.bytes(of: values.map(Int64.init))
  }

  private static func bytes(of values: [some BitwiseCopyable]) -> Data {
    unsafe values.withUnsafeBytes { unsafe Data($0) }
  }

  fileprivate var singlePrecision: [Float] {
    switch elementType {
    case .float16: HalfPrecision.decode(numbers())
    case .float32: numbers()
    case .float64: (numbers() as [Double]).map(Float.init)
    case .int64: (numbers() as [Int64]).map(Float.init)
    }
  }

  fileprivate var doublePrecision: [Double] {
    switch elementType {
    case .float16, .float32: singlePrecision.map(Double.init)
    case .float64: numbers()
    case .int64: (numbers() as [Int64]).map(Double.init)
    }
  }

  /// The numbers whose bytes these are.
  fileprivate func numbers<Number: BitwiseCopyable>() -> [Number] {
    let count = bytes.count / MemoryLayout<Number>.stride
    return unsafe LargeArray.make(count: count) { numbers in
      unsafe UnsafeMutableRawBufferPointer(numbers).copyBytes(from: bytes)
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
