import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `voiceprint compare`, from outside.
@Suite struct ComparisonTests {
  /// A scene with a folder of speakers and one of conversations.
  private func scene() throws -> Scene {
    let scene = try Scene()
    let place = scene.place.path
    for (voice, speaker) in [("m1", "max"), ("f3", "fay")] {
      try FileManager.default.createDirectory(
        atPath: "\(place)/speakers/\(speaker)", withIntermediateDirectories: true)
      for text in 0..<3 {
        try scene.bytes(voice, text).write(
          to: URL(fileURLWithPath: "\(place)/speakers/\(speaker)/\(text).wav"))
      }
    }
    try FileManager.default.createDirectory(atPath: place + "/talks", withIntermediateDirectories: true)
    try Voices.tool(
      "sox", scene.voices.path("m1", 3), scene.voices.path("f3", 3), place + "/talks/talk.wav")
    return scene
  }

  private let folders = ["--speakers", "speakers", "--conversations", "talks"]

  private func compare(_ scene: Scene, _ arguments: [String]) throws -> CommandRun {
    try scene.place.start(["compare"] + arguments + folders, model: scene.voices.model).finish()
  }

  @Test func twoModelsDifferAndOneDoesNot() throws {
    let scene = try scene()
    let same = try compare(scene, ["engine", "engine:\(scene.voices.model)", "--json"])
    #expect(same.status == 0, "\(same.errors)")
    let answer = try same.json
    #expect(answer["identical"] as? Bool == true)
    #expect(answer["questions"] as? Int == 7)
    let speech = try #require((answer["totalSpeechDuration"] as? [String: Any])?["added"] as? [String: Any])
    #expect(speech["count"] as? Int == 6)
    #expect(speech["largest"] as? Double == 0)

    let other = try compare(
      scene, ["engine", "engine:\(scene.voices.foreignModel)", "--report", "report.html"])
    #expect(other.status == 0, "\(other.errors)")
    #expect(other.output.contains("enrollmentQuality, last answer of each speaker"))
    let page = try String(contentsOfFile: scene.place.path + "/report.html", encoding: .utf8)
    // It is XML, has all drawings, and needs nothing from anywhere.
    #expect(XMLParser(data: Data(page.utf8)).parse())
    #expect(page.components(separatedBy: "<svg").count == 11)
    #expect(page.firstMatch(of: /(?:src|href|xlink:href|@import|url)\s*[=(]\s*["']?\s*(?!#)[a-z]+:/) == nil)
    #expect(!page.contains("<script"))
    #expect(!page.contains("<link"))
  }

  @Test func aRecordedSideIsCarriedElsewhere() throws {
    let scene = try scene()
    let live = try compare(scene, ["engine", "engine", "--record-right", "right.jsonl", "--json"])
    #expect(live.status == 0, "\(live.errors)")
    let replayed = try compare(scene, ["engine", "recorded:right.jsonl", "--json"])
    #expect(replayed.status == 0, "\(replayed.errors)")
    #expect(try replayed.json["identical"] as? Bool == true)
    let empty = try compare(scene, ["recorded:right.jsonl", "recorded:right.jsonl", "--id-prefix", "x_"])
    #expect(empty.status == 0)
    #expect(empty.output.contains("the recording has no answer to it"))
  }

  @Test func aDryRunSaysWhatWouldBeSentAndSendsNothing() throws {
    let scene = try scene()
    let plan = try compare(scene, ["engine", "http://127.0.0.1:9", "--dry-run"])
    #expect(plan.status == 0, "\(plan.errors)")
    #expect(plan.output.contains("6 recordings of 2 speakers, 1 conversation"))
    #expect(plan.output.contains("127.0.0.1:9"))
    #expect(plan.output.contains("nothing was asked"))
    let json = try compare(scene, ["engine", "http://127.0.0.1:9", "--dry-run", "--json"]).json
    #expect((json["questions"] as? [[String: Any]])?.count == 7)
  }

  @Test func whatCannotBeComparedIsRefused() throws {
    let scene = try scene()
    let plain = try compare(scene, ["engine", "http://voices.example.com"])
    #expect(plain.status == 64)
    #expect(plain.errors.contains("--insecure"))
    #expect(try compare(scene, ["engine", "elsewhere"]).status == 64)
    #expect(try compare(scene, ["engine", "recorded:nothing.jsonl"]).status == 66)
    let both = try compare(scene, ["engine", "engine", "--record-left", "a", "--record-right", "a"])
    #expect(both.status == 64)
    let nobody = try scene.place.run("compare", "engine", "engine", "--speakers", "talks")
    #expect(nobody.status == 66)
    #expect(nobody.errors.contains("there is no speaker in talks"))
  }
}
