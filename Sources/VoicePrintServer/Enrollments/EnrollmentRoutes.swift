internal import HTTPTypes
internal import Hummingbird
package import VoicePrint
internal import VoicePrintStore

/// The cloud's five operations on enrollments.
struct EnrollmentRoutes: RouteTopic {
  let name = "Enrollments"

  let service: VoiceService
  let reader: BodyReader
  let options: ServerOptions

  private var desk: EnrollmentDesk { EnrollmentDesk(service: service, limits: options.limits) }

  var routes: [Route] {
    [
      .account(.post, Self.path, Self.create, respond: create),
      .account(.get, Self.path, Self.list, respond: list),
      .account(.get, Self.path + "/{speakerId}", Self.get, respond: get),
      .account(.patch, Self.path + "/{speakerId}", Self.update, respond: update),
      .account(.delete, Self.path + "/{speakerId}", Self.delete, respond: delete),
    ]
  }

  private func create(_ request: Request, _ context: ServerContext, _ caller: Caller) async throws -> Response
  {
    let deadline = context.deadline(options.limits)
    return try await reader.withBody(of: request, deadline: deadline) { body in
      try answer(.created, await desk.enroll(body, for: caller, by: deadline))
    }
  }

  private func update(_ request: Request, _ context: ServerContext, _ caller: Caller) async throws -> Response
  {
    let speaker = try context.speaker
    let deadline = context.deadline(options.limits)
    return try await reader.withBody(of: request, deadline: deadline) { body in
      try answer(.created, await desk.update(speaker, body, for: caller, by: deadline))
    }
  }

  private func get(_ request: Request, _ context: ServerContext, _ caller: Caller) async throws -> Response {
    let speaker = try context.speaker
    return try answer(
      .ok,
      await service.reading(by: context.deadline(options.limits)) {
        try $0.record(of: speaker, account: caller.account)
      })
  }

  private func list(_ request: Request, _ context: ServerContext, _ caller: Caller) async throws -> Response {
    let query = QueryValues(request)
    let partial = try query.bool("partial", default: Self.standard.partial)
    let page = try query.count("page", default: Self.standard.page)
    let perPage = min(try query.count("perPage", default: Self.standard.perPage), Self.longestPage)
    let found = try await service.reading(by: context.deadline(options.limits)) {
      try $0.records(account: caller.account, includePartial: partial, page: page, perPage: perPage)
    }
    return try Response(
      json: EnrollmentListAnswer(
        paging: EnrollmentListAnswer.Paging(page: page, perPage: perPage, totalPages: found.totalPages),
        records: found.records.map { EnrollmentAnswer($0, names: options.identifierNames) }))
  }

  private func delete(_ request: Request, _ context: ServerContext, _ caller: Caller) async throws -> Response
  {
    let speaker = try context.speaker
    do {
      let model = service.model
      _ = try await service.writing(by: context.deadline(options.limits), for: caller) { store in
        let calibration = try store.calibration(account: caller.account)
        try store.delete(speaker, account: caller.account)
        try store.renew(calibration, account: caller.account, model: model)
      }
    } catch StoreError.notEnrolled(let speaker, .some(let date)) {
      // The one operation that tells an id that was deleted from one that never was.
      return Response(Failure(.gone, .notFound, "\(StoreError.notEnrolled(speaker, deletedAt: date))"))
    }
    return Response(status: .noContent)
  }

  private func answer(_ status: HTTPResponse.Status, _ record: EnrollmentRecord) throws -> Response {
    try Response(status, json: EnrollmentAnswer(record, names: options.identifierNames))
  }
}

extension ServerContext {
  /// The speaker that the path names.
  ///
  /// - Throws: ``EnrollmentError/invalidSpeakerID(_:)``.
  package var speaker: SpeakerID {
    get throws { try SpeakerID(parameters.get("speakerId") ?? "") }
  }

  /// Until when the work of the request must have begun.
  package func deadline(_ limits: RequestLimits) -> ContinuousClock.Instant {
    arrival.advanced(by: .seconds(limits.requestSeconds))
  }
}
