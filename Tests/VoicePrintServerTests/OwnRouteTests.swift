import Foundation
import HTTPTypes
import HummingbirdTesting
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
      // Both say what trials support, and no probability is more certain than that.
      let bounds = try ServerScene.model.get().evidence(at: .unknown)
      for answer in [right, ranking] {
        #expect(try answer.json["largestSupportedRatio"] as? Double == bounds.largestRatio)
        #expect(try answer.json["smallestSupportedRatio"] as? Double == bounds.smallestRatio)
        #expect(try answer.json["placeSpeakers"] as? Int == 2)
        #expect(try answer.json["calibrated"] as? Bool == false)
        #expect(try #require(answer.json["falseAcceptRate"] as? Double) > 0)
      }
      #expect(ratio > bounds.largestRatio, "a ratio that only its bound is known of")
      let certain = OperatingPoint().posterior(logLikelihoodRatio: bounds.largestRatio)
      for answer in [try right.json, candidates[0]] {
        #expect(abs(try #require(answer["posterior"] as? Double) - certain) < 1e-12)
      }
      let named = try await client.send(
        .post, "/voiceprint/v1/identify", json: ["content": probe, "speakerIds": ["alice"], "prior": 1e-5])
      #expect(try (named.json["candidates"] as? [Any])?.count == 1)
      #expect(try named.json["speakerId"] as? String == "UserNotIdentified")
      // Whom a recording is compared with changes no ratio: all are of the same place.
      let twice = try await client.send(
        .post, "/voiceprint/v1/identify", json: ["content": probe, "speakerIds": ["bob", "bob"]])
      let bob = try #require(twice.json["candidates"] as? [[String: Any]])
      #expect(bob.map { $0["logLikelihoodRatio"] as? Double } == [ratio])
      let unknown = try await client.send(
        .post, "/voiceprint/v1/identify", json: ["content": probe, "speakerIds": ["carol", "bob", "dave"]])
      #expect(unknown.status == 404)
      let words = try #require(try unknown.json["message"] as? String)
      #expect(words.contains("carol") && words.contains("dave") && !words.contains("bob"))

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

  /// With many of equal ratios on several pages.
  @Test func aRankingInPagesIsTheRankingOfAll() throws {
    let model = try ServerScene.model.get()
    var extractor = SignatureExtractor(model: model)
    let signatures = try (0..<3).map { text in
      let recording = try AudioDecoder().recording(from: Array(try Speech.wav(text)))
      return try model.signature(of: try extractor.sample(of: recording))
    }
    let enrolled = try (0..<600).map { (try SpeakerID("s\($0 * 7 % 600)"), signatures[$0 % 3]) }
    let place = Place(enrolled.prefix(20).map { ($0.0.text, $0.1) }, calibration: nil)
    let whole = SpeakerRanking(
      of: signatures[0], among: enrolled, scorer: SignatureScorer(model: model, place: place)
    ).candidates
    for kept in [1, 10, nil] {
      var ranking = PagedRanking(of: signatures[0], among: (enrolled, place), by: model, keeping: kept)
      let candidates = ranking.candidates
      #expect(candidates == Array(whole.prefix(kept ?? 600)))
    }
  }

  @Test func whatOperatorsAsk() async throws {
    let scene = try ServerScene()
    _ = try await ClientRegistry(store: scene.store).add()
    try await scene.test { client in
      let refused = try await client.send(.get, enrollments)
      #expect(refused.status == 401)
    }
    try await scene.server.operatorApplication().test(.router) { client in
      let client = Client(client: client)
      #expect(try await client.send(.get, "/voiceprint/v1/health").json["status"] as? String == "ok")
      #expect(try await client.send(.get, "/voiceprint/v1/ready").json["status"] as? String == "ready")
      // Nothing else is there.
      #expect(try await client.send(.get, enrollments).status == 404)
      #expect(try await client.send(.get, "/voiceprint/v1/enrollments/a").status == 404)
      #expect(try await client.send(.post, "/restapi/oauth/token").status == 404)
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
