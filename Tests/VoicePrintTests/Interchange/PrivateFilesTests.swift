import Foundation
import Testing
import VoicePrintInterchange

@Suite struct PrivateFilesTests {
  private let folder: ScratchFolder
  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  init() throws { folder = try ScratchFolder() }

  private func write(_ text: String, to names: String..., replacing: Bool) throws {
    let files = PrivateFiles(replacing: replacing)
    for name in names { try files.append(text.utf8, to: files.add("\(folder.path)/\(name)")) }
    try files.publish()
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
  }

  @Test func filesAreForTheirOwnerAlone() throws {
    try write("x", to: "a", replacing: false)
    try PrivateFiles.makeFolder(folder.path + "/inner")
    for (name, mode) in [("a", 0o600), ("inner", 0o700)] {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(name)")
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode)
    }
    try PrivateFiles.makeFolder(folder.path + "/inner")
    #expect(throws: InterchangeError.self) { try PrivateFiles.makeFolder(folder.path + "/a") }
  }

  @Test func nothingIsReplacedUnlessAsked() throws {
    try write("first", to: "b", replacing: false)
    #expect(throws: InterchangeError.exists(path: folder.path + "/b")) {
      try write("second", to: "a", "b", "c", replacing: false)
    }
    #expect(try names == ["b"] && text("b") == "first", "none of the set appeared, nothing was left over")
    try write("second", to: "a", "b", replacing: true)
    #expect(try names == ["a", "b"] && text("b") == "second")
  }

  @Test func aNameTakenMeanwhileIsNotReplaced() throws {
    let files = PrivateFiles(replacing: false)
    for name in ["a", "b", "c"] { try files.append("ours".utf8, to: files.add("\(folder.path)/\(name)")) }
    try folder.write("theirs", to: "b")
    #expect(throws: InterchangeError.exists(path: folder.path + "/b")) { try files.publish() }
    #expect(throws: (any Error).self) { try text("a") }
    #expect(throws: (any Error).self) { try text("c") }
    #expect(try text("b") == "theirs")
  }

  @Test func whatIsNotPublishedLeavesNothing() throws {
    do {
      let files = PrivateFiles(replacing: true)
      try files.append([UInt8](repeating: 1, count: 3 << 20), to: files.add(folder.path + "/a"))
      #expect(try names.count == 1)
    }
    #expect(try names.isEmpty)
  }

  @Test func whatAnEarlierSetHadIsTakenAway() throws {
    try write("x", to: "a", "old", replacing: false)
    let refused = PrivateFiles(replacing: false)
    #expect(throws: InterchangeError.exists(path: folder.path + "/old")) {
      try refused.remove(folder.path + "/old")
    }
    let files = PrivateFiles(replacing: true)
    try files.append("y".utf8, to: files.add(folder.path + "/a"))
    try files.remove(folder.path + "/old")
    #expect(try text("old") == "x", "until the others are there")
    try files.publish()
    #expect(try names == ["a"] && text("a") == "y")
  }

  @Test func largeFilesAreWhole() throws {
    let bytes = (0..<(5 << 20) + 7).map { UInt8(truncatingIfNeeded: $0 ^ ($0 >> 9)) }
    let files = PrivateFiles(replacing: false)
    let file = try files.add(folder.path + "/a")
    for start in stride(from: 0, to: bytes.count, by: 100_003) {
      try files.append(bytes[start..<min(start + 100_003, bytes.count)], to: file)
    }
    #expect(files.count(of: file) == bytes.count)
    try files.publish()
    #expect(try Array(Data(contentsOf: URL(fileURLWithPath: folder.path + "/a"))) == bytes)
  }
}
