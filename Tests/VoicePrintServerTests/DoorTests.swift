import Foundation
import HTTPTypes
import Testing
import VoicePrint
import VoicePrintServer
import VoicePrintStore

/// What a client, or a stranger, may not do; each test is the attempt.
@Suite struct DoorTests {
  private static let revoke = "/restapi/oauth/revoke"

  private func form(_ fields: KeyValuePairs<String, String>) -> Data {
    let pairs = fields.map { name, value in
      "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
    }
    return Data(pairs.joined(separator: "&").utf8)
  }

  private func basic(_ id: String, _ secret: String) -> HTTPFields {
    [.authorization: "Basic " + Data("\(id):\(secret)".utf8).base64EncodedString()]
  }

  private func bearer(_ answer: Client.Answer) throws -> HTTPFields {
    [.authorization: "Bearer " + (try #require(answer.json["access_token"] as? String))]
  }

  private func login(_ client: ClientRegistry.Credentials, _ http: Client) async throws -> Client.Answer {
    try await http.send(
      .post, TokenTests.tokenPath, body: form(["grant_type": "client_credentials"]),
      headers: basic(client.id.text, client.secret))
  }

  private func renew(
    _ token: String, _ client: ClientRegistry.Credentials, _ http: Client
  ) async throws -> Client.Answer {
    try await http.send(
      .post, TokenTests.tokenPath, body: form(["grant_type": "refresh_token", "refresh_token": token]),
      headers: basic(client.id.text, client.secret))
  }

  private func isIn(_ answer: Client.Answer, _ http: Client) async throws -> Bool {
    try await http.send(.get, enrollments, headers: try bearer(answer)).status == 200
  }

  // MARK: This machine's own services

  @Test(arguments: [
    "http://127.0.0.1:22/", "http://localhost:5432/x", "http://[::1]:9000/", "http://127.8.8.8/",
  ])
  func aRegisteredClientReachesNothingOnThisMachine(_ target: String) async throws {
    let scene = try ServerScene()
    let diarize = "/ai/audio/v1/async/speaker-diarize"
    let query = target.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    let uri = ["encoding": "Wav", "languageCode": "en-US", "contentUri": target]
    let content = ["encoding": "Wav", "languageCode": "en-US", "content": "bm8gYXVkaW8="]
    try await scene.test { http in
      // As long as nobody is registered, whoever asks is on this machine.
      #expect(try await http.send(.post, diarize, json: uri).status == 202)
      let client = try await ClientRegistry(store: scene.store).add()
      let token = try bearer(try await login(client, http))
      let fetched = try await http.send(.post, diarize, json: uri, headers: token)
      #expect(try fetched.status == 400 && fetched.json["parameterName"] as? String == "contentUri")
      let told = try await http.send(.post, diarize + "?webhook=\(query)", json: content, headers: token)
      #expect(try told.status == 400 && told.json["parameterName"] as? String == "webhook")
    }
  }

  // MARK: Ending logins

  @Test func aForgedTokenEndsNothing() async throws {
    let scene = try ServerScene()
    let mine = try await ClientRegistry(store: scene.store).add()
    let other = try await ClientRegistry(store: scene.store).add()
    try await scene.test { http in
      let answer = try await login(mine, http)
      // The login's name is no secret: it stands in every answer and every access token.
      let name = try #require(answer.json["endpoint_id"] as? String)
      for headers in [[:], basic(other.id.text, other.secret), basic(mine.id.text, mine.secret)] {
        for token in ["\(name).x", "\(name).\(String(repeating: "A", count: 43))", "\(name).a.b"] {
          #expect(
            try await http.send(.post, Self.revoke, body: form(["token": token]), headers: headers).status
              == 200)
        }
      }
      #expect(try await isIn(answer, http) == true)
    }
  }

  @Test func aClientEndsItsOwnLoginsOnly() async throws {
    let scene = try ServerScene()
    let mine = try await ClientRegistry(store: scene.store).add()
    let other = try await ClientRegistry(store: scene.store).add()
    try await scene.test { http in
      let answer = try await login(mine, http)
      for name in ["access_token", "refresh_token"] {
        let token = try #require(answer.json[name] as? String)
        let refused = try await http.send(
          .post, Self.revoke, body: form(["token": token]), headers: basic(other.id.text, other.secret))
        #expect(refused.status == 200)
        #expect(try await isIn(answer, http) == true)
        let wrong = try await http.send(
          .post, Self.revoke, body: form(["token": token]), headers: basic(mine.id.text, "wrong"))
        #expect(wrong.status == 401)
        #expect(try await isIn(answer, http) == true)
      }
      let refresh = try #require(answer.json["refresh_token"] as? String)
      // The whole token is proof enough.
      #expect(try await http.send(.post, Self.revoke, body: form(["token": refresh])).status == 200)
      #expect(try await isIn(answer, http) == false)
    }
  }

  @Test func aRefreshTokenUsedTwiceEndsTheLogin() async throws {
    let scene = try ServerScene()
    let client = try await ClientRegistry(store: scene.store).add()
    let other = try await ClientRegistry(store: scene.store).add()
    try await scene.test { http in
      let first = try await login(client, http)
      let stolen = try #require(first.json["refresh_token"] as? String)
      let second = try await renew(stolen, client, http)
      #expect(second.status == 200)
      // Neither a token that was never given nor another client's call ends it.
      let name = try #require(first.json["endpoint_id"] as? String)
      for token in ["\(name).x", "\(name).\(String(repeating: "A", count: 43))", "\(name).a.b"] {
        #expect(try await renew(token, client, http).status == 400)
      }
      #expect(try await renew(stolen, other, http).status == 400)
      #expect(try await isIn(second, http) == true)
      // The thief's try shows that there are two who have it, and both are out.
      #expect(try await renew(stolen, client, http).status == 400)
      #expect(try await isIn(second, http) == false)
      let current = try #require(second.json["refresh_token"] as? String)
      #expect(try await renew(current, client, http).status == 400)
    }
  }

  // MARK: Too many requests

  @Test func anotherHeaderEachTimeIsNoOtherCaller() async throws {
    let clock = TestClock()
    let scene = try ServerScene {
      $0.limits.requestsPerMinute = 5
      $0.now = { clock.now }
    }
    let client = try await ClientRegistry(store: scene.store).add()
    try await scene.test { http in
      let token = try bearer(try await login(client, http))
      var statuses: [Int] = []
      for number in 0..<20 {
        statuses.append(
          try await http.send(
            .get, enrollments, headers: [.authorization: "Bearer made-up-\(number)"]
          ).status)
      }
      #expect(statuses == Array(repeating: 401, count: 4) + Array(repeating: 429, count: 16))
      // Who is known is counted by itself.
      for _ in 0..<5 { #expect(try await http.send(.get, enrollments, headers: token).status == 200) }
      #expect(try await http.send(.get, enrollments, headers: token).status == 429)
      clock.advance(by: .seconds(60))
      #expect(try await http.send(.get, enrollments, headers: token).status == 200)
    }
  }

  @Test func guessingASecretIsSlow() async throws {
    let clock = TestClock()
    let scene = try ServerScene { $0.now = { clock.now } }
    let client = try await ClientRegistry(store: scene.store).add()
    let other = try await ClientRegistry(store: scene.store).add()
    try await scene.test { http in
      var answers: [Client.Answer] = []
      for number in 0..<30 {
        answers.append(
          try await http.send(
            .post, TokenTests.tokenPath, body: form(["grant_type": "client_credentials"]),
            headers: basic(client.id.text, "guess number \(number)")))
      }
      let statuses = answers.map(\.status)
      #expect(statuses == Array(repeating: 401, count: 8) + Array(repeating: 429, count: 22))
      let wait = try #require(Int(answers[29].headers[.retryAfter] ?? ""))
      #expect(wait == 2)
      // Others log in meanwhile, and so does the client when it has waited.
      #expect(try await login(other, http).status == 200)
      clock.advance(by: .seconds(wait) - .milliseconds(1))
      #expect(try await login(client, http).status == 429)
      clock.advance(by: .milliseconds(1))
      #expect(try await login(client, http).status == 200)
    }
  }

  // MARK: What is for those who run the server

  @Test(arguments: ["ready", "metrics", "openapi.json"])
  func strangersAreNotToldHowTheServerDoes(_ name: String) async throws {
    let scene = try ServerScene()
    _ = try await ClientRegistry(store: scene.store).add()
    try await scene.test { http in
      let hidden = try await http.send(.get, "/voiceprint/v1/" + name)
      #expect(hidden.status == 404)
      let shown = try await http.send(.get, "/voiceprint/v1/health")
      #expect(shown.status == 200)
    }
  }
}
