internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import VoicePrintJobs
internal import VoicePrintStore

/// The cloud's operations on conversations: identification and diarization as jobs, how jobs stand, and
/// identification at once.
struct JobRoutes: RouteTopic {
  let name = "Conversations"

  let service: VoiceService
  let jobs: JobService
  let reader: BodyReader
  let options: ServerOptions

  var routes: [Route] {
    [
      .account(.post, JobKind.identify.path, Self.identify) { try await submit(.identify, $0, $1, $2) },
      .account(.post, JobKind.diarize.path, Self.diarize) { try await submit(.diarize, $0, $1, $2) },
      .account(.get, Self.statusPath, Self.status, respond: status),
      .account(.post, Self.synchronousPath, Self.identifyNow, respond: identifyNow),
    ] + Self.notServed
  }

  private func submit(
    _ kind: JobKind, _ request: Request, _ context: ServerContext, _ caller: Caller
  ) async throws -> Response {
    let deadline = context.deadline(options.limits)
    // An empty value is what some clients send for none.
    let webhook = request.uri.queryParameters["webhook"].map(String.init).flatMap { $0.isEmpty ? nil : $0 }
    return try await reader.withBody(of: request, deadline: deadline) { body in
      let request = try await decoded(body, kind, account: caller.account, by: deadline)
      let id = try await jobs.queue.submit(
        request, webhook: webhook, requestID: context.requestID, account: caller.account)
      return try Response(.accepted, json: AcceptedAnswer(jobId: id.text))
    }
  }

  private func status(_ request: Request, _ context: ServerContext, _ caller: Caller) async throws -> Response
  {
    let text = context.parameters.get("jobId") ?? ""
    guard let id = JobID(text), let status = try await jobs.queue.status(of: id, account: caller.account)
    else {
      return Response(
        Failure(
          .notFound, .notFound, "there is no such job; results are kept for seven days", parameter: "jobId"))
    }
    return try Response(json: status)
  }

  private func identifyNow(
    _ request: Request, _ context: ServerContext, _ caller: Caller
  ) async throws -> Response {
    let deadline = context.deadline(options.limits)
    return try await reader.withBody(of: request, deadline: deadline) { body in
      let request = try await decoded(body, .identify, account: caller.account, by: deadline)
      guard case .content(let bytes) = request.audio else {
        throw ServerError.invalidParameter(
          "content", reason: "‘content’ is missing: a recording that is fetched is identified by a job")
      }
      let analysis = jobs.synchronous
      let result = try await service.analyzing(by: deadline) { _ in
        try analysis.result(of: request, audio: bytes, account: caller.account)
      }
      return try Response(json: result)
    }
  }

  /// What a body asks; that the speakers can be looked for is seen before a job is made.
  private func decoded(
    _ body: ByteBuffer, _ kind: JobKind, account: AccountID, by deadline: ContinuousClock.Instant
  ) async throws -> JobRequest {
    let request = try await service.analyzing(by: deadline) { _ in
      try JSONDecoder().decode(ConversationInput.self, from: Data(body.readableBytesView)).request(kind)
    }
    let analysis = jobs.synchronous
    _ = try await service.reading(by: deadline) { _ in
      try analysis.signatures(of: request.speakers, account: account).speakers.count
    }
    return request
  }

  /// The answer to a job that was accepted.
  private struct AcceptedAnswer: Encodable {
    let jobId: String
  }
}
