import Foundation
import HTTPTypes
import Testing
import VoicePrintServer

/// What holds for every answer, and for requests that reach no route.
@Suite struct AnsweringTests {
  @Test(arguments: [
    "//ai//audio/v1/enrollments", "/ai/audio/v1/sync/enrollments", "/restapi/v1.0/ai/audio/v1/enrollments",
    "/ai/audio/v1/enrollments/",
  ])
  func spellingsOfAPath(_ path: String) async throws {
    try await ServerScene().test { client in
      let answer = try await client.send(.get, path + "?partial=true")
      #expect(answer.status == 200)
    }
  }

  @Test func everyAnswerHasItsHeaders() async throws {
    try await ServerScene().test { client in
      for (method, path, status) in [
        (HTTPRequest.Method.get, enrollments, 200), (.get, "/nothing/here", 404), (.put, enrollments, 405),
        (.get, enrollments + "/a%20b", 400),
      ] {
        let answer = try await client.send(method, path)
        #expect(answer.status == status)
        let name = try #require(HTTPField.Name("RCRequestId"))
        #expect(UUID(uuidString: answer.headers[name] ?? "") != nil)
        for suffix in ["Group", "Limit", "Remaining", "Window"] {
          #expect(answer.headers[try #require(HTTPField.Name("X-Rate-Limit-" + suffix))] != nil)
        }
        #expect(try status < 400 || answer.json["message"] is String)
      }
      #expect(try await client.send(.put, enrollments).headers[.allow] == "GET, HEAD, POST")
      #expect(
        try await client.send(.options, enrollments + "/a").headers[.allow] == "DELETE, GET, HEAD, PATCH")
      let head = try await client.send(.head, enrollments)
      #expect(head.status == 200 && head.body.isEmpty)
    }
  }

  @Test func requestsAreCountedByCaller() async throws {
    try await ServerScene { $0.limits.requestsPerMinute = 2 }.test { client in
      let token: HTTPFields = [.authorization: "Bearer other"]
      for _ in 0..<2 { #expect(try await client.send(.get, enrollments).status == 200) }
      let refused = try await client.send(.get, enrollments)
      #expect(try refused.status == 429 && refused.json["errorCode"] as? String == "CMN-301")
      let wait = try #require(Int(refused.headers[.retryAfter] ?? ""))
      #expect((1...60).contains(wait))
      // A token that nobody gave makes nobody of it.
      #expect(try await client.send(.get, enrollments, headers: token).status == 429)
    }
  }

  @Test func bodiesAreLimited() async throws {
    try await ServerScene { $0.limits.bodyBytes = 1000 }.test { client in
      let answer = try await client.send(.post, enrollments, body: Data(repeating: 0x20, count: 1001))
      #expect(try answer.status == 413 && (answer.json["message"] as? String)?.contains("1000 bytes") == true)
    }
  }

  @Test func deepJSONIsRefused() async throws {
    try await ServerScene().test { client in
      for opening in ["[", "{\"a\":"] {
        let deep = Data(String(repeating: opening, count: 200_000).utf8)
        let answer = try await client.send(.post, enrollments, body: deep)
        #expect(answer.status == 400)
      }
    }
  }
}
