import Foundation
import Testing
import VoicePrint

/// Files for other programs, as an operator makes them.
@Suite struct ExportTests {
  let scene: Scene
  var place: Workplace { scene.place }
  var voices: Voices { scene.voices }

  init() throws {
    scene = try Scene()
    for voice in ["m1", "f3"] {
      try place.answer("enroll", voice, voices.path(voice, 0), voices.path(voice, 1))
    }
  }

  private func archive(_ name: String) throws -> TensorArchive {
    try TensorArchive(bytes: Array(Data(contentsOf: URL(fileURLWithPath: place.path + "/" + name))))
  }

  private func mode(_ name: String) throws -> Int? {
    let attributes = try FileManager.default.attributesOfItem(atPath: place.path + "/" + name)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue
  }

  @Test func signaturesAndBackEndAreWritten() throws {
    let run = try place.run(
      "export", "--format", "safetensors", "--statistics", "--output", "voices.safetensors", "--json")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.json["enrollments"] as? Int == 2 && run.json["ofOtherModels"] as? Int == 0)
    let voices = try archive("voices.safetensors")
    #expect(voices.metadata["speakers"] == #"["m1","f3"]"#)
    #expect(try voices.matrix("wide.w").rows == 2 && voices.matrix("wide.linear").rows == 2)
    #expect(try mode("voices.safetensors") == 0o600)

    try place.answer("model", "export", "--format", "safetensors", "--output", "backend.safetensors")
    #expect(try archive("backend.safetensors").metadata["model"] == voices.metadata["model"])
    try place.answer("export", "--format", "kaldi", "--statistics", "--per-sample", "--output", "kaldi")
    #expect(try mode("kaldi") == 0o700 && mode("kaldi/wide.w.ark") == 0o600)
    try place.answer("export", "--format", "jsonl", "--output", "voices.jsonl")
  }

  @Test func nothingIsReplacedUnlessForced() throws {
    let path = try scene.file("x", Data("mine".utf8))
    for arguments in [
      ["export", "--format", "jsonl"], ["model", "export", "--format", "jsonl"],
    ] {
      let run = try place.start(arguments + ["--output", "x"], model: voices.model).finish()
      #expect(run.status == 74 && run.errors.contains("--force"), "\(run.errors)")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    }
    try place.answer("export", "--format", "jsonl", "--output", "x", "--force")
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("f3"))
    let nowhere = try place.run("export", "--format", "jsonl", "--output", "no/such/folder")
    #expect(nowhere.status == 74 && nowhere.errors.contains("No such file"))
    #expect(try place.run("export", "--format", "jsonl").status == 64)
    #expect(try place.run("export", "--format", "jsonl", "--per-sample", "--output", "y").status == 64)
  }

  @Test func enrollmentsOfAnotherModelAreLeftOut() throws {
    let run = try place.start(
      ["export", "--format", "jsonl", "--output", "y"], model: voices.foreignModel
    ).finish()
    #expect(run.status == 78 && run.errors.contains("of another model"), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: place.path + "/y"))
    let empty = try place.run("export", "--format", "jsonl", "--output", "y", "--store", "elsewhere")
    #expect(empty.status == 69)
  }

  @Test func featuresAreWritten() throws {
    let run = try place.run(
      "features", voices.path("m1", 0), "--format", "npy", "--output", "m1.npy", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let frames = try #require(run.json["frames"] as? Int)
    let cepstra = try Data(contentsOf: URL(fileURLWithPath: place.path + "/m1.npy"))
    #expect(String(decoding: cepstra.dropFirst(10).prefix(100), as: UTF8.self).contains("(\(frames), 20)"))
    let mask = try Data(contentsOf: URL(fileURLWithPath: place.path + "/m1.speech.npy"))
    let speech = Double(mask.suffix(frames).count { $0 == 1 }) / 100
    #expect(try abs(speech - (#require(run.json["speechDuration"] as? Double))) < 1e-9 && speech > 3)
    #expect(try mode("m1.npy") == 0o600)
    let again = try place.run("features", voices.path("m1", 0), "--format", "npy", "--output", "m1")
    #expect(again.status == 74)
    try place.answer(
      "features", voices.path("m1", 0), "--view", "narrow", "--format", "kaldi", "--output", "k")
    for wrong in [
      ["--view", "none"], ["--bands", "5"], ["--highest-frequency", "9000"], ["--sample-rate", "1"],
    ] {
      let run = try place.start(
        ["features", voices.path("m1", 0), "--format", "npy", "--output", "w"] + wrong, model: voices.model
      ).finish()
      #expect(run.status == 64, "\(wrong): \(run.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: place.path + "/w.npy"))
  }
}
