import Foundation
import HTTPTypes
import Testing
import VoicePrint
import VoicePrintServer
import VoicePrintStore

/// Logins as the cloud's SDKs make them.
@Suite struct TokenTests {
  static let bearer = "urn:ietf:params:oauth:grant-type:jwt-bearer"
  static let tokenPath = "/restapi/oauth/token"

  /// A JWT as the cloud gives it: nobody here can check its signature.
  static let foreign: String = {
    func part(_ text: String) -> String {
      Data(text.utf8).base64EncodedString().replacing("=", with: "").replacing("+", with: "-").replacing(
        "/", with: "_")
    }
    return [part("{\"alg\":\"RS256\",\"kid\":\"x\"}"), part("{\"sub\":\"62280012\"}"), "c2lnbmF0dXJl"]
      .joined(separator: ".")
  }()

  private func form(_ fields: KeyValuePairs<String, String>) -> Data {
    let pairs = fields.map { name, value in
      "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
    }
    return Data(pairs.joined(separator: "&").utf8)
  }

  private func basic(_ id: String, _ secret: String) -> HTTPFields {
    [.authorization: "Basic " + Data("\(id):\(secret)".utf8).base64EncodedString()]
  }

  private func bearer(_ answer: Client.Answer, _ scheme: String = "bearer") throws -> HTTPFields {
    [.authorization: "\(scheme) " + (try #require(answer.json["access_token"] as? String))]
  }

  @Test func openModeTakesAnyLogin() async throws {
    try await ServerScene().test { client in
      #expect(try await client.send(.get, enrollments).status == 200)
      let login = try await client.send(
        .post, Self.tokenPath,
        body: form([
          "grant_type": Self.bearer, "assertion": Self.foreign, "access_token_ttl": "3600",
          "refresh_token_ttl": "604800",
        ]), headers: basic("anything", "at all"))
      let json = try login.json
      #expect(login.status == 200, "\(json)")
      #expect(json["token_type"] as? String == "bearer" && json["owner_id"] as? String == "62280012")
      #expect(json["expires_in"] as? Int == 3600 && json["refresh_token_expires_in"] as? Int == 604_800)
      #expect(Set(["scope", "endpoint_id", "refresh_token"]).isSubset(of: json.keys))
      for scheme in ["bearer", "Bearer", "BEARER"] {
        #expect(try await client.send(.get, enrollments, headers: bearer(login, scheme)).status == 200)
      }
      let inQuery = try await client.send(
        .get, enrollments + "?access_token=\(try #require(json["access_token"] as? String))")
      #expect(inQuery.status == 200)
      for (header, code) in [
        ("Bearer nonsense", "OAU-129"), ("nonsense", "OAU-123"), ("Basic YTpi", "OAU-123"),
      ] {
        let refused = try await client.send(.get, enrollments, headers: [.authorization: header])
        #expect(try refused.status == 401 && refused.json["errorCode"] as? String == code)
      }
    }
  }

  @Test func openModeKeepsPagesOfOtherSitesOut() async throws {
    try await ServerScene().test { client in
      let origin = try #require(HTTPField.Name("Origin"))
      for page in [
        "https://example.com", "null", "http://127.0.0.1.example.com", "http://localhost.example.com:1",
      ] {
        let answer = try await client.send(.get, enrollments, headers: [origin: page])
        #expect(answer.status == 403, "\(page)")
      }
      for page in ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:3000"] {
        #expect(try await client.send(.get, enrollments, headers: [origin: page]).status == 200, "\(page)")
      }
    }
  }

  @Test func registeredClientsLogInWithTheirSecretOrTheirJWT() async throws {
    let scene = try ServerScene()
    let registry = ClientRegistry(store: scene.store)
    let mine = try await registry.add(owner: SpeakerID("4711"))
    let other = try await registry.add()
    try await scene.test { client in
      #expect(try await client.send(.get, enrollments).json["errorCode"] as? String == "OAU-123")
      func login(_ fields: KeyValuePairs<String, String>, _ headers: HTTPFields = [:]) async throws
        -> Client.Answer
      {
        try await client.send(.post, Self.tokenPath, body: form(fields), headers: headers)
      }
      let proof = basic(mine.id.text, mine.secret)
      let byGrant: [(KeyValuePairs<String, String>, HTTPFields, String)] = [
        (["grant_type": "client_credentials"], proof, "4711"),
        (["grant_type": "password", "username": "+16505550100", "password": "x"], proof, "16505550100"),
        (["grant_type": Self.bearer, "assertion": Self.foreign], proof, "62280012"),
        (["grant_type": Self.bearer, "assertion": mine.assertion], proof, "4711"),
        (["grant_type": Self.bearer, "assertion": mine.assertion, "client_id": mine.id.text], [:], "4711"),
        (["grant_type": Self.bearer, "assertion": mine.assertion], [:], "4711"),
        (
          ["grant_type": "client_credentials", "client_id": mine.id.text, "client_secret": mine.secret], [:],
          "4711"
        ),
      ]
      for (fields, headers, owner) in byGrant {
        let answer = try await login(fields, headers)
        #expect(try answer.status == 200 && answer.json["owner_id"] as? String == owner, "\(fields)")
        #expect(try await client.send(.get, enrollments, headers: bearer(answer)).status == 200)
      }
      let refused: [(KeyValuePairs<String, String>, HTTPFields, Int, String)] = [
        (["grant_type": "client_credentials"], [:], 401, "invalid_client"),
        (["grant_type": "client_credentials"], basic(mine.id.text, "wrong"), 401, "invalid_client"),
        (["grant_type": "client_credentials"], basic(mine.id.text, other.secret), 401, "invalid_client"),
        (["grant_type": "client_credentials"], basic("nobody", mine.secret), 401, "invalid_client"),
        (["grant_type": "client_credentials", "client_id": mine.id.text], [:], 400, "invalid_grant"),
        (
          ["grant_type": Self.bearer, "assertion": Self.foreign, "client_id": mine.id.text], [:], 400,
          "invalid_grant"
        ),
        (["grant_type": Self.bearer, "assertion": other.assertion], proof, 400, "invalid_grant"),
        (["grant_type": Self.bearer], proof, 400, "invalid_request"),
        (["grant_type": "authorization_code", "code": "x"], proof, 400, "unsupported_grant_type"),
        (["assertion": Self.foreign], proof, 400, "invalid_request"),
      ]
      for (fields, headers, status, word) in refused {
        let answer = try await login(fields, headers)
        #expect(try answer.status == status && answer.json["error"] as? String == word, "\(fields)")
        #expect(try answer.json["error_description"] as? String == answer.json["message"] as? String)
      }
    }
  }

  @Test func tokensExpire() async throws {
    try await ServerScene { $0.tokens.accessSeconds = 1 }.test { http in
      let login = try await http.send(
        .post, Self.tokenPath, body: form(["grant_type": "client_credentials"]), headers: basic("a", "b"))
      #expect(try login.json["expires_in"] as? Int == 1)
      try await Task.sleep(for: .seconds(1.1))
      let late = try await http.send(.get, enrollments, headers: bearer(login))
      #expect(try late.status == 401 && late.json["errorCode"] as? String == "OAU-128")
    }
  }

  @Test func aJWTIsGoodForSoLong() async throws {
    let scene = try ServerScene()
    let registry = ClientRegistry(store: scene.store)
    let over = try await registry.add(assertionSeconds: -1)
    let long = try await registry.add(assertionSeconds: 3600)
    #expect(try #require(long.assertionExpiresAt) > Date())
    try await scene.test { http in
      func login(_ client: ClientRegistry.Credentials) async throws -> Int {
        try await http.send(
          .post, Self.tokenPath, body: form(["grant_type": Self.bearer, "assertion": client.assertion])
        ).status
      }
      let statuses = [try await login(over), try await login(long)]
      #expect(statuses == [401, 200])
    }
  }

  /// What signs access tokens signs no JWT to log in with, nor the other way round.
  @Test func kindsOfTokensHaveKeysOfTheirOwn() throws {
    let scene = try ServerScene()
    let store = scene.store
    let (access, login) = (
      try store.tokenKey(for: .accessTokens), try store.tokenKey(for: .loginAssertions)
    )
    #expect(access.count == 32 && login.count == 32 && access != login)
    #expect(try store.tokenKey(for: .accessTokens) == access)
    withExtendedLifetime(scene) {}
  }

  @Test func renewingAndEndingALogin() async throws {
    let scene = try ServerScene()
    let client = try await ClientRegistry(store: scene.store).add()
    let proof = basic(client.id.text, client.secret)
    try await scene.test { http in
      func ask(
        _ fields: KeyValuePairs<String, String>, _ path: String = Self.tokenPath
      ) async throws -> Client.Answer {
        try await http.send(.post, path, body: form(fields), headers: proof)
      }
      let login = try await ask(["grant_type": "client_credentials"])
      let refresh = try #require(login.json["refresh_token"] as? String)
      let renewed = try await ask(["grant_type": "refresh_token", "refresh_token": refresh])
      #expect(renewed.status == 200)
      #expect(try await http.send(.get, enrollments, headers: bearer(renewed)).status == 200)
      #expect(try renewed.json["owner_id"] as? String == login.json["owner_id"] as? String)
      // A refresh token is good once.
      let again = try await ask(["grant_type": "refresh_token", "refresh_token": refresh])
      #expect(try again.status == 400 && again.json["error"] as? String == "invalid_grant")

      // Nor is the login any longer, since two have had that token.
      #expect(try await http.send(.get, enrollments, headers: bearer(renewed)).status == 401)

      let anew = try await ask(["grant_type": "client_credentials"])
      #expect(try await http.send(.get, enrollments, headers: bearer(anew)).status == 200)
      let token = try #require(anew.json["access_token"] as? String)
      #expect(try await ask(["token": token], "/restapi/oauth/revoke").status == 200)
      let ended = try await http.send(.get, enrollments, headers: bearer(anew))
      #expect(try ended.status == 401 && ended.json["errorCode"] as? String == "OAU-129")
      let next = try #require(anew.json["refresh_token"] as? String)
      #expect(try await ask(["grant_type": "refresh_token", "refresh_token": next]).status == 400)
      #expect(try await ask(["token": "nonsense"], "/restapi/oauth/revoke").status == 200)
    }
  }

  @Test func revokedClientsAreOutAtOnce() async throws {
    let scene = try ServerScene()
    try await scene.test { http in
      let open = try await http.send(
        .post, Self.tokenPath, body: form(["grant_type": "client_credentials"]), headers: basic("a", "b"))
      #expect(try await http.send(.get, enrollments, headers: bearer(open)).status == 200)
      // The first client closes the open mode while the server runs.
      let client = try await ClientRegistry(store: scene.store).add()
      #expect(try await http.send(.get, enrollments, headers: bearer(open)).status == 401)
      #expect(try await http.send(.get, enrollments).status == 401)
      let login = try await http.send(
        .post, Self.tokenPath, body: form(["grant_type": "client_credentials"]),
        headers: basic(client.id.text, client.secret))
      #expect(try await http.send(.get, enrollments, headers: bearer(login)).status == 200)
      try scene.store.revokeClient(client.id)
      #expect(try await http.send(.get, enrollments, headers: bearer(login)).status == 401)
      #expect(try await http.send(.get, enrollments).status == 401)
      let late = try await http.send(
        .post, Self.tokenPath, body: form(["grant_type": "client_credentials"]),
        headers: basic(client.id.text, client.secret))
      #expect(late.status == 401)
    }
  }

  @Test func otherAddressesNeedClientsAndTLS() async throws {
    let scene = try ServerScene { $0.host = "0.0.0.0" }
    #expect(throws: ServerStartError.noClients(host: "0.0.0.0")) { try scene.server.checkAddress() }
    _ = try await ClientRegistry(store: scene.store).add()
    #expect(throws: ServerStartError.plainText(host: "0.0.0.0")) { try scene.server.checkAddress() }
    for host in ["127.0.0.1", "::1", "localhost", "127.1.2.3"] {
      try ServerScene { $0.host = host }.server.checkAddress()
    }
    #expect(throws: ServerStartError.self) {
      try ServerScene { $0.host = "127.example.com" }.server.checkAddress()
    }
    try ServerScene {
      $0.host = "127.0.0.1"; $0.allowsPlainText = true
    }.server.checkAddress()
  }
}
