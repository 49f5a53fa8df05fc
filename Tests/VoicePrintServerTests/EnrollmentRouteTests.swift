import Foundation
import HTTPTypes
import Testing
import VoicePrint
import VoicePrintServer
import VoicePrintStore

/// The cloud's five operations, as clients see them.
@Suite struct EnrollmentRouteTests {
  static let fields: Set<String> = [
    "speakerId", "enrollmentComplete", "enrollmentQuality", "totalSpeechDuration", "totalEnrollDuration",
  ]

  private func sample(_ text: Int, _ others: [String: Any] = [:]) throws -> [String: Any] {
    let content = try Speech.wav(text).base64EncodedString(options: .lineLength64Characters)
    return ["encoding": "Mpeg", "content": content].merging(others) { _, new in new }
  }

  @Test func lifeOfAnEnrollment() async throws {
    try await ServerScene().test { client in
      let created = try await client.send(.post, enrollments, json: sample(0, ["speakerId": "alice"]))
      #expect(created.status == 201, "\(String(decoding: created.body, as: UTF8.self))")
      #expect(created.headers[.contentType] == "application/json; charset=utf-8")
      let first = try created.json
      #expect(Set(first.keys) == Self.fields)
      #expect(first["speakerId"] as? String == "alice" && first["enrollmentComplete"] as? Bool == false)
      #expect(first["enrollmentQuality"] as? String == "Poor")
      let speech = try #require(first["totalSpeechDuration"] as? Double)
      #expect(speech > 3 && speech < 8)

      let again = try await client.send(.post, enrollments, json: sample(1, ["speakerId": "alice"]))
      #expect(again.status == 409)
      #expect(try (again.json["message"] as? String)?.contains("PATCH") == true)
      #expect(try again.json["errorCode"] as? String == "CAI-101")

      let updated = try await client.send(.patch, enrollments + "/alice", json: sample(1))
      #expect(updated.status == 201)
      #expect(try #require(updated.json["totalSpeechDuration"] as? Double) > speech + 3)
      let complete = try await client.send(.patch, enrollments + "/alice", json: sample(2))
      #expect(try complete.json["enrollmentComplete"] as? Bool == true)
      let shown = try await client.send(.get, enrollments + "/alice")
      #expect(shown.status == 200 && shown.body == complete.body)
      // The same recording again changes nothing.
      let same = try await client.send(.patch, enrollments + "/alice", json: sample(2))
      #expect(same.status == 201 && same.body == complete.body)

      let deleted = try await client.send(.delete, enrollments + "/alice", body: Data("{}".utf8))
      #expect(deleted.status == 204 && deleted.body.isEmpty)
      #expect(try await client.send(.delete, enrollments + "/alice").status == 410)
      #expect(try await client.send(.delete, enrollments + "/bob").status == 404)
      #expect(try await client.send(.get, enrollments + "/alice").status == 404)
      #expect(try await client.send(.patch, enrollments + "/alice", json: sample(0)).status == 404)
      #expect(
        try await client.send(.post, enrollments, json: sample(0, ["speakerId": "alice"])).status == 201)
    }
  }

  @Test func bothNamesOfAnID() async throws {
    try await ServerScene().test { client in
      let old = try await client.send(.post, enrollments, json: sample(0, ["enrollmentId": 62_280_000_001]))
      #expect(old.status == 201)
      #expect(try Set(old.json.keys) == Self.fields.union(["enrollmentId"]))
      #expect(try old.json["enrollmentId"] as? String == "62280000001")
      #expect(try old.json["speakerId"] as? String == "62280000001")
      let differ = try await client.send(
        .post, enrollments, json: sample(0, ["enrollmentId": "a", "speakerId": "b"]))
      #expect(try differ.status == 400 && differ.json["parameterName"] as? String == "speakerId")
      let other = try await client.send(
        .patch, enrollments + "/62280000001", json: sample(1, ["speakerId": "b"]))
      #expect(other.status == 400)
    }
    let names: [(IdentifierNames, Set<String>)] = [
      (.both, ["speakerId", "enrollmentId"]), (.speakerId, ["speakerId"]), (.enrollmentId, ["enrollmentId"]),
      (.auto, ["speakerId"]),
    ]
    for (setting, expected) in names {
      try await ServerScene { $0.identifierNames = setting }.test { client in
        let answer = try await client.send(.post, enrollments, json: sample(0, ["speakerId": "alice"]))
        #expect(try Set(answer.json.keys).intersection(["speakerId", "enrollmentId"]) == expected)
      }
    }
  }

  @Test func whatIsWrongIsSaid() async throws {
    try await ServerScene().test { client in
      func refused(_ body: [String: Any], _ parameter: String, _ words: String) async throws {
        let answer = try await client.send(.post, enrollments, json: body)
        let json = try answer.json
        #expect(answer.status == 400 && json["parameterName"] as? String == parameter, "\(json)")
        #expect((json["message"] as? String)?.contains(words) == true, "\(json)")
        let entry = try #require((json["errors"] as? [[String: Any]])?.first)
        #expect(entry["message"] as? String == json["message"] as? String)
        #expect(entry["errorCode"] as? String == "CAI-101")
      }
      try await refused(sample(0), "speakerId", "missing")
      try await refused(sample(0, ["speakerId": "a b"]), "speakerId", "A–Z")
      try await refused(["speakerId": "a", "encoding": "Wav"], "content", "missing")
      try await refused(["speakerId": "a", "content": "AAAA"], "encoding", "missing")
      try await refused(sample(0, ["speakerId": "a", "encoding": "Text"]), "encoding", "Mpeg")
      try await refused(sample(0, ["speakerId": "a", "content": "%%%%"]), "content", "base64")
      try await refused(sample(0, ["speakerId": "a", "content": "AAAA"]), "content", "no audio file")
      try await refused(sample(0, ["speakerId": ["a"]]), "speakerId", "kind")
      let text = try await client.send(.post, enrollments, body: Data("audio".utf8))
      #expect(try text.status == 400 && text.json["errorCode"] as? String == "CMN-103")
      #expect(try await client.send(.get, enrollments).json["records"] as? [String] == [])
    }
  }

  @Test func lengthOfSamples() async throws {
    try await ServerScene {
      $0.limits.longestSampleSeconds = 6.5; $0.limits.sampleSlackSeconds = 0
    }.test {
      client in
      let long = try await client.send(.post, enrollments, json: sample(1, ["speakerId": "a"]))
      #expect(try long.status == 400 && (long.json["message"] as? String)?.contains("6.5 s") == true)
    }
    try await ServerScene { $0.limits.shortestSampleSeconds = 20 }.test { client in
      let short = try await client.send(.post, enrollments, json: sample(1, ["speakerId": "a"]))
      #expect(try short.status == 400 && (short.json["message"] as? String)?.contains("20.0 s") == true)
    }
  }

  @Test func listsInPages() async throws {
    let scene = try ServerScene()
    let model = try ServerScene.model.get()
    let recording = try AudioDecoder().recording(from: Array(Speech.wav(0)))
    var extractor = SignatureExtractor(model: model)
    let sample = try extractor.sample(of: recording)
    for number in 0..<7 {
      try scene.store.enroll(
        SpeakerID("speaker_\(number)"), samples: [sample], model: model.reference,
        summarize: {
          let assessment = try model.assessment(of: $0)
          return EnrollmentSummary(status: assessment.status, signature: assessment.signature.bytes)
        })
    }
    try await scene.test { client in
      for truth in ["true", "True", "1"] {
        let page = try await client.send(.get, enrollments + "?partial=\(truth)&perPage=3&page=3")
        #expect(try page.json["paging"] as? [String: Int] == ["page": 3, "perPage": 3, "totalPages": 3])
        let records = try #require(page.json["records"] as? [[String: Any]])
        #expect(records.map { $0["speakerId"] as? String } == ["speaker_6"])
      }
      for falsehood in ["?partial=false", "?partial=", "", "?partial=0"] {
        let page = try await client.send(.get, enrollments + falsehood)
        #expect(try page.json["paging"] as? [String: Int] == ["page": 1, "perPage": 100, "totalPages": 1])
        #expect(try (page.json["records"] as? [Any])?.isEmpty == true)
      }
      let beyond = try await client.send(.get, enrollments + "?partial=true&page=9")
      #expect(try beyond.status == 200 && (beyond.json["records"] as? [Any])?.isEmpty == true)
      for wrong in ["page=0", "perPage=x", "page=1.5", "perPage=-1", "partial=maybe", "page=99999999999"] {
        let answer = try await client.send(.get, enrollments + "?" + wrong)
        let name = String(wrong.prefix { $0 != "=" })
        #expect(try answer.status == 400 && answer.json["parameterName"] as? String == name)
      }
    }
  }
}
