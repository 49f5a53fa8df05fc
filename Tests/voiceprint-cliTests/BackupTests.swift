import Foundation
import Testing

/// Archives, the log and the change of the key at the command line.
@Suite struct BackupTests {
  let scene: Scene
  var place: Workplace { scene.place }

  init() throws {
    scene = try Scene()
    try place.answer("enroll", "m1", scene.voices.path("m1", 0), scene.voices.path("m1", 1))
    try place.answer("enroll", "f3", scene.voices.path("f3", 0))
    try place.answer("enroll", "gone", scene.voices.path("m7", 0))
    try place.answer("delete", "gone")
  }

  private func secret(_ text: String, _ name: String = "secret") throws -> String {
    try scene.file(name, Data((text + "\n").utf8))
  }

  @Test func anotherStoreAnswersTheSame() throws {
    let secret = try secret("correct horse battery")
    let archive = place.path + "/archive.vpa"
    let written = try place.run("export", "--json", "--archive", archive, "--passphrase-file", secret).json
    #expect(written["speakers"] as? [String] == ["m1", "f3"] && written["samples"] as? Int == 3)
    let other = try Workplace(model: scene.voices.model)
    let taken = try other.run("import", "--json", archive, "--passphrase-file", secret)
    #expect(try taken.status == 0 && taken.json["imported"] as? [String] == ["m1", "f3"])
    let questions = [
      ["list", "--json", "--partial"], ["show", "--json", "m1"], ["show", "--json", "f3"],
      ["sample", "list", "--json", "m1"], ["verify", "--json", "m1", scene.voices.path("m1", 3)],
      ["verify", "--json", "f3", scene.voices.path("m1", 3)],
      ["identify", "--json", "--partial", scene.voices.path("m1", 3)],
    ]
    for question in questions {
      let answers = try [place, other].map { place in
        try place.start(question, model: scene.voices.model).finish()
      }
      #expect(answers[0].output.count > 10 && answers[0].output == answers[1].output, "\(question)")
    }
    #expect(try other.run("store", "verify").status == 0)
  }

  @Test func whatCannotBeTakenInSaysWhy() throws {
    let secret = try secret("correct horse battery")
    let archive = place.path + "/archive.vpa"
    try place.answer("export", "--archive", archive, "--passphrase-file", secret)
    let before = try place.answer("log", "--json")
    let wrong = try place.run("import", archive, "--passphrase-file", try self.secret("another one", "wrong"))
    #expect(wrong.status == 77 && wrong.errors.contains("not the one"))
    let again = try place.run("import", archive, "--passphrase-file", secret)
    #expect(again.status == 73 && again.errors.contains("m1, f3"))
    #expect(try place.run("export", "--archive", archive, "--passphrase-file", secret).status == 73)
    let short = try place.run(
      "export", "--archive", archive + "2", "--passphrase-file", try self.secret("short", "s"))
    #expect(short.status == 77 && short.errors.contains("at least 12"))
    try Data(contentsOf: URL(fileURLWithPath: archive)).dropLast(9).write(
      to: URL(fileURLWithPath: archive + "3"))
    let cut = try place.run("import", archive + "3", "--passphrase-file", secret, "--on-conflict", "merge")
    #expect(cut.status == 74 && cut.errors.contains("is damaged"))
    let foreign = try place.run(
      "import", archive, "--passphrase-file", secret, "--on-conflict", "merge", "--model",
      scene.voices.foreignModel)
    #expect(foreign.status == 78 && foreign.errors.contains("another front end or mixture"))
    #expect(try place.answer("log", "--json") == before)
  }

  @Test func theLogIsShownAndTheKeyChanged() throws {
    let lines = try place.answer("log", "--json").split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines.allSatisfy { $0.contains("\"actor\":\"cli:\(NSUserName())\"") })
    #expect(try place.answer("log", "--speaker", "gone").contains("delete"))
    #expect(try place.run("log", "--since", "yesterday").status == 64)
    let former = FileManager.default.contents(atPath: place.path + "/store/voiceprint.key")
    try place.answer("store", "rekey", "--discard-former")
    #expect(FileManager.default.contents(atPath: place.path + "/store/voiceprint.key") != former)
    let checked = try place.run("log", "--verify", "--json").json
    #expect(checked["entries"] as? Int == 6 && (checked["faults"] as? [Any])?.isEmpty == true)
    #expect(try place.run("store", "verify").status == 0)
  }
}
