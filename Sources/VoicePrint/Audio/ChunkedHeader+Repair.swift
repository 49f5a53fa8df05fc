extension ChunkedHeader {
  /// A header that promises exactly `length` bytes of audio.
  ///
  /// It is that of the file up to the audio, with its lengths put right; WAV becomes RF64 where 32 bits do not hold
  /// the length.
  func repaired(_ window: ByteWindow, length: Int) -> [UInt8] {
    var header = Array(window.bytes(at: origin, start - origin))
    func put(_ number: Int, at place: Int, width: Int? = nil) {
      let bytes = layout.bytes(of: number, width: width)
      let first = place - origin
      guard first >= 0, first + bytes.count <= header.count else { return }
      header.replaceSubrange(first..<(first + bytes.count), with: bytes)
    }
    let dataBody = lengthField + layout.lengthBytes
    let chunkLength = length + start - dataBody
    switch container {
    case .au: put(length >= Int(UInt32.max) ? -1 : length, at: lengthField)
    case .caf: put(chunkLength, at: lengthField)
    case .w64:
      put(chunkLength + layout.headerBytes, at: lengthField)
      put(header.count + length, at: origin + 16)
    case .aiff:
      put(chunkLength, at: lengthField)
      put(header.count - 8 + length, at: origin + 4)
      if let otherField, formatName == nil || formatName == "NONE" || formatName == "sowt" {
        put(length / blockBytes, at: otherField)
      }
    case .rf64:
      put(-1, at: lengthField)
      if let otherField {
        put(header.count - 8 + length, at: otherField, width: 8)
        put(length, at: otherField + 8, width: 8)
        put(length / blockBytes, at: otherField + 16, width: 8)
      }
    default:
      if length + header.count < Int(UInt32.max) {
        put(chunkLength, at: lengthField)
        put(header.count - 8 + length, at: origin + 4)
      } else if layout.isLittleEndian {
        put(-1, at: lengthField)
        header.replaceSubrange(0..<8, with: Array("RF64".utf8) + layout.bytes(of: -1))
        let sizes = [header.count + 28 + length, length, length / blockBytes]
        header.insert(
          contentsOf: Array("ds64".utf8) + layout.bytes(of: 28)
            + sizes.flatMap { layout.bytes(of: $0, width: 8) } + layout.bytes(of: 0), at: 12)
      }
    }
    return header
  }
}
