internal import Foundation

extension TensorArchive {
  /// The longest header that is read: far above any of ours, far below what could exhaust memory.
  private static let maximumHeaderLength = 1 << 20

  /// The archive as bytes.
  package var bytes: [UInt8] {
    var header: [String: Any] = metadata.isEmpty ? [:] : ["__metadata__": metadata]
    var data: [UInt8] = []
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      header[name] = [
        "dtype": tensor.elementType.rawValue, "shape": tensor.shape,
        "data_offsets": [data.count, data.count + tensor.bytes.count],
      ]
      data += tensor.bytes
    }
    // A dictionary of strings and integers always serialises.
    var json =
      (try? JSONSerialization.data(withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes]))
      .map {
        [UInt8]($0)
      } ?? []
    while (8 + json.count) % 8 != 0 { json.append(0x20) }
    let length = UInt64(json.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + json + data
  }

  /// Reads an archive, believing nothing: every offset, size and type is checked before use.
  ///
  /// - Throws: ``TensorArchiveError/notAnArchive(reason:)``.
  package init(bytes: [UInt8]) throws(TensorArchiveError) {
    try self.init(data: Data(bytes))
  }

  /// Reads an archive without copying its arrays: as ``init(bytes:)``, of a file that is mapped into memory.
  ///
  /// - Throws: ``TensorArchiveError/notAnArchive(reason:)``.
  init(data bytes: Data) throws(TensorArchiveError) {
    let bytes = bytes.startIndex == 0 ? bytes : Data(bytes)
    guard bytes.count >= 8 else { throw .notAnArchive(reason: "only \(bytes.count) bytes long") }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
    guard length <= Self.maximumHeaderLength, 8 + Int(length) <= bytes.count else {
      throw .notAnArchive(reason: "its header claims \(length) bytes of the \(bytes.count) there are")
    }
    let start = 8 + Int(length)
    guard
      let object = try? JSONSerialization.jsonObject(with: bytes[8..<start]),
      let header = object as? [String: Any]
    else { throw .notAnArchive(reason: "its header is not JSON") }

    for (name, value) in header {
      if name == "__metadata__" {
        guard let text = value as? [String: String] else {
          throw .notAnArchive(reason: "its metadata is not text")
        }
        metadata = text
      } else {
        tensors[name] = try Self.tensor(named: name, header: value, data: bytes[start...])
      }
    }
  }

  private static func tensor(
    named name: String, header: Any, data: Data
  ) throws(TensorArchiveError) -> Tensor {
    guard let entry = header as? [String: Any], let elementType = entry["dtype"] as? String,
      let shape = entry["shape"] as? [Int], let offsets = entry["data_offsets"] as? [Int],
      offsets.count == 2, shape.count <= 8
    else { throw .notAnArchive(reason: "the entry of ‘\(name)’ is malformed") }
    var count = 1
    for side in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: side)
      guard side >= 0, !overflow else { throw .notAnArchive(reason: "‘\(name)’ has an impossible shape") }
      count = product
    }
    guard let elementType = ElementType(rawValue: elementType) else {
      throw .notAnArchive(reason: "‘\(name)’ has element type \(elementType)")
    }
    let width = elementType.width
    guard offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= data.count,
      count <= data.count / width, offsets[1] - offsets[0] == count * width
    else {
      throw .notAnArchive(reason: "‘\(name)’ reaches beyond the file or has another size than its shape")
    }
    return Tensor(
      shape: shape, elementType: elementType,
      bytes: data[data.startIndex + offsets[0]..<data.startIndex + offsets[1]])
  }
}
