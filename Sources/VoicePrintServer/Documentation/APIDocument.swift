internal import HTTPTypes

/// The OpenAPI 3.1 document of all that is served, put together from what each topic says of its routes.
package struct APIDocument: Sendable {
  /// The document.
  package let contents: JSONValue

  package init(_ topics: [any RouteTopic]) {
    var paths: [String: [String: JSONValue]] = [:]
    var schemas = Self.schemas
    for topic in topics {
      schemas.merge(topic.schemas) { _, _ in preconditionFailure("two schemas of one name in ‘\(topic.name)’")
      }
      for route in topic.routes {
        paths[route.path, default: [:]][route.method.rawValue.lowercased()] = route.operation.document(
          tag: topic.name, access: route.access)
      }
    }
    contents = [
      "openapi": "3.1.0",
      "info": [
        "title": "VoicePrint", "version": "1",
        "description":
          "The speaker family of the cloud's retired interface, and VoicePrint's own paths beside it.",
        "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
      ],
      "tags": .array(topics.map { ["name": .string($0.name)] }),
      "security": [["token": []]],
      "paths": .object(paths.mapValues { .object($0) }),
      "components": [
        "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
        "schemas": .object(schemas),
      ],
    ]
  }

  private static let schemas: [String: JSONValue] = {
    let entry: [String: JSONValue] = [
      "errorCode": ["type": "string"], "message": ["type": "string"], "parameterName": ["type": "string"],
    ]
    return [
      "Error": .objectSchema(
        entry.merging([
          "errors": [
            "type": "array", "minItems": 1,
            "items": .objectSchema(entry, required: ["errorCode", "message"], closed: true),
          ]
        ]) { first, _ in first }, required: ["errorCode", "message", "errors"])
    ]
  }()
}
