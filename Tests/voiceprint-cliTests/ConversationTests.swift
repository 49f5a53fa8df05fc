import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct ConversationTests {
  let scene: Scene
  var place: Workplace { scene.place }
  var voices: Voices { scene.voices }
  /// Two voices in turns of some seven seconds.
  let talk: String

  init() throws {
    scene = try Scene()
    talk = scene.place.path + "/talk.wav"
    let pieces = [("m1", 2), ("f3", 2), ("m1", 3), ("f3", 3)].map { scene.voices.path($0.0, $0.1) }
    try Voices.tool("sox", pieces[0], pieces[1], pieces[2], pieces[3], talk)
    for voice in ["m1", "f3"] {
      try place.answer("enroll", voice, voices.path(voice, 0), voices.path(voice, 1))
    }
  }

  private func utterances(_ answer: [String: Any]) throws -> [[String: Any]] {
    let utterances = try #require(answer["utterances"] as? [[String: Any]])
    var last = 0.0
    for utterance in utterances {
      #expect(Set(utterance.keys) == ["start", "end", "speakerId", "confidence"])
      let start = try #require(utterance["start"] as? Double)
      let end = try #require(utterance["end"] as? Double)
      let confidence = try #require(utterance["confidence"] as? Double)
      #expect(start >= last && end > start && (0...1).contains(confidence))
      last = end
    }
    return utterances
  }

  @Test func diarizeAnswersInTheContractsShape() throws {
    let (rttm, drawing) = (place.path + "/talk.rttm", place.path + "/talk.svg")
    let run = try place.run(
      "diarize", "--json", "--speaker-count", "2", "--rttm", rttm, "--timeline", drawing, talk)
    let answer = try run.json
    #expect(run.status == 0 && run.errors.isEmpty, "\(run)")
    #expect(Set(answer.keys) == ["speakerCount", "utterances"])
    let utterances = try utterances(answer)
    let names = Set(utterances.compactMap { $0["speakerId"] as? String })
    #expect(answer["speakerCount"] as? Int == names.count && names.isSubset(of: ["0", "1"]))
    #expect(utterances.first?["speakerId"] as? String == "0")

    let lines = try String(contentsOfFile: rttm, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == utterances.count)
    for line in lines {
      #expect(line.contains(/^SPEAKER talk 1 \d+\.\d{3} \d+\.\d{3} <NA> <NA> [01] <NA> <NA>$/), "\(line)")
    }
    let picture = try String(contentsOfFile: drawing, encoding: .utf8)
    #expect(XMLParser(data: Data(picture.utf8)).parse())
    #expect(picture.contains("talk.wav") && picture.contains("silence") && !picture.contains("href"))
    #expect(picture.components(separatedBy: "class=\"turn-").count > utterances.count)
    let table = try place.answer("diarize", "--speaker-count", "2", talk)
    #expect(table.contains("speaker") && table.contains("confidence"))
  }

  @Test func silenceHasNoSpeakers() throws {
    let silence = place.path + "/silence.wav"
    try Voices.tool("sox", "-n", "-r", "16000", "-b", "16", silence, "trim", "0", "5")
    let run = try place.run("diarize", "--json", silence)
    #expect(run.status == 1)
    #expect(try run.json["speakerCount"] as? Int == 0)
    #expect(try utterances(run.json).isEmpty)
    let drawing = place.path + "/silence.svg"
    let named = try place.run("identify", "--json", "--conversation", silence, "--timeline", drawing)
    #expect(try named.status == 1 && utterances(named.json).isEmpty)
    #expect(try String(contentsOfFile: drawing, encoding: .utf8).contains("Nobody speaks"))
  }

  @Test func identifyNamesTheVoicesOfAConversation() throws {
    let run = try place.run(
      "identify", "--json", "--prior", "0.4", "--speaker-count", "2", "--conversation", talk, "--speakers",
      "m1, f3")
    #expect(run.status == 0, "\(run)")
    #expect(try Set(run.json.keys) == ["utterances"])
    var right = 0.0
    var all = 0.0
    for utterance in try utterances(run.json) {
      let start = try #require(utterance["start"] as? Double)
      let end = try #require(utterance["end"] as? Double)
      let second = Int(start / 7) % 2 == 1
      all += end - start
      if utterance["speakerId"] as? String == (second ? "f3" : "m1") { right += end - start }
    }
    #expect(right > 0.6 * all, "\(right) of \(all)")
    let table = try place.answer("identify", "--prior", "0.4", "--conversation", talk, "--speaker-count", "2")
    #expect(table.contains("voices") && table.contains("log-likelihood ratio"))
    let strict = try place.run("identify", "--json", "--false-accept-cost", "1e12", "--conversation", talk)
    #expect(strict.status == 1)
    #expect(try utterances(strict.json).allSatisfy { $0["speakerId"] as? String == "UserNotIdentified" })
  }

  @Test func whoCannotBeLookedForIsNamed() throws {
    try place.answer("enroll", "half", voices.path("m7", 0))
    let run = try place.run("identify", "--conversation", talk, "--speakers", "m1,ghost,half,phantom")
    #expect(run.status == 67)
    for name in ["‘ghost’", "‘phantom’", "‘half’", "12"] {
      #expect(run.errors.contains(name), "\(run.errors)")
    }
    #expect(!run.errors.contains("‘m1’"))
    let partial = try place.run(
      "identify", "--json", "--partial", "--conversation", talk, "--speakers", "half")
    #expect(partial.status == 0 || partial.status == 1)
    let twice = try place.run("identify", "--conversation", talk, "--speakers", "m1,m1")
    #expect(twice.status == 64 && twice.errors.contains("twice"))
    // Speakers can be chosen for a recording of one person too.
    let one = try place.run("identify", "--json", "--speakers", "f3", voices.path("m1", 3))
    let candidates = try #require(one.json["candidates"] as? [[String: Any]])
    #expect(candidates.compactMap { $0["speakerId"] as? String } == ["f3"])
  }

  @Test func commandLinesThatMakeNoSenseAreRefused() throws {
    #expect(try place.run("identify").status == 64)
    #expect(try place.run("identify", talk, "--conversation", talk).status == 64)
    #expect(try place.run("identify", talk, "--rttm", place.path + "/x.rttm").status == 64)
    #expect(try place.run("identify", "--conversation", talk, "--speakers", "a b").status == 64)
    #expect(try place.run("diarize", place.path + "/absent.wav").status == 66)
    #expect(try place.run("diarize", talk, "--rttm", "/proc/x.rttm").status == 74)
  }

  @Test func simulateMakesTalksThatRepeat() throws {
    // Recordings that nobody is enrolled with.
    let data = place.path + "/data"
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    var (paths, speakers, enroll) = ("", "", "")
    for voice in ["m1", "f3", "m7"] {
      enroll += "\(voice) \(voice)-0\n"
      for text in 0..<4 {
        paths += "\(voice)-\(text) \(voices.path(voice, text))\n"
        speakers += "\(voice)-\(text) \(voice)\n"
      }
    }
    for (name, text) in [("wav.scp", paths), ("utt2spk", speakers), ("enroll", enroll)] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(data)/\(name)"))
    }
    func make(_ folder: String, _ seed: String) throws -> [String: Any] {
      try place.run(
        "simulate", "--json", "--data", data, "--output", place.path + folder, "--speakers", "2", "--count",
        "2", "--seed", seed
      ).json
    }
    let made = try #require(try make("/a", "1")["conversations"] as? [[String: Any]])
    _ = try make("/b", "1")
    _ = try make("/c", "2")
    #expect(made.count == 2 && made.allSatisfy { ($0["speakers"] as? [String])?.count == 2 })
    for name in ["conversation-2-0.wav", "conversation-2-1.rttm"] {
      let bytes = try ["/a/", "/b/", "/c/"].map {
        try Data(contentsOf: URL(fileURLWithPath: place.path + $0 + name))
      }
      #expect(bytes[0] == bytes[1] && bytes[0] != bytes[2] && !bytes[0].isEmpty)
    }
    let tooMany = try place.run(
      "simulate", "--data", data, "--output", place.path + "/d", "--speakers", "4")
    #expect(tooMany.status == 65 && tooMany.errors.contains("3 speakers"))
  }
}
