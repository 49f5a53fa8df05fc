import Foundation
import HTTPTypes
import Testing
import VoicePrint
import VoicePrintServer

/// VoicePrint's own paths: detail, removal, verification, identification, and what operators ask.
@Suite struct OwnRouteTests {
  private func content(_ text: Int, as voice: String = "m1") throws -> String {
    try Speech.wav(text, as: voice).base64EncodedString()
  }

  private func enroll(_ speaker: String, _ voice: String, _ client: Client) async throws {
    for text in 0..<3 {
      let body = ["encoding": "Wav", "content": try content(text, as: voice), "speakerId": speaker]
      let answer = try await client.send(
        text == 0 ? .post : .patch, text == 0 ? enrollments : "\(enrollments)/\(speaker)", json: body)
      try #require(answer.status == 201)
    }
  }

  @Test func detailAndRemovalOfASample() async throws {
    try await ServerScene().test { client in
      try await enroll("alice", "m1", client)
      let path = "/voiceprint/v1/enrollments/alice"
      let detail = try await client.send(.get, path).json
      let samples = try #require(detail["samples"] as? [[String: Any]])
      #expect(samples.count == 3 && detail["enrollmentComplete"] as? Bool == true)
      #expect(samples.allSatisfy { $0["agreement"] is Double && $0["signalToNoiseRatio"] is Double })
      let predicted = try #require(detail["predictedFalseRejectRate"] as? Double)
      #expect((0...1).contains(predicted))
      #expect((detail["reasons"] as? [[String: Any]])?.first?["message"] is String)
      let digest = try #require(samples[2]["digest"] as? String)
      let less = try await client.send(.delete, path + "/samples/" + digest)
      #expect(less.status == 200)
      let left = try #require(less.json["samples"] as? [[String: Any]])
      #expect(
        left.compactMap { $0["digest"] as? String }
          == samples.prefix(2).compactMap { $0["digest"] as? String })
      let cloud = try await client.send(.get, enrollments + "/alice").json
      #expect(cloud["totalSpeechDuration"] as? Double == (try less.json["totalSpeechDuration"] as? Double))

      #expect(try await client.send(.delete, path + "/samples/" + digest).status == 404)
      #expect(try await client.send(.delete, path + "/samples/xyz").status == 400)
      #expect(try await client.send(.get, "/voiceprint/v1/enrollments/bob").status == 404)
      for sample in left {
        _ = try await client.send(.delete, path + "/samples/" + (sample["digest"] as? String ?? ""))
      }
      let last = try #require(left.last?["digest"] as? String)
      #expect(try await client.send(.delete, path + "/samples/" + last).status == 409)
    }
  }

  @Test func verifyAndIdentify() async throws {
    try await ServerScene().test { client in
      try await enroll("alice", "f3", client)
      try await enroll("bob", "m1", client)
      let probe = try content(3, as: "m1")
      let right = try await client.send(
        .post, "/voiceprint/v1/verify", json: ["speakerId": "bob", "content": probe])
      let wrong = try await client.send(
        .post, "/voiceprint/v1/verify", json: ["speakerId": "alice", "content": probe])
      let (ratio, other) = (
        try #require(right.json["logLikelihoodRatio"] as? Double),
        try #require(wrong.json["logLikelihoodRatio"] as? Double)
      )
      #expect(ratio > other)
      let threshold = try #require(right.json["threshold"] as? Double)
      #expect(abs(threshold - OperatingPoint().threshold) < 0.001)
      #expect(try right.json["accepted"] as? Bool == (ratio >= threshold))
      let lenient = try await client.send(
        .post, "/voiceprint/v1/verify", json: ["speakerId": "bob", "content": probe, "prior": 0.5])
      #expect(try lenient.json["threshold"] as? Double == 0)

      let ranking = try await client.send(.post, "/voiceprint/v1/identify", json: ["content": probe])
      let candidates = try #require(ranking.json["candidates"] as? [[String: Any]])
      #expect(candidates.map { $0["speakerId"] as? String } == ["bob", "alice"])
      #expect(candidates[0]["logLikelihoodRatio"] as? Double == ratio)
      let named = try await client.send(
        .post, "/voiceprint/v1/identify", json: ["content": probe, "speakerIds": ["alice"], "prior": 1e-5])
      #expect(try (named.json["candidates"] as? [Any])?.count == 1)
      #expect(try named.json["speakerId"] as? String == "UserNotIdentified")

      let refused: [([String: Any], Int)] = [
        (["speakerId": "nobody", "content": probe], 404), (["content": probe], 400),
        (["speakerId": "bob"], 400), (["speakerId": "bob", "content": probe, "prior": 1], 400),
        (["speakerId": "bob", "content": probe, "missCost": 0], 400),
      ]
      for (body, status) in refused {
        #expect(try await client.send(.post, "/voiceprint/v1/verify", json: body).status == status)
      }
    }
  }

  @Test func whatOperatorsAsk() async throws {
    let scene = try ServerScene()
    _ = try await ClientRegistry(store: scene.store).add()
    try await scene.test { client in
      #expect(try await client.send(.get, "/voiceprint/v1/health").json["status"] as? String == "ok")
      #expect(try await client.send(.get, "/voiceprint/v1/ready").json["status"] as? String == "ready")
      _ = try await client.send(.get, enrollments)
      let metrics = try await client.send(.get, "/voiceprint/v1/metrics")
      #expect(metrics.headers[.contentType]?.hasPrefix("text/plain; version=0.0.4") == true)
      let lines = String(decoding: metrics.body, as: UTF8.self).split(separator: "\n")
      let counted = "voiceprint_requests_total{method=\"GET\",route=\"\(enrollments)\",status=\"401\"} 1"
      #expect(lines.contains(Substring(counted)))
      #expect(
        lines.contains { $0.hasPrefix("voiceprint_request_seconds_bucket{") && $0.contains("le=\"+Inf\"") })
      #expect(lines.contains { $0.hasPrefix("process_resident_memory_bytes ") })
    }
  }
}
