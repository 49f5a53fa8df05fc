import Foundation
import Testing

@Suite struct RecognitionTests {
  let scene: Scene
  var place: Workplace { scene.place }
  var voices: Voices { scene.voices }

  init() throws {
    scene = try Scene()
    for voice in ["m1", "f3"] {
      try place.answer("enroll", voice, voices.path(voice, 0), voices.path(voice, 1))
    }
  }

  @Test func verifyDecidesAndTheStatusSaysSo() throws {
    let same = try place.run("verify", "--json", "--prior", "0.5", "m1", voices.path("m1", 3))
    let answer = try same.json
    #expect(same.status == 0 && answer["accepted"] as? Bool == true)
    #expect(
      Set(answer.keys) == [
        "speakerId", "accepted", "logLikelihoodRatio", "threshold", "posterior", "speechDuration",
        "enrollmentComplete", "falseAcceptRate", "placeSpeakers", "calibrated", "views",
      ])
    #expect(answer["threshold"] as? Double == 0)
    let other = try place.run("verify", "--json", "--prior", "0.5", "m1", voices.path("f3", 3))
    #expect(try other.status == 1 && other.json["accepted"] as? Bool == false)
    let quiet = try place.run("verify", "--quiet", "--prior", "0.5", "m1", voices.path("f3", 3))
    #expect(quiet.status == 1 && quiet.output == "" && quiet.errors == "")
    // What a false acceptance costs moves the threshold.
    let costly = try place.run(
      "verify", "--json", "--prior", "0.5", "--false-accept-cost", "1e9", "m1", voices.path("m1", 3))
    #expect(costly.status == 1)
  }

  /// The model of these tests was trained on one corpus, and knows nothing of places.
  @Test func aPlaceIsCalibratedByAModelThatKnowsPlaces() throws {
    let refused = try place.run("calibrate", "--json")
    #expect(refused.status == 78 && refused.errors.contains("it was trained without places"))
    let shown = try place.run("calibrate", "--show", "--json")
    #expect(try shown.status == 1 && shown.json["calibrated"] as? Bool == false)
    #expect(try place.run("calibrate", "--reset").status == 0)
    #expect(try place.run("calibrate", "--reset", "--show").status == 64)
    #expect(try place.run("calibrate", "--recordings", "nowhere").status == 64)
  }

  @Test func identifyRanksAndNamesTheBest() throws {
    for (voice, other) in [("m1", "f3"), ("f3", "m1")] {
      let run = try place.run("identify", "--json", "--prior", "0.5", voices.path(voice, 3))
      let answer = try run.json
      #expect(run.status == 0 && answer["speakerId"] as? String == voice)
      let candidates = try #require(answer["candidates"] as? [[String: Any]])
      #expect(candidates.compactMap { $0["speakerId"] as? String } == [voice, other])
    }
    let nobody = try place.run("identify", "--json", "--false-accept-cost", "1e9", voices.path("m1", 3))
    #expect(try nobody.status == 1 && nobody.json["speakerId"] as? String == "UserNotIdentified")
  }

  @Test func incompleteEnrollmentsAreLeftOut() throws {
    try place.answer("delete", "m1")
    try place.answer("delete", "f3")
    #expect(try place.run("identify", voices.path("m1", 3)).errors.contains("nobody is enrolled"))
    try place.answer("enroll", "m1", voices.path("m1", 0))
    let run = try place.run("identify", voices.path("m1", 3))
    #expect(run.status == 67 && run.errors.contains("--partial"))
    #expect(try place.run("identify", "--partial", "--prior", "0.5", voices.path("m1", 3)).status == 0)
    let verified = try place.run("verify", "--prior", "0.5", "m1", voices.path("m1", 3))
    #expect(verified.status == 0 && verified.errors.contains("is not complete"))
  }

  @Test func anEnrolledVoiceUnderAnotherNameIsSaid() throws {
    let again = try place.run("enroll", "--json", "again", voices.path("m1", 2), voices.path("m1", 3))
    #expect(again.status == 0 && again.errors.contains("possible duplicate: ‘again’ sounds like ‘m1’"))
    #expect(!again.errors.contains("‘f3’") && !again.output.contains("duplicate"))
    let other = try place.run("enroll", "other", voices.path("m7", 2), voices.path("m7", 3))
    #expect(other.status == 0 && !other.errors.contains("possible duplicate"), "\(other.errors)")
  }

  @Test func anotherModelIsNotCompared() throws {
    let run = try place.run("verify", "--model", voices.siblingModel, "m1", voices.path("m1", 3))
    #expect(run.status == 78 && run.errors.contains("voiceprint store upgrade"))
    #expect(
      try place.run("update", "--model", voices.siblingModel, "m1", voices.path("m1", 2)).status == 78)
    let ranked = try place.run("identify", "--model", voices.siblingModel, voices.path("m1", 3))
    #expect(ranked.status == 67 && ranked.errors.contains("2 enrollments of another model"))
  }
}
