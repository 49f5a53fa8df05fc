internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import VoicePrintStore

/// What those who run the server ask: whether it lives, whether it can work, its numbers, and its document.
struct ServiceRoutes: RouteTopic {
  let name = "Service"

  let service: VoiceService
  let jobs: JobService
  let metrics: ServerMetrics
  let options: ServerOptions
  /// The topics beside this one.
  let others: [any RouteTopic]

  static let path = "/voiceprint/v1"

  var routes: [Route] {
    [
      .open(.get, Self.path + "/health", Self.health) { _, _ in try Response(json: ["status": "ok"]) },
      .open(.get, Self.path + "/ready", Self.ready, respond: ready),
      .open(.get, Self.path + "/metrics", Self.metrics) { _, _ in
        try await jobs.count(in: metrics.factory)
        return Response(
          status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
          body: ResponseBody(
            byteBuffer: ByteBuffer(string: metrics.text(waitingAnalyses: service.waitingAnalyses))))
      },
      .open(.get, Self.path + "/openapi.json", Self.document) { _, _ in
        try Response(json: APIDocument(others + [self]).contents)
      },
    ]
  }

  private func ready(_ request: Request, _ context: ServerContext) async throws -> Response {
    _ = try await service.reading(by: context.deadline(options.limits)) { try $0.accounts() }
    return try Response(json: ["status": "ready"])
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
