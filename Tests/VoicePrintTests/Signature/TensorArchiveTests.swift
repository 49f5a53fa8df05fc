import Foundation
import Testing
import VoicePrint

/// The container of models and samples: what is written is read, and nothing that is read is believed.
@Suite struct TensorArchiveTests {
  private func archive() -> TensorArchive {
    var generator = SeededGenerator(seed: 139)
    var archive = TensorArchive()
    archive.metadata = ["format": "test", "umlaut": "größer ‘als’ \"zuvor\"\n/"]
    archive.set("vector", generator.singles(7))
    archive.set("matrix", generator.matrix(3, 5).converted(to: Float.self))
    archive.set("double", generator.matrix(2, 2))
    archive.set("double vector", generator.gaussians(3))
    archive.set("half", Matrix(rows: 2, columns: 3, elements: [1, -0.5, 0.25, 1024, -65504, 0]), half: true)
    archive.set("empty", Matrix<Float>(rows: 0, columns: 4))
    return archive
  }

  @Test func whatIsWrittenIsRead() throws {
    let archive = archive()
    let read = try TensorArchive(bytes: archive.bytes)
    #expect(read == archive)
    #expect(read.bytes == archive.bytes, "written, read, written again: the same bytes")
    #expect(try read.matrix("matrix").rows == 3 && read.vector("vector").count == 7)
    #expect(try read.doubleMatrix("matrix").columns == 5 && read.doubleVector("double vector").count == 3)
    #expect(try read.matrix("empty").columns == 4 && read.text("format") == "test")
    #expect(try TensorArchive(bytes: TensorArchive().bytes) == TensorArchive())
  }

  /// What half precision cannot hold is rounded on the way in, so that reading back changes nothing.
  @Test func halvesAreRoundedWhenTheyAreSet() throws {
    var archive = TensorArchive()
    archive.set("half", [0.1, 1 / 3, 1e-9, 12_345.678], half: true)
    #expect(try TensorArchive(bytes: archive.bytes) == archive)
  }

  @Test func theOrderOfFillingLeavesNoTrace() {
    let archive = archive()
    var reversed = TensorArchive()
    for (name, tensor) in archive.tensors.sorted(by: { $0.key > $1.key }) { reversed.tensors[name] = tensor }
    reversed.metadata = archive.metadata
    #expect(reversed.bytes == archive.bytes)
  }

  @Test func theHeaderIsThatOfSafetensors() throws {
    let bytes = archive().bytes
    let length = (0..<8).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
    #expect((8 + length).isMultiple(of: 8), "arrays are aligned")
    let object = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length]))
    let header = try #require(object as? [String: Any])
    let entry = try #require(header["matrix"] as? [String: Any])
    #expect(entry["dtype"] as? String == "F32" && entry["shape"] as? [Int] == [3, 5])
    let offsets = try #require(entry["data_offsets"] as? [Int])
    #expect(offsets[1] - offsets[0] == 60)
    #expect((header["__metadata__"] as? [String: String])?["format"] == "test")
  }

  @Test func whatIsMissingOrOfAnotherShapeIsNamed() {
    let archive = archive()
    #expect(throws: TensorArchiveError.missing(name: "nothing")) { try archive.matrix("nothing") }
    #expect(throws: TensorArchiveError.missing(name: "nothing")) { try archive.text("nothing") }
    #expect(throws: TensorArchiveError.self) { try archive.vector("matrix") }
    #expect(throws: TensorArchiveError.self) { try archive.doubleMatrix("double vector") }
  }

  /// A header of any text, with data after it.
  private func bytes(header: String, length: UInt64? = nil, data: Int = 16) -> [UInt8] {
    let text = Array(header.utf8)
    let length = length ?? UInt64(text.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + text
      + [UInt8](repeating: 7, count: data)
  }

  @Test(arguments: [
    "", "{", "[]", "null", "7", "\"text\"", "{\"a\": 1}", "{\"a\": {}}", "{\"__metadata__\": {\"a\": 1}}",
    entry("F32", "[4]", "[0, 17]"), entry("F32", "[4]", "[0, 12]"), entry("F32", "[4]", "[-16, 0]"),
    entry("F32", "[4]", "[16, 0]"), entry("F32", "[4]", "[4, 20]"), entry("F32", "[4]", "[0]"),
    entry("F32", "[4]", "[0, 8, 16]"), entry("F32", "[-4]", "[0, 16]"), entry("F32", "[4.5]", "[0, 16]"),
    entry("F32", "[-2, -2]", "[0, 16]"), entry("F32", "4", "[0, 16]"), entry("I32", "[4]", "[0, 16]"),
    entry("F32", "[9223372036854775807, 2]", "[0, 16]"), entry("F32", "[4]", "[0, 9223372036854775807]"),
    entry("F32", "[4611686018427387904]", "[0, 16]"), entry("F64", "[2305843009213693952]", "[0, 0]"),
    entry("F32", "[1e300]", "[0, 16]"), entry("F32", "[4]", "[\"0\", \"16\"]"),
    entry("F32", "[1,1,1,1,1,1,1,1,4]", "[0, 16]"), String(repeating: "[", count: 10_000),
  ])
  func impossibleHeadersAreRefused(header: String) {
    #expect(throws: TensorArchiveError.self) { try TensorArchive(bytes: bytes(header: header)) }
  }

  @Test(arguments: [UInt64.max, 1 << 63, 1 << 62, 1 << 32, (1 << 20) + 1, 1 << 20, 19, 3] as [UInt64])
  func impossibleLengthsAreRefused(length: UInt64) {
    #expect(throws: TensorArchiveError.self) {
      try TensorArchive(bytes: bytes(header: "{}", length: length))
    }
  }

  @Test(arguments: 0..<8) func lessThanALengthIsRefused(count: Int) {
    #expect(throws: TensorArchiveError.self) { try TensorArchive(bytes: Array(repeating: 0, count: count)) }
  }

  /// One to four bytes changed at random, the header's most of all, or the end cut off: an error, or an archive
  /// that is read from what it writes.
  @Test func aThousandMutationsNeverCrash() throws {
    let original = archive().bytes
    let headerLength = 8 + (0..<8).reduce(0) { $0 | Int(original[$1]) << (8 * $1) }
    var generator = SeededGenerator(seed: 149)
    var refused = 0
    for round in 0..<1000 {
      var bytes = original
      for _ in 0...Int(generator.next() % 4) {
        let reach = round.isMultiple(of: 4) ? bytes.count : headerLength
        bytes[Int(generator.next() % UInt64(reach))] = UInt8(truncatingIfNeeded: generator.next())
      }
      if round.isMultiple(of: 5) { bytes.removeLast(Int(generator.next() % UInt64(bytes.count))) }
      do throws(TensorArchiveError) {
        let read = try TensorArchive(bytes: bytes)
        let again = try TensorArchive(bytes: read.bytes)
        #expect(again.bytes == read.bytes)
      } catch {
        #expect(!error.description.isEmpty)
        refused += 1
      }
    }
    #expect(refused > 500)
  }
}

/// A header of one array.
private func entry(_ type: String, _ shape: String, _ offsets: String) -> String {
  "{\"a\": {\"dtype\": \"\(type)\", \"shape\": \(shape), \"data_offsets\": \(offsets)}}"
}
