import Foundation
import Testing

/// Stores that move between models, that are killed, and that several processes use.
@Suite struct StoreTests {
  let scene: Scene
  var place: Workplace { scene.place }
  var voices: Voices { scene.voices }

  init() throws { scene = try Scene() }

  @Test func upgradeGivesWhatEnrollingWithTheNewModelGives() throws {
    let ids = ["m1", "f3", "m7"]
    let fresh = try Workplace(model: voices.siblingModel)
    for id in ids {
      for place in [place, fresh] { try place.answer("enroll", id, voices.path(id, 0), voices.path(id, 1)) }
    }
    let foreign = try place.run("store", "upgrade", "--json", "--model", voices.foreignModel)
    #expect(foreign.status == 1)
    let refused = try #require(foreign.json["unmoved"] as? [[String: String]])
    #expect(refused.compactMap { $0["speakerId"] } == ids)
    #expect(refused.allSatisfy { $0["reason"]?.contains("another front end or mixture") == true })
    #expect(try place.run("verify", "--prior", "0.5", "m1", voices.path("m1", 3)).status == 0)

    let moved = try place.run("store", "upgrade", "--json", "--model", voices.siblingModel)
    #expect(try moved.status == 0 && moved.json["moved"] as? [String] == ids)
    var worst = 0.0
    for id in ids {
      for test in ids {
        let upgraded = try place.ratio(id, voices.path(test, 3), model: voices.siblingModel)
        let enrolled = try fresh.ratio(id, voices.path(test, 3))
        worst = max(worst, abs(upgraded - enrolled) / max(1, abs(enrolled)))
      }
    }
    print("upgrade: worst relative difference of a score \(worst)")
    #expect(worst < 1e-3)
    let again = try place.run("store", "upgrade", "--json", "--model", voices.siblingModel)
    #expect(try again.status == 0 && again.json["alreadyThere"] as? [String] == ids)
  }

  @Test func minimalStoresCannotMove() throws {
    try place.answer("store", "minimal", "on")
    try place.answer("enroll", "m1", voices.path("m1", 0))
    #expect(try place.run("store", "info", "--json").json["minimal"] as? Bool == true)
    let run = try place.run("store", "upgrade", "--model", voices.siblingModel)
    #expect(run.status == 1 && run.output.contains("m1: its first-order statistics were not kept"))
  }

  /// Each round makes a change that is acknowledged and one that is killed somewhere in its course.
  @Test func acknowledgedChangesSurviveKills() throws {
    let paths = (0..<4).map { voices.path("m1", $0) }
    var finished = 0
    for round in 0..<20 {
      let settled = "settled_\(round % 3)"
      let begun = ContinuousClock.now
      if round < 3 {
        try place.answer("enroll", settled, paths[0])
      } else {
        try place.answer("update", settled, paths[1 + round / 3 % 3])
      }
      // As long as a change takes now, or a little longer.
      let course = (ContinuousClock.now - begun) / .seconds(1)
      let before = try place.answer("list", "--json", "--partial")
      let change =
        switch round % 4 {
        case 0: ["enroll", "victim", paths[0], paths[1]]
        case 1, 2: ["update", "victim", paths[1 + round % 4]]
        default: ["delete", "victim"]
        }
      let started = try place.start(change, model: place.model)
      Thread.sleep(forTimeInterval: .random(in: 0...1.3) * course)
      kill(started.process.processIdentifier, SIGKILL)
      let run = try started.finish()
      let after = try place.answer("list", "--json", "--partial")
      let check = try place.run("store", "verify", "--json").json
      #expect((check["faults"] as? [String]) == [], "round \(round)")
      if after == before {
        // Undone, and so not acknowledged, unless there was nothing to do.
        #expect(run.status != 0, "round \(round): \(change)")
      } else {
        finished += 1
      }
      // Whatever became of it, the next round finds what it needs.
      switch round % 4 {
      case 3: _ = try place.run("delete", "victim")
      case 0 where after == before: try place.answer(change[0], change[1], change[2], change[3])
      case 1,
        2 where after == before:
        try place.answer(change[0], change[1], change[2])
      default: break
      }
    }
    print("kill: \(finished) of 20 changes were whole before the kill")
    #expect(try place.run("list", "--json", "--partial").json["records"].map { ($0 as? [Any])?.count } == 3)
  }

  @Test func processesAtOnceKeepAllTheirChanges() throws {
    try place.answer("enroll", "shared", voices.path("m1", 0))
    let changes = [
      ["enroll", "a", voices.path("m1", 0)], ["enroll", "b", voices.path("f3", 0)],
      ["update", "shared", voices.path("m1", 1)], ["update", "shared", voices.path("m1", 2)],
      ["update", "shared", voices.path("m1", 3)], ["enroll", "c", voices.path("m7", 0)],
    ]
    let started = try changes.map { try place.start($0, model: place.model) }
    for run in try started.map({ try $0.finish() }) { #expect(run.status == 0, "\(run.errors)") }
    let info = try place.run("store", "info", "--json").json
    let account = try #require((info["accounts"] as? [[String: Any]])?.first)
    #expect(account["enrollments"] as? Int == 4 && account["samples"] as? Int == 7)
    #expect(try place.run("store", "verify").status == 0)
  }
}
