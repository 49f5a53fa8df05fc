import Foundation
import HTTPTypes
import Testing
import VoicePrint
import VoicePrintJobs
import VoicePrintServer
import VoicePrintStore

/// Conversations and jobs, as clients see them.
@Suite struct JobRouteTests {
  private static let identify = "/ai/audio/v1/async/speaker-identify"
  private static let diarize = "/ai/audio/v1/async/speaker-diarize"
  private static let status = "/ai/status/v1/jobs/"
  private static let synchronous = "/ai/audio/v1/speaker-identify"

  private func body(_ text: Int = 2, _ more: [String: Any] = [:]) throws -> [String: Any] {
    ["encoding": "Wav", "languageCode": "en-US", "content": try Speech.wav(text).base64EncodedString()]
      .merging(more) { _, new in new }
  }

  /// Enrolls `m1` completely.
  private func enroll(_ client: Client) async throws {
    #expect(try await client.send(.post, enrollments, json: try body(0, ["speakerId": "m1"])).status == 201)
    for text in [1, 3] {
      #expect(try await client.send(.patch, enrollments + "/m1", json: try body(text)).status == 201)
    }
  }

  private func ended(_ id: String, _ client: Client) async throws -> [String: Any] {
    for _ in 0..<3000 {
      let answer = try await client.send(.get, Self.status + id)
      #expect(answer.status == 200)
      if try answer.json["status"] as? String != "InProgress" { return try answer.json }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw CocoaError(.userCancelled)
  }

  @Test func aJobIsAcceptedAndEnds() async throws {
    try await ServerScene().test { client in
      try await enroll(client)
      for (path, more) in [
        (Self.identify, ["speakerIds": ["m1"]]), (Self.diarize, ["speakerCount": -1]), (Self.diarize, [:]),
        (
          "//restapi/v1.0" + Self.identify, ["enrollmentIds": ["m1"], "enableVoiceActivityDetection": "True"]
        ),
        (Self.diarize, ["speakerCount": "1", "separateSpeakerPerChannel": 0, "unknown": [1]]),
      ] as [(String, [String: Any])] {
        let answer = try await client.send(.post, path, json: try body(2, more))
        #expect(answer.status == 202, "\(path) \(more)")
        #expect(Set(try answer.json.keys) == ["jobId"])
        let id = try #require(try answer.json["jobId"] as? String)
        let job = try await ended(id, client)
        #expect(job["status"] as? String == "Success", "\(job)")
        let response = try #require(job["response"] as? [String: Any])
        let utterances = try #require(response["utterances"] as? [[String: Any]])
        #expect(!utterances.isEmpty)
        if path.hasSuffix("identify") {
          #expect(Set(response.keys) == ["utterances"])
          #expect(utterances.allSatisfy { $0["speakerId"] as? String == "m1" })
        } else {
          #expect(response["speakerCount"] as? Int == 1)
          #expect(utterances.allSatisfy { $0["speakerId"] as? String == "0" })
        }
      }
    }
  }

  @Test func identificationIsAlsoAnsweredAtOnce() async throws {
    try await ServerScene().test { client in
      try await enroll(client)
      let answer = try await client.send(.post, Self.synchronous, json: try body(2, ["speakerIds": ["m1"]]))
      #expect(answer.status == 200)
      let utterances = try #require(try answer.json["utterances"] as? [[String: Any]])
      #expect(Set(utterances.compactMap { $0["speakerId"] as? String }) == ["m1"])
      for utterance in utterances {
        #expect((utterance["confidence"] as? Double).map { (0...1).contains($0) } == true)
      }
    }
  }

  @Test func whatIsWrongIsSaidAtOnce() async throws {
    try await ServerScene().test { client in
      #expect(
        try await client.send(.post, enrollments, json: try body(0, ["speakerId": "short"])).status == 201)
      let cases: [(String, [String: Any], String)] = [
        (Self.identify, try body(), "speakerIds"),
        (Self.identify, try body(2, ["speakerIds": []]), "speakerIds"),
        (Self.identify, try body(2, ["speakerIds": ["nobody"]]), "speakerIds"),
        (Self.identify, try body(2, ["speakerIds": ["short"]]), "speakerIds"),
        (Self.identify, try body(2, ["speakerIds": ["a b"]]), "speakerIds"),
        (Self.identify, try body(2, ["speakerIds": ["a"], "enrollmentIds": ["b"]]), "speakerIds"),
        (Self.diarize, ["encoding": "Wav"], "contentUri"), (Self.diarize, ["content": "AAAA"], "encoding"),
        (Self.diarize, try body(2, ["contentUri": "http://127.0.0.1/"]), "contentUri"),
        (Self.diarize, ["encoding": "Wav", "contentUri": "http://10.0.0.1/"], "contentUri"),
        (Self.diarize, ["encoding": "Wav", "contentUri": "http://169.254.169.254/latest"], "contentUri"),
        (Self.diarize, ["encoding": "Wav", "contentUri": "file:///etc/passwd"], "contentUri"),
        (Self.diarize, ["encoding": "Wav", "contentUri": "nonsense"], "contentUri"),
        (Self.diarize + "?webhook=http://10.0.0.1/", try body(), "webhook"),
        (Self.diarize + "?webhook=file:///etc/passwd", try body(), "webhook"),
        (Self.diarize + "?webhook=ftp%3A%2F%2Flocalhost", try body(), "webhook"),
        (Self.diarize, try body(2, ["speakerCount": "many"]), "speakerCount"),
        (Self.diarize, try body(2, ["separateSpeakerPerChannel": "perhaps"]), "separateSpeakerPerChannel"),
        (Self.synchronous, ["encoding": "Wav", "speakerIds": ["a"]], "contentUri"),
      ]
      for (path, body, parameter) in cases {
        let answer = try await client.send(.post, path, json: body)
        #expect(answer.status == 400, "\(path) \(parameter)")
        #expect(
          try answer.json["parameterName"] as? String == parameter,
          "\(path) \(String(decoding: answer.body, as: UTF8.self))")
      }
      let counts = try await client.send(.get, "/voiceprint/v1/metrics")
      #expect(String(decoding: counts.body, as: UTF8.self).contains("voiceprint_jobs_waiting 0"))
    }
  }

  @Test func aFullQueueSaysWhenToComeAgain() async throws {
    // Nobody works on the jobs: the lock is held.
    let scene = try ServerScene { $0.jobs.queueLimit = 2 }
    let lock = try JobLock(scene.store.location, patience: 1)
    try await scene.test { client in
      for _ in 0..<2 { #expect(try await client.send(.post, Self.diarize, json: try body()).status == 202) }
      let refused = try await client.send(.post, Self.diarize, json: try body())
      #expect(try refused.status == 429 && refused.json["errorCode"] as? String == "CMN-301")
      #expect((Int(refused.headers[.retryAfter] ?? "") ?? 0) > 0)
    }
    withExtendedLifetime(lock) {}
  }

  @Test func aJobThatIsNotThere() async throws {
    try await ServerScene().test { client in
      for id in ["80800e1a-a663-11ee-b548-0050568ccd07", "x", "..%2f"] {
        let answer = try await client.send(.get, Self.status + id)
        #expect(try answer.status == 404 && answer.json["errorCode"] as? String == "CMN-102")
      }
    }
  }

  @Test func whatIsNotServedIsSaid() async throws {
    try await ServerScene().test { client in
      for path in ["/ai/audio/v1/async/speech-to-text", "/ai/insights/v1/async/analyze-interaction"] {
        let answer = try await client.send(.post, path, json: [:])
        #expect(try answer.status == 404 && answer.json["message"] is String)
      }
      #expect(try await client.send(.get, Self.identify).status == 405)
      #expect(try await client.send(.get, Self.synchronous).status == 405)
    }
  }
}

/// Where an expectation fails, the server behind a client is not written out, its model number by number.
extension Client: CustomDebugStringConvertible, CustomReflectable {
  var debugDescription: String { "a client" }
  var customMirror: Mirror { Mirror(self, children: []) }
}
