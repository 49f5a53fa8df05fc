import Foundation
import Testing
import VoicePrint
import VoicePrintInterchange

/// A second, plain reader of Kaldi's binary objects.
struct KaldiObject: Equatable {
  var shape: [Int] = []
  var values: [Double] = []

  init(_ bytes: [UInt8], at offset: Int) throws {
    var position = offset
    func take(_ count: Int) throws -> [UInt8] {
      try #require(position + count <= bytes.count)
      defer { position += count }
      return Array(bytes[position..<position + count])
    }
    func number(_ count: Int) throws -> UInt64 {
      try take(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    try #require(take(2) == [0, UInt8(ascii: "B")])
    let type = String(decoding: try take(3), as: UTF8.self)
    for _ in 0..<(type.hasSuffix("M ") ? 2 : 1) {
      try #require(number(1) == 4)
      shape.append(Int(try number(4)))
    }
    for _ in 0..<shape.reduce(1, *) {
      values.append(
        type.hasPrefix("D")
          ? Double(bitPattern: try number(8)) : Double(Float(bitPattern: UInt32(try number(4)))))
    }
  }

  /// All objects that a script file names, through its offsets.
  static func load(script: String) throws -> [String: KaldiObject] {
    var result: [String: KaldiObject] = [:]
    for line in try String(contentsOfFile: script, encoding: .utf8).split(separator: "\n") {
      let words = line.split(separator: " ")
      let place = words[1].split(separator: ":")
      let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: String(place[0]))))
      result[String(words[0])] = try KaldiObject(bytes, at: try #require(Int(place[1])))
    }
    return result
  }
}

@Suite struct FormatTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test func numPyHeadersAreThoseOfTheFormat() throws {
    let matrix = Matrix<Float>(rows: 2, columns: 3, elements: [1, -2, 0.5, 3e20, 0, -0.1])
    let bytes = NumPyArray.bytes(of: matrix)
    #expect(Array(bytes.prefix(8)) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0])
    let length = Int(bytes[8]) | Int(bytes[9]) << 8
    #expect((10 + length).isMultiple(of: 64) && bytes.count == 10 + length + 4 * 6)
    let header = String(decoding: bytes[10..<10 + length], as: UTF8.self)
    #expect(header.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"))
    #expect(header.last == "\n" && header.dropLast().drop { $0 != "}" }.dropFirst().allSatisfy { $0 == " " })
    let read = stride(from: 10 + length, to: bytes.count, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1)) })
    }
    #expect(read == matrix.elements)

    let mask = NumPyArray.bytes(of: [true, false, true])
    #expect(mask.suffix(4) == [0x0A, 1, 0, 1])
    #expect(String(decoding: mask.dropFirst(10), as: UTF8.self).contains("'|b1'"))
    #expect(String(decoding: mask.dropFirst(10), as: UTF8.self).contains("(3,)"))
  }

  @Test func scriptsPointAtTheirObjects() throws {
    var generator = SeededGenerator(seed: 4)
    let doubles = generator.matrix(7, 5, deviation: 2)
    let singles = generator.matrix(3, 4, deviation: 2).converted(to: Float.self)
    let files = PrivateFiles(replacing: false)
    let archive = try KaldiArchive(folder.path + "/a", in: files)
    try archive.append("matrix", doubles)
    try archive.append("single-matrix", singles)
    try archive.append("vector", Array(doubles.row(1)))
    try archive.append("empty", [] as [Float])
    try archive.append("single-vector", Array(singles.row(2)))
    try files.publish()

    let read = try KaldiObject.load(script: folder.path + "/a.scp")
    #expect(read.count == 5)
    #expect(read["matrix"]?.shape == [7, 5] && read["matrix"]?.values == doubles.elements)
    #expect(
      read["single-matrix"]?.shape == [3, 4]
        && read["single-matrix"]?.values == singles.elements.map(Double.init))
    #expect(read["vector"]?.values == Array(doubles.row(1)) && read["empty"]?.shape == [0])
    #expect(read["single-vector"]?.values == singles.row(2).map(Double.init))
    // As a stream: key, space, object, without anything between.
    let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: folder.path + "/a.ark")))
    #expect(bytes.starts(with: Array("matrix ".utf8) + [0, 0x42]))
  }
}
