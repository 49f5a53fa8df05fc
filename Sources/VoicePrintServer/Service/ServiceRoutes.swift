internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// What those who run the server ask: whether it lives, whether it can work, its numbers, and its document.
///
/// None of it costs more the more often it is asked: the store is looked into once a second, and the document is there.
struct ServiceRoutes: RouteTopic {
  let name = "Service"

  let service: VoiceService
  let glance: Glance<StoreGlance>
  let metrics: ServerMetrics
  /// The topics beside this one.
  let others: [any RouteTopic]

  static let path = "/voiceprint/v1"

  var routes: [Route] {
    // Once for the life of the routes: putting it together takes a hundred times as long as answering.
    let document = Glance(lifetime: .seconds(Int64.max / 2)) { [self] in
      try Response.bytes(of: APIDocument(others + [self]).contents)
    }
    return [
      .open(.get, Self.path + "/health", Self.health) { _, _ in try Response(json: ["status": "ok"]) },
      .operators(.get, Self.path + "/ready", Self.ready) { _, _ in
        _ = try await glance.value
        return try Response(json: ["status": "ready"])
      },
      .operators(.get, Self.path + "/metrics", Self.metrics) { _, _ in
        try await glance.value.jobs.write(to: metrics.factory)
        return Response(
          status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
          body: ResponseBody(
            byteBuffer: ByteBuffer(string: metrics.text(waitingAnalyses: service.waitingAnalyses))))
      },
      .operators(.get, Self.path + "/openapi.json", Self.document) { _, _ in
        Response(jsonBytes: try await document.value)
      },
    ]
  }

  private static let health = Operation(
    "health", "Whether the server lives", answers: [.success(200, "It does", .json("ServiceStatus"))])
  private static let ready = Operation(
    "ready", "Whether the server can work: its store can be read",
    answers: [.success(200, "It can", .json("ServiceStatus"))])
  private static let metrics = Operation(
    "metrics", "Numbers in Prometheus' text form",
    answers: [.success(200, "The numbers", .text("text/plain"))])
  private static let document = Operation(
    "openapi", "This document", answers: [.success(200, "The document", .json("Document"))])

  var schemas: [String: JSONValue] {
    [
      "ServiceStatus": .objectSchema(["status": ["type": "string"]], required: ["status"], closed: true),
      "Document": .objectSchema(["openapi": ["type": "string"]], required: ["openapi", "paths"]),
    ]
  }
}
