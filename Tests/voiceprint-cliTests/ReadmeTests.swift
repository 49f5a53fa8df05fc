import Foundation
import Testing
import VoicePrint

/// What the README promises is what there is.
@Suite struct ReadmeTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
  }

  @Test func exitStatusesAreThoseOfTheHelp() throws {
    let scene = try Scene()
    let help = try scene.place.answer("--help").split(separator: "\n").compactMap { line in
      line.firstMatch(of: /^ {2}(\d+) +(.+)$/).map { "| \($0.1) | \($0.2) |" }
    }
    #expect(help.count > 10)
    let readme = try text("README.md")
    for row in help { #expect(readme.contains(row)) }
  }

  /// In a process of its own, because it changes the working folder and the environment.
  @Test func fiveLinesOfSwiftDoWhatTheySay() async throws {
    let scene = try Scene()
    try scene.bytes("m1", 0).write(to: URL(fileURLWithPath: scene.place.path + "/monday.wav"))
    let (folder, model) = (scene.place.path, scene.voices.model)
    await #expect(processExitsWith: .success) { [folder = folder as String, model = model as String] in
      let moved = FileManager.default.changeCurrentDirectoryPath(folder)
      let named = unsafe setenv("VOICEPRINT_MODEL", model, 1)
      precondition(moved && named == 0)
      try enrollAsTheReadmeDoes()
    }
    let readme = try text("README.md")
    let block = try #require(readme.firstMatch(of: /```swift\n((?s:.+?))```/)).1
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let lines = block.split(separator: "\n")
    #expect(lines.count == 5)
    for line in lines { #expect(source.contains("  \(line)\n"), "\(line)") }
  }
}

private func enrollAsTheReadmeDoes() throws {
  let model = try VoiceModel(contentsOf: VoiceModel.Location().path)
  var extractor = SignatureExtractor(model: model)
  let sample = try extractor.sample(of: AudioDecoder().recording(contentsOf: "monday.wav"))
  let alice = Enrollment(speaker: try SpeakerID("alice"), model: model.identity, samples: [sample])
  print(try model.assessment(of: alice).status)  // also .signature, .grade with its reasons, .agreements
}
