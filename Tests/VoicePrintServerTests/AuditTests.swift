import Foundation
import HTTPTypes
import Testing
import VoicePrint
import VoicePrintServer
import VoicePrintStore

/// Whom the store's log names for what came through the server.
@Suite struct AuditTests {
  private func actors(_ store: EnrollmentStore, _ action: AuditEntry.Action) throws -> [String] {
    var actors: [String] = []
    try store.visitLog { if $0.action == action { actors.append($0.actor.text) } }
    return actors
  }

  @Test func changesAreLoggedAsTheClientsWhoMadeThem() async throws {
    let scene = try ServerScene()
    let content = try (0..<2).map { try Speech.wav($0).base64EncodedString() }
    let registry = ClientRegistry(store: scene.store)
    let dialer = try await registry.add(try ClientID("dialer"), secret: nil, owner: nil, account: .standard)
    let proof = Data("\(dialer.id):\(dialer.secret)".utf8).base64EncodedString()
    try await scene.test { http in
      let login = try await http.send(
        .post, "/restapi/oauth/token", body: Data("grant_type=client_credentials".utf8),
        headers: [.authorization: "Basic " + proof])
      let token = try #require(login.json["access_token"] as? String)
      let headers: HTTPFields = [.authorization: "Bearer " + token]
      let made = try await http.send(
        .post, enrollments, json: ["speakerId": "a", "encoding": "Wav", "content": content[0]],
        headers: headers)
      #expect(made.status == 201)
      let changed = try await http.send(
        .patch, enrollments + "/a", json: ["encoding": "Wav", "content": content[1]], headers: headers)
      #expect(changed.status == 201)
      let detail = try await http.send(.get, "/voiceprint/v1/enrollments/a", headers: headers)
      let samples = try #require(detail.json["samples"] as? [[String: Any]])
      let digest = try #require(samples[0]["digest"] as? String)
      let removed = try await http.send(
        .delete, "/voiceprint/v1/enrollments/a/samples/\(digest)", headers: headers)
      #expect(removed.status == 200)
      #expect(try await http.send(.delete, enrollments + "/a", headers: headers).status == 204)
    }
    for action in [AuditEntry.Action.enroll, .update, .removeSample, .delete] {
      #expect(try actors(scene.store, action) == ["client:dialer"], "\(action)")
    }
    #expect(try scene.store.verify().faults == [])
  }

  @Test func withoutClientsTheServerIsNamed() async throws {
    let scene = try ServerScene()
    let content = try Speech.wav(0).base64EncodedString()
    try await scene.test { http in
      let made = try await http.send(
        .post, enrollments, json: ["speakerId": "a", "encoding": "Wav", "content": content])
      #expect(made.status == 201)
    }
    #expect(try actors(scene.store, .enroll) == ["server:open"])
  }
}
