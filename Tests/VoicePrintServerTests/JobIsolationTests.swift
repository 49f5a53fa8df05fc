import Foundation
import HTTPTypes
import Testing
import VoicePrintServer
import VoicePrintStore

/// Two accounts with jobs on one server.
@Suite struct JobIsolationTests {
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

  @Test func noRequestReachesTheJobsAndSpeakersOfAnotherAccount() async throws {
    let scene = try ServerScene()
    try scene.store.makeAccount(AccountID("red"))
    try scene.store.makeAccount(AccountID("blue"))
    let registry = ClientRegistry(store: scene.store)
    let red = try await registry.add(account: AccountID("red"))
    let blue = try await registry.add(account: AccountID("blue"))
    let content = try Speech.wav(0).base64EncodedString()
    try await scene.test { http in
      let (ours, theirs) = (try await login(red, http), try await login(blue, http))
      let body: [String: Any] = ["encoding": "Wav", "content": content]
      let named = body.merging(["speakerId": "theirs"]) { first, _ in first }
      #expect(try await http.send(.post, enrollments, json: named, headers: theirs).status == 201)
      for text in [1, 2] {
        let more = ["encoding": "Wav", "content": try Speech.wav(text).base64EncodedString()]
        #expect(
          try await http.send(.patch, enrollments + "/theirs", json: more, headers: theirs).status == 201)
      }
      let path = "/ai/audio/v1/async/speaker-diarize"
      let accepted = try await http.send(.post, path, json: body, headers: theirs)
      let job = try #require(accepted.json["jobId"] as? String)
      let none = "80800e1a-a663-11ee-b548-0050568ccd07"
      #expect(try await http.send(.get, "/ai/status/v1/jobs/\(job)", headers: theirs).status == 200)
      for prefix in ["/ai/status/v1/jobs/", "//restapi/v1.0/ai/status/v1/jobs/"] {
        let known = try await http.send(.get, prefix + job, headers: ours)
        let unknown = try await http.send(.get, prefix + none, headers: ours)
        #expect(known.status == 404 && shape(known, job) == shape(unknown, none))
      }
      #expect(try await http.send(.get, "/ai/status/v1/jobs/\(job)").status == 401)
      for path in [path, "/ai/audio/v1/async/speaker-identify", "/ai/audio/v1/speaker-identify"] {
        for name in ["speakerIds", "enrollmentIds"] {
          let known = try await http.send(
            .post, path, json: body.merging([name: ["theirs"]]) { first, _ in first }, headers: ours)
          let unknown = try await http.send(
            .post, path, json: body.merging([name: ["nobody"]]) { first, _ in first }, headers: ours)
          #expect(known.status == 400 && shape(known, "theirs") == shape(unknown, "nobody"), "\(path)")
        }
      }
    }
  }
}
