import Foundation
import Testing

@Suite struct EnrollingTests {
  let scene: Scene
  var place: Workplace { scene.place }
  func m1(_ text: Int) -> String { scene.voices.path("m1", text) }

  init() throws { scene = try Scene() }

  @Test func jsonIsTheSchemaAndNothingElse() throws {
    let run = try place.run("enroll", "--json", "alice", m1(0), m1(1))
    #expect(run.status == 0 && run.errors == "")
    let answer = try run.json
    #expect(
      Set(answer.keys) == [
        "speakerId", "enrollmentQuality", "enrollmentComplete", "totalSpeechDuration", "totalEnrollDuration",
      ])
    #expect(answer["speakerId"] as? String == "alice")
    #expect(answer["enrollmentComplete"] as? Bool == true)
    let speech = try #require(answer["totalSpeechDuration"] as? Double)
    let audio = try #require(answer["totalEnrollDuration"] as? Double)
    #expect(speech > 12 && speech <= audio && audio < 20)
    #expect(["Poor", "Average", "Good", "High"].contains(answer["enrollmentQuality"] as? String))
    #expect(try place.answer("show", "--json", "alice") == run.output)
  }

  @Test func oneSampleIsNotComplete() throws {
    let answer = try place.run("enroll", "--json", "alice", m1(0)).json
    #expect(answer["enrollmentComplete"] as? Bool == false)
    #expect(answer["enrollmentQuality"] as? String == "Poor")
    let shown = try place.answer("show", "alice")
    #expect(shown.contains("more needed to complete the enrollment"))
    #expect(shown.contains("voiceprint update alice FILE"))
  }

  @Test func orderAndNumberOfCallsDoNotMatter() throws {
    let probe = m1(3)
    let first = try place.answer("enroll", "--json", "a", m1(0), m1(1), m1(2))
    let ratio = try place.ratio("a", probe)
    for order in [[2, 1, 0], [1, 0, 2]] {
      try place.answer("delete", "a")
      #expect(try place.answer("enroll", "--json", "a", m1(order[0]), m1(order[1]), m1(order[2])) == first)
      #expect(try place.ratio("a", probe) == ratio)
      try place.answer("delete", "a")
      try place.answer("enroll", "a", m1(order[0]))
      try place.answer("update", "a", m1(order[1]))
      #expect(try place.answer("update", "--json", "a", m1(order[2])) == first)
      #expect(try place.ratio("a", probe) == ratio)
    }
    // Every summary is computed again from the stored sums and compared byte by byte.
    let check = try place.run("store", "verify", "--json").json
    #expect(check["recomputed"] as? Int == 1 && (check["faults"] as? [String]) == [])
  }

  @Test func sameRecordingCountsOnceAndIsSaid() throws {
    let flac = place.path + "/copy.flac"
    try Voices.tool("sox", m1(0), flac)
    let run = try place.run("enroll", "--json", "alice", m1(0), flac, m1(1))
    #expect(run.status == 0)
    #expect(run.errors.contains("the same recording, counted once: \(m1(0)), \(flac)"))
    let again = try place.run("update", "--json", "alice", flac)
    #expect(again.status == 0 && again.output == run.output)
    #expect(again.errors.contains("\(flac): this recording was enrolled already and changes nothing"))
    let samples = try place.run("sample", "list", "--json", "alice").json["samples"] as? [[String: Any]]
    #expect(samples?.count == 2)
  }

  @Test func removingASampleGivesWhatNeverAddingItGives() throws {
    let expected = try place.answer("enroll", "--json", "alice", m1(0), m1(1))
    let ratio = try place.ratio("alice", m1(3))
    let before = try digests("alice")
    try place.answer("update", "alice", m1(2))
    let added = try #require(digests("alice").subtracting(before).first)
    #expect(try place.answer("sample", "remove", "--json", "alice", String(added.prefix(16))) == expected)
    #expect(try place.ratio("alice", m1(3)) == ratio)
    #expect(try digests("alice") == before)

    #expect(try place.run("sample", "remove", "alice", added).status == 67)
    #expect(try place.run("sample", "remove", "alice", "xyz").status == 64)
    try place.answer("sample", "remove", "alice", before.sorted()[0])
    let last = try place.run("sample", "remove", "alice", before.sorted()[1])
    #expect(last.status == 64 && last.errors.contains("delete the enrollment instead"))
  }

  private func digests(_ speaker: String) throws -> Set<String> {
    let samples = try place.run("sample", "list", "--json", speaker).json["samples"] as? [[String: Any]]
    return Set(try #require(samples).compactMap { $0["digest"] as? String })
  }

  @Test func standardInputAndRawMuLaw() throws {
    try place.answer("enroll", "file", m1(0))
    let piped = try place.run("enroll", "--json", "piped", "-", input: scene.bytes("m1", 0))
    #expect(piped.status == 0, "\(piped.errors)")
    #expect(try place.ratio("piped", m1(3)) == place.ratio("file", m1(3)))
    let raw = place.path + "/line.ul"
    try Voices.tool("sox", m1(0), "-r", "8000", "-t", "ul", raw)
    let line = try place.run("enroll", "--json", "--raw-mulaw", "8000", "line", raw)
    #expect(line.status == 0, "\(line.errors)")
    #expect(try line.json["totalEnrollDuration"] as? Double == piped.json["totalEnrollDuration"] as? Double)
  }

  @Test func listPagesInTheOrderOfEnrolling() throws {
    for id in ["b", "c", "a"] { try place.answer("enroll", id, m1(0), m1(1)) }
    try place.answer("enroll", "partial", m1(2))
    func list(_ arguments: String...) throws -> (paging: [String: Int], ids: [String], keys: Set<String>) {
      let run = try place.start(["list", "--json"] + arguments, model: nil).finish()
      let answer = try run.json
      let records = try #require(answer["records"] as? [[String: Any]])
      return (
        try #require(answer["paging"] as? [String: Int]), records.compactMap { $0["speakerId"] as? String },
        Set(answer.keys)
      )
    }
    let all = try list()
    #expect(all.ids == ["b", "c", "a"] && all.keys == ["paging", "records"])
    #expect(all.paging == ["page": 1, "perPage": 100, "totalPages": 1])
    #expect(try list("--partial").ids == ["b", "c", "a", "partial"])
    let second = try list("--per-page", "2", "--page", "2")
    #expect(second.ids == ["a"] && second.paging == ["page": 2, "perPage": 2, "totalPages": 2])
    #expect(try place.run("list").errors.contains("1 not complete yet"))
  }

  @Test func accountsAreApart() throws {
    try place.answer("enroll", "--account", "sales", "alice", m1(0))
    #expect(try place.run("show", "alice").status == 67)
    #expect(try place.run("show", "--account", "sales", "alice").status == 0)
    #expect(try place.run("show", "--account", "nobody", "alice").status == 67)
  }
}
