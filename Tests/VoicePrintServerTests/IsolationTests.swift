import Foundation
import HTTPTypes
import Testing
import VoicePrint
import VoicePrintServer
import VoicePrintStore

/// Two accounts on one server.
@Suite struct IsolationTests {
  private func login(_ client: ClientRegistry.Credentials, _ http: Client) async throws -> HTTPFields {
    let proof = Data("\(client.id):\(client.secret)".utf8).base64EncodedString()
    let answer = try await http.send(
      .post, "/restapi/oauth/token", body: Data("grant_type=client_credentials".utf8),
      headers: [.authorization: "Basic " + proof])
    return [.authorization: "Bearer " + (try #require(answer.json["access_token"] as? String))]
  }

  /// An answer without what differs from request to request.
  private func shape(_ answer: Client.Answer, _ id: String) -> String {
    "\(answer.status) " + String(decoding: answer.body, as: UTF8.self).replacing(id, with: "ID")
  }

  /// A way to get at somebody's speaker.
  private struct Attempt: Sendable {
    let method: HTTPRequest.Method
    /// With `ID` for the speaker.
    let path: String
    /// With `ID` for the speaker; nil for none.
    let body: String?

    func send(_ id: String, _ http: Client, _ headers: HTTPFields) async throws -> Client.Answer {
      try await http.send(
        method, path.replacing("ID", with: id),
        body: body.map { Data($0.replacing("\"ID\"", with: "\"\(id)\"").utf8) }, headers: headers)
    }
  }

  private func attempts(_ content: String, _ digest: String) -> [Attempt] {
    let audio = "\"encoding\":\"Wav\",\"content\":\"\(content)\""
    return [
      Attempt(method: .get, path: enrollments + "/ID", body: nil),
      Attempt(method: .get, path: "//restapi/v1.0/ai/audio/v1/sync/enrollments/ID", body: nil),
      Attempt(method: .head, path: enrollments + "/ID", body: nil),
      Attempt(method: .patch, path: enrollments + "/ID", body: "{\(audio)}"),
      Attempt(method: .delete, path: enrollments + "/ID", body: nil),
      Attempt(method: .get, path: "/voiceprint/v1/enrollments/ID", body: nil),
      Attempt(method: .delete, path: "/voiceprint/v1/enrollments/ID/samples/\(digest)", body: nil),
      Attempt(method: .post, path: "/voiceprint/v1/verify", body: "{\"speakerId\":\"ID\",\(audio)}"),
      Attempt(method: .post, path: "/voiceprint/v1/identify", body: "{\"speakerIds\":[\"ID\"],\(audio)}"),
      Attempt(method: .post, path: "/voiceprint/v1/identify", body: "{\"partial\":true,\"top\":0,\(audio)}"),
      Attempt(method: .get, path: enrollments + "?partial=true&perPage=1000&id=ID", body: nil),
      Attempt(method: .get, path: enrollments + "/ID?account=blue&accountId=blue", body: nil),
    ]
  }

  @Test func noRequestReachesAnotherAccount() async throws {
    let scene = try ServerScene()
    try scene.store.makeAccount(AccountID("red"))
    try scene.store.makeAccount(AccountID("blue"))
    let registry = ClientRegistry(store: scene.store)
    let red = try await registry.add(account: AccountID("red"))
    let blue = try await registry.add(account: AccountID("blue"))
    let content = try Speech.wav(0).base64EncodedString()
    try await scene.test { http in
      let (ours, theirs) = (try await login(red, http), try await login(blue, http))
      let ids = (0..<10).map { "speaker_\($0)" }
      for id in ids {
        let body = ["speakerId": id, "encoding": "Wav", "content": content]
        #expect(try await http.send(.post, enrollments, json: body, headers: theirs).status == 201)
      }
      let before = try await http.send(.get, enrollments + "?partial=true", headers: theirs)
      let detail = try await http.send(.get, "/voiceprint/v1/enrollments/\(ids[0])", headers: theirs).json
      let digest = try #require((detail["samples"] as? [[String: Any]])?.first?["digest"] as? String)

      let patch: [String: Any] = ["encoding": "Wav", "content": content]
      var requests = 0
      for id in ids {
        // The same of an id that nobody has: answers must not differ.
        let nobody = "nobody_\(id.suffix(1))"
        for attempt in attempts(content, digest) {
          for _ in 0..<2 {
            let known = try await attempt.send(id, http, ours)
            let unknown = try await attempt.send(nobody, http, ours)
            requests += 2
            #expect(shape(known, id) == shape(unknown, nobody))
            #expect(known.status == 404 || known.status == 200)
            #expect(!String(decoding: known.body, as: UTF8.self).contains("\"\(id)\""))
          }
        }
        // An id that is taken there is free here.
        var body = patch
        body["speakerId"] = id
        #expect(try await http.send(.post, enrollments, json: body, headers: ours).status == 201)
        #expect(try await http.send(.delete, "\(enrollments)/\(id)", headers: ours).status == 204)
        #expect(try await http.send(.delete, "\(enrollments)/\(id)", headers: ours).status == 410)
        requests += 3
      }
      #expect(requests >= 500)
      let after = try await http.send(.get, enrollments + "?partial=true", headers: theirs)
      #expect(after.body == before.body)
    }
  }
}
