import Foundation
import Testing

@Suite struct TrainingTests {
  let scene: Scene
  var place: Workplace { scene.place }

  init() throws { scene = try Scene() }

  private func arguments(_ output: String) -> [String] {
    ["train", "--data", scene.voices.data, "--output", output] + Voices.trainingArguments
  }

  @Test func stoppedTrainingSaysHowToGoOnAndEndsAtTheSameBytes() throws {
    let output = place.path + "/again.safetensors"
    let folder = output + ".training"
    let started = try place.start(arguments(output), model: nil)
    // Stopped once the first stage is kept, so that there is something to go on from.
    let deadline = Date().addingTimeInterval(30)
    while !FileManager.default.fileExists(atPath: folder + "/mixtures.safetensors"), Date() < deadline {
      Thread.sleep(forTimeInterval: 0.002)
    }
    started.process.interrupt()
    let run = try started.finish()
    #expect(run.status == 130 && run.errors.contains("the same command goes on from there"), "\(run)")
    #expect(!FileManager.default.fileExists(atPath: output))

    let other = try place.start(arguments(output) + ["--rank", "12"], model: nil).finish()
    #expect(other.status == 73 && other.errors.contains("another training"))
    let resumed = try place.start(arguments(output) + ["--tasks", "1"], model: nil).finish()
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder))
    let trained = try Data(contentsOf: URL(fileURLWithPath: output))
    #expect(try trained == Data(contentsOf: URL(fileURLWithPath: scene.voices.model)))
  }

  @Test func cardNamesWhatTheModelIsMadeFrom() throws {
    let shown = try place.run("model", "show", "--json").json
    #expect(shown["corpora"] as? [String] == ["espeak-ng: GPL v3"])
    #expect(shown["created"] as? String == "2026-01-01")
    #expect(shown["speakers"] as? Int == 24)
    #expect(shown["origin"] as? String == "environment")
    let sibling = try place.run("model", "show", "--json", "--model", scene.voices.siblingModel).json
    #expect(sibling["statisticsIdentity"] as? String == shown["statisticsIdentity"] as? String)
    #expect(sibling["identity"] as? String != shown["identity"] as? String)
  }

  @Test func dataThatCannotBeUsedIsNamed() throws {
    let output = place.path + "/x.safetensors"
    let absent = try place.start(["train", "--data", "absent", "--output", output], model: nil).finish()
    #expect(absent.status == 66 && absent.errors.contains("wav.scp"))
    let nowhere = try place.start(
      ["train", "--data", scene.voices.data, "--output", place.path + "/absent/x"], model: nil
    ).finish()
    #expect(nowhere.status == 74 && nowhere.errors.contains(place.path + "/absent"))
  }
}
