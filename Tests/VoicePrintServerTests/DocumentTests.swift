import Foundation
import HTTPTypes
import Hummingbird
import Testing
import VoicePrint
import VoicePrintJobs
import VoicePrintServer
import VoicePrintStore

/// The OpenAPI document and the routes are the same thing.
@Suite struct DocumentTests {
  @Test func everyRouteIsDocumentedAndNothingElse() async throws {
    let scene = try ServerScene()
    let served = Set(scene.server.router.routes.map { "\($0.method.rawValue) \($0.path)" })
    try await scene.test { client in
      let document = try await client.send(.get, "/voiceprint/v1/openapi.json").json
      #expect(document["openapi"] as? String == "3.1.0")
      let paths = try #require(document["paths"] as? [String: [String: Any]])
      let documented = Set(
        paths.flatMap { path, methods in methods.keys.map { "\($0.uppercased()) \(path)" } })
      #expect(served == documented)
      // What the cloud had, written down here a second time.
      let cloud: Set = [
        "POST /ai/audio/v1/enrollments", "GET /ai/audio/v1/enrollments",
        "GET /ai/audio/v1/enrollments/{speakerId}", "PATCH /ai/audio/v1/enrollments/{speakerId}",
        "DELETE /ai/audio/v1/enrollments/{speakerId}", "POST /restapi/oauth/token",
        "POST /restapi/oauth/revoke",
      ]
      #expect(cloud.isSubset(of: documented))
      var ids: [String] = []
      for (_, methods) in paths {
        for (_, operation) in methods {
          let operation = try #require(operation as? [String: Any])
          ids.append(try #require(operation["operationId"] as? String))
        }
      }
      #expect(Set(ids).count == ids.count)
    }
  }

  @Test func everyReferenceLeadsToASchema() async throws {
    try await ServerScene().test { client in
      let document = try await client.send(.get, "/voiceprint/v1/openapi.json")
      let components = try #require(document.json["components"] as? [String: Any])
      let schemas = try #require(components["schemas"] as? [String: Any])
      let text = String(decoding: document.body, as: UTF8.self)
      let used = Set(text.matches(of: /"#\/components\/schemas\/([A-Za-z]+)"/).map { String($0.1) })
      #expect(used.count > 10 && used.isSubset(of: schemas.keys))
      #expect(Set(schemas.keys).subtracting(used) == [])
    }
  }

  /// What the document says of the numbers that a caller may leave out or get wrong is what the server does.
  @Test func defaultsAndLimitsAreThoseOfTheCode() async throws {
    let scene = try ServerScene()
    let content = try Speech.wav(0).base64EncodedString()
    try await scene.test { client in
      let document = try await client.send(.get, "/voiceprint/v1/openapi.json").json
      let components = try #require(document["components"] as? [String: Any])
      let schemas = try #require(components["schemas"] as? [String: [String: Any]])
      func property(_ schema: String, _ name: String) throws -> [String: Any] {
        let properties = try #require(schemas[schema]?["properties"] as? [String: [String: Any]])
        return try #require(properties[name], "\(schema).\(name)")
      }
      let enrolled = try await client.send(
        .post, enrollments, json: ["speakerId": "alice", "encoding": "Wav", "content": content])
      #expect(enrolled.status == 201)
      for (schema, path) in [
        ("VerificationInput", "/voiceprint/v1/verify"), ("IdentificationInput", "/voiceprint/v1/identify"),
      ] {
        let bare: [String: Any] = ["speakerId": "alice", "content": content, "partial": true]
        let standard = try await client.send(.post, path, json: bare).json
        for name in ["prior", "missCost", "falseAcceptCost"] {
          let limits = try property(schema, name)
          let value = try #require(limits["default"] as? Double)
          let (least, most) = (
            try #require(limits["minimum"] as? Double), try #require(limits["maximum"] as? Double)
          )
          let said = try await client.send(.post, path, json: bare.merging([name: value]) { $1 }).json
          #expect(
            try #require(said["threshold"] as? Double) == (try #require(standard["threshold"] as? Double)),
            "\(path) \(name)")
          for (number, status) in [(least, 200), (most, 200), (least / 2, 400), (most * 1.001, 400)] {
            let answer = try await client.send(.post, path, json: bare.merging([name: number]) { $1 })
            #expect(answer.status == status, "\(path) \(name) \(number)")
          }
        }
      }
      // A ranking is among the complete enrollments, which this one is not, unless it is said otherwise.
      #expect(try property("IdentificationInput", "partial")["default"] as? Bool == false)
      let among = try await client.send(.post, "/voiceprint/v1/identify", json: ["content": content]).json
      #expect((among["candidates"] as? [Any])?.isEmpty == true)

      let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
      let listing = try #require(paths[enrollments]?["get"]?["parameters"] as? [[String: Any]])
      func parameter(_ name: String) throws -> [String: Any] {
        try #require(listing.first { $0["name"] as? String == name }?["schema"] as? [String: Any])
      }
      let list = try await client.send(.get, enrollments).json
      let paging = try #require(list["paging"] as? [String: Any])
      for name in ["page", "perPage"] {
        let schema = try parameter(name)
        #expect(try #require(schema["default"] as? Int) == (try #require(paging[name] as? Int)), "\(name)")
        let (least, most) = (
          try #require(schema["minimum"] as? Int), try #require(schema["maximum"] as? Int)
        )
        for (number, status) in [(least, 200), (most, 200), (least - 1, 400), (most + 1, 400)] {
          let answer = try await client.send(.get, "\(enrollments)?\(name)=\(number)")
          #expect(answer.status == status, "\(name) \(number)")
        }
      }
      #expect(try parameter("partial")["default"] as? Bool == (list["records"] as? [Any])?.isEmpty.negated)
    }
  }

  /// Each word of an enumeration is taken, and each that is answered stands there.
  @Test func enumerationsAreThoseOfTheCode() async throws {
    try await ServerScene().test { client in
      let document = try await client.send(.get, "/voiceprint/v1/openapi.json").json
      let components = try #require(document["components"] as? [String: Any])
      let schemas = try #require(components["schemas"] as? [String: [String: Any]])
      func words(_ schema: String, _ name: String) throws -> [String] {
        let properties = try #require(schemas[schema]?["properties"] as? [String: [String: Any]])
        return try #require(properties[name]?["enum"] as? [String], "\(schema).\(name)")
      }
      for schema in ["EnrollmentStatus", "EnrollmentDetail"] {
        #expect(try words(schema, "enrollmentQuality") == EnrollmentQuality.allCases.map(\.rawValue))
      }
      #expect(try words("JobStatusResponse", "status") == JobStatus.Status.allCases.map(\.rawValue))
      #expect(try words("JobStatusResponse", "api") == JobKind.allCases.map(\.path))
      for word in try #require(schemas["Encoding"]?["enum"] as? [String]) {
        let answer = try await client.send(
          .post, enrollments, json: ["speakerId": "a", "encoding": word, "content": "bm8gYXVkaW8="])
        #expect(try answer.json["parameterName"] as? String == "content", "\(word)")
      }
      for word in try words("TokenForm", "grant_type") {
        let fields = "grant_type=\(word)&assertion=a.b.c&refresh_token=x&username=a"
        let answer = try await client.send(.post, "/restapi/oauth/token", body: Data(fields.utf8))
        #expect(try answer.json["error"] as? String != "unsupported_grant_type", "\(word)")
      }
    }
  }
}

extension Bool {
  fileprivate var negated: Bool { !self }
}
