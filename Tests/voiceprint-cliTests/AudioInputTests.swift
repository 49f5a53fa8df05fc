import Foundation
import Testing

/// Recordings as people have them, given to the command.
@Suite struct AudioInputTests {
  let scene: Scene
  var place: Workplace { scene.place }
  func m1(_ text: Int) -> String { scene.voices.path("m1", text) }

  init() throws { scene = try Scene() }

  private func made(_ name: String, _ arguments: String...) throws -> String {
    let path = place.path + "/" + name
    try Voices.tool("/bin/sh", "-c", (arguments + ["\"$0\""]).joined(separator: " "), path)
    return path
  }

  @Test func joinedFilesAreUsedWholeAndItIsSaid() throws {
    let first = try made("1.ogg", "ffmpeg -v error -y -i", m1(0), "-c:a libopus")
    let second = try made("2.ogg", "ffmpeg -v error -y -i", m1(1), "-c:a libopus")
    let joined = try scene.file(
      "joined.ogg",
      Data(contentsOf: URL(fileURLWithPath: first)) + Data(contentsOf: URL(fileURLWithPath: second)))
    let apart = try place.run("enroll", "--json", "apart", first, second)
    let together = try place.run("enroll", "--json", "together", joined)
    #expect(together.errors.contains("\(joined): 2 recordings, one after the other"))
    let expected = try #require(try apart.json["totalEnrollDuration"] as? Double)
    let found = try #require(try together.json["totalEnrollDuration"] as? Double)
    #expect(abs(found - expected) < 0.1)
    let quiet = try place.run("enroll", "--json", "--quiet", "other", joined)
    #expect(quiet.errors == "")
  }

  @Test func aFirstSliceIsNotAllThereIs() throws {
    var bytes = try scene.bytes("m1", 0)
    let data = try #require(bytes.firstRange(of: Data("data".utf8))).upperBound
    bytes.replaceSubrange(data..<(data + 4), with: [0, 0x80, 0, 0])
    let whole = try place.run("enroll", "--json", "whole", m1(0))
    let slice = try place.run("enroll", "--json", "slice", try scene.file("slice.wav", bytes))
    #expect(
      try whole.json["totalEnrollDuration"] as? Double == slice.json["totalEnrollDuration"] as? Double)
    #expect(slice.errors.contains("its header counts 0.7 s of audio"))
  }

  @Test func oppositeChannelsAreAVoice() throws {
    let opposite = try made("opposite.wav", "sox", m1(0), "-t wav -", "remix 1 1i >")
    let plain = try place.run("enroll", "--json", "plain", m1(0))
    let turned = try place.run("enroll", "--json", "turned", opposite)
    #expect(turned.status == 0 && turned.errors.contains("upside down"))
    #expect(
      try plain.json["totalSpeechDuration"] as? Double == turned.json["totalSpeechDuration"] as? Double)
    #expect(abs(try place.ratio("turned", m1(1)) - place.ratio("plain", m1(1))) < 0.05)
  }

  @Test func rawAudioIsReadAsWhatItIsSaidToBe() throws {
    let raw = try made("line.al", "sox", m1(0), "-r 8000 -t raw -e a-law - >")
    let wav = try made("line.wav", "sox", m1(0), "-r 8000 -t wav -e a-law - >")
    let refused = try place.run("enroll", "nobody", raw)
    #expect(refused.status == 65 && refused.errors.contains("without a header"))
    try place.answer("enroll", "line", wav)
    let line = try place.run("update", "--json", "--raw", "alaw:8000", "line", raw)
    // The same samples: the same recording, which counts once.
    #expect(line.status == 0)
    #expect(
      try line.json["totalEnrollDuration"] as? Double == place.run("show", "--json", "line").json[
        "totalEnrollDuration"] as? Double)
    for wrong in ["alaw", "alaw:1", "mp3:8000", "gsm:8000:2", "alaw:8000:9"] {
      let run = try place.run("enroll", "--raw", wrong, "x", raw)
      #expect(run.status == 64 && run.errors.contains("alaw:8000"), "\(run.errors)")
    }
    #expect(try place.run("enroll", "--raw", "alaw:8000", "--raw-mulaw", "8000", "x", raw).status == 64)
  }

  @Test func oneChannelAlone() throws {
    let both = try made("both.wav", "sox -M", m1(0), scene.voices.path("f3", 0), "-t wav - >")
    let left = try place.run("enroll", "--json", "--channel", "1", "left", both)
    #expect(left.status == 0)
    #expect(try place.ratio("left", m1(1)) > place.ratio("left", scene.voices.path("f3", 1)))
    let none = try place.run("enroll", "--channel", "3", "x", both)
    #expect(none.status == 64 && none.errors.contains("no channel 3"))
    #expect(try place.run("enroll", "--channel", "9", "x", both).status == 64)
    #expect(try place.run("diarize", "--channel", "1", "--separate-channels", both).status == 64)
  }

  @Test func nothingButTheProgramsOwnWordsIsOnStandardError() throws {
    let mp3 = try made("whole.mp3", "ffmpeg -v error -y -i", m1(0), "-b:a 64k")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: mp3))
    let cut = try scene.file("cut.mp3", bytes.prefix(bytes.count * 2 / 3))
    for arguments in [["enroll", "--quiet", "cut", cut], ["verify", "--quiet", "cut", cut]] {
      let run = try place.start(arguments, model: place.model).finish()
      #expect(run.errors == "")
    }
  }

  @Test func bothTracksOfACallAreHeard() throws {
    let path = place.path + "/call.m4a"
    try Voices.tool(
      "ffmpeg", "-v", "error", "-y", "-i", m1(0), "-i", scene.voices.path("f3", 0), "-map", "0:a", "-map",
      "1:a", "-c:a",
      "aac", path)
    let run = try place.run("diarize", "--json", "--separate-channels", path)
    #expect(run.errors.contains("2 audio tracks play at once"), "\(run.errors)")
    #expect(try run.json["speakerCount"] as? Int == 2)
  }

  @Test func adviceCanBeFollowed() throws {
    let broken = try scene.file(
      "broken.wav", scene.bytes("m1", 0).prefix(20) + Data(repeating: 0x77, count: 4_000))
    let run = try place.run("enroll", "x", broken)
    #expect(run.status == 65 && !run.errors.contains("convert it to WAV"), "\(run.errors)")
  }
}
