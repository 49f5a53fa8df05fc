import Foundation
import Testing

/// What cannot be done: the status, words that help, and a store that is as it was.
@Suite struct RefusalTests {
  let scene: Scene
  var place: Workplace { scene.place }
  func m1(_ text: Int) -> String { scene.voices.path("m1", text) }

  init() throws { scene = try Scene() }

  @Test func conflictAndNotFoundSayWhichCommandToUse() throws {
    let missing = try place.run("update", "alice", m1(0))
    #expect(missing.status == 69 && missing.errors.contains("voiceprint enroll"))
    let answer = try place.answer("enroll", "--json", "alice", m1(0))
    let conflict = try place.run("enroll", "--json", "alice", m1(1))
    #expect(conflict.status == 73 && conflict.output == "")
    #expect(conflict.errors.contains("voiceprint update alice FILE"))
    #expect(try place.answer("show", "--json", "alice") == answer)
    let unknown = try place.run("update", "bob", m1(0))
    #expect(unknown.status == 67 && unknown.errors.contains("voiceprint enroll bob FILE"))
    #expect(try place.run("verify", "bob", m1(0)).status == 67)
  }

  @Test func deletedIsGoneAndMayComeAgain() throws {
    try place.answer("enroll", "alice", m1(0), m1(1))
    try place.answer("delete", "alice")
    for run in [try place.run("show", "alice"), try place.run("delete", "alice")] {
      #expect(run.status == 67 && run.errors.contains("deleted at"))
    }
    try place.answer("enroll", "alice", m1(0))
  }

  @Test func oneUnusableFileLeavesTheStoreAsItWas() throws {
    let good = try scene.bytes("m1", 1)
    let cut = try scene.file("cut.wav", good.prefix(good.count / 2))
    let text = try scene.file("text.wav", Data("This is not sound.\n".utf8))
    let empty = try scene.file("empty.wav", Data())
    let silent = place.path + "/silent.wav"
    try Voices.tool("sox", "-n", "-r", "16000", silent, "trim", "0", "5")

    let first = try place.run("enroll", "alice", m1(0), cut)
    #expect(first.status == 65 && first.errors.contains("\(cut): the WAV file is cut off"))
    #expect(!FileManager.default.fileExists(atPath: place.path + "/store/voiceprint.sqlite"))

    let answer = try place.answer("enroll", "--json", "alice", m1(0))
    for bad in [cut, text, empty, silent] {
      let run = try place.run("update", "alice", m1(1), bad, m1(2))
      #expect(run.status == 65 && run.errors.contains(bad) && run.output == "", "\(run.errors)")
      #expect(try place.answer("show", "--json", "alice") == answer)
    }
    let absent = try place.run("update", "alice", m1(1), "absent.wav", text)
    #expect(absent.status == 66 && absent.errors.contains("absent.wav") && absent.errors.contains(text))
    #expect(try place.answer("show", "--json", "alice") == answer)
  }

  @Test(arguments: [
    ["enroll", "a b", "x.wav"], ["enroll", "alice"], ["enroll", "alice", "-", "-"],
    ["enroll", "--raw-mulaw", "100", "alice", "x"], ["list", "--page", "0"], ["list", "--per-page", "1001"],
    ["verify", "--prior", "1", "alice", "x"], ["train", "--data", "x"], ["nonsense"],
    ["enroll", String(repeating: "a", count: 129), "x"], ["enroll", "--account", "a/b", "alice", "x"],
  ])
  func usage(_ arguments: [String]) throws {
    let run = try place.start(arguments, model: place.model).finish()
    #expect(run.status == 64 && run.output == "" && run.errors.contains("Usage"), "\(run.errors)")
  }

  @Test func strictRefusesAnotherVoiceWithTheEvidence() throws {
    let other = scene.voices.path("f3", 0)
    let answer = try place.answer("enroll", "--json", "alice", m1(0), m1(1))
    let refused = try place.run("update", "--strict", "alice", other)
    #expect(refused.status == 76, "\(refused.errors)")
    #expect(refused.errors.contains("\(other): does not sound like the other samples of ‘alice’"))
    #expect(try place.answer("show", "--json", "alice") == answer)

    let kept = try place.run("update", "alice", other)
    #expect(kept.status == 0 && kept.output.contains("does not sound like the others"))
    let graded = try place.run("show", "--json", "alice").json
    #expect(graded["enrollmentQuality"] as? String == "Poor")
  }

  @Test func keyThatIsLooseOrGoneIsRefused() throws {
    try place.answer("enroll", "alice", m1(0))
    let key = place.path + "/store/voiceprint.key"
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
    let loose = try place.run("show", "alice")
    #expect(loose.status == 77 && loose.errors.contains("chmod 600"))
    try FileManager.default.removeItem(atPath: key)
    #expect(try place.run("list").status == 77)
    #expect(!FileManager.default.fileExists(atPath: key))
    let report = try place.run("doctor")
    #expect(report.status == 1 && report.output.contains("broken  key"))
  }

  @Test func foreignAndDamagedModelsAreRefused() throws {
    let model = try Data(contentsOf: URL(fileURLWithPath: scene.voices.model))
    var flipped = model
    flipped[model.count - 100] ^= 0x40
    for bytes in [flipped, model.prefix(model.count / 2), Data("a text".utf8), Data()] {
      let path = try scene.file("bad.safetensors", bytes)
      let run = try place.run("model", "show", "--model", path)
      #expect(run.status == 69 && run.errors.contains(path), "\(run.errors)")
    }
  }
}
