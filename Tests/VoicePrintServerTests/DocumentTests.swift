import Foundation
import HTTPTypes
import Hummingbird
import Testing
import VoicePrintServer

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
}
