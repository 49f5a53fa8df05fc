internal import Foundation
internal import NIOHTTP1
package import VoicePrint

/// A server that has the cloud's interface: another VoicePrint, or the cloud.
package struct ServerSide: ComparisonSide {
  /// What is said in requests beside the recordings.
  package struct Options: Sendable {
    /// The language that requests name.
    package var languageCode = "en-US"
    /// Where the server finds the conversations by their names, if it fetches them itself; nil to send them.
    package var conversationAddress: String?

    package init() {}
  }

  static let enrollments = "/ai/audio/v1/enrollments"
  private static let largestPage = 100

  let client: ServerClient
  let options: Options

  /// A side.
  ///
  /// - Parameters:
  ///   - client: asks the server.
  ///   - options: what is said beside the recordings.
  package init(client: ServerClient, options: Options = Options()) {
    self.client = client
    self.options = options
  }

  package var name: String { client.address.text }

  /// Refuses where ids that are to be new are not: enrollments of others are neither added to nor removed.
  package func prepare(new: [SpeakerID]) async throws {
    guard !new.isEmpty else { return }
    var taken: Set<String> = []
    var page = 1
    while true {
      let path = "\(Self.enrollments)?partial=true&perPage=\(Self.largestPage)&page=\(page)"
      let answer = try await client.answer(to: ServerClient.Request(method: .GET, path: path))
      // A server that does not tell who is enrolled says so when they are enrolled, with status 409.
      guard answer.succeeded, let records = answer.response["records"]?.list else { break }
      taken.formUnion(records.compactMap { ($0["speakerId"] ?? $0["enrollmentId"])?.text })
      let pages = answer.response["paging"]?["totalPages"]?.double ?? 1
      if Double(page) >= pages || records.isEmpty { break }
      page += 1
    }
    let clashes = new.map(\.text).filter { taken.contains($0) }
    guard clashes.isEmpty else { throw ComparisonError.taken(host: client.address.host, ids: clashes) }
  }

  package func recall(_ step: WorkStep) {}

  package func enroll(
    _ step: WorkStep, standing: Standing, journal: StepJournal
  ) async throws -> SideAnswer {
    guard case .enroll(let speaker, _) = step.kind else { preconditionFailure("a recording of a speaker") }
    let settle: @Sendable () async throws -> SideAnswer? = { try await settled(speaker, standing) }
    if journal.doubt != nil, let answer = try await settle() { return answer }
    var body: [String: String] = [
      "encoding": Self.encoding(of: step.file.name), "languageCode": options.languageCode,
      "content": Data(try step.file.bytes()).base64EncodedString(),
    ]
    if !standing.isEnrolled { body["speakerId"] = speaker.text }
    let request = ServerClient.Request(
      method: standing.isEnrolled ? .PATCH : .POST,
      path: standing.isEnrolled ? "\(Self.enrollments)/\(speaker)" : Self.enrollments,
      body: try Self.json(body))
    try journal.ask(request.words)
    return try await client.answer(to: request, settle: settle)
  }

  package func remove(_ speaker: SpeakerID) async throws {
    let answer = try await client.answer(
      to: ServerClient.Request(method: .DELETE, path: "\(Self.enrollments)/\(speaker)"))
    guard answer.succeeded || [404, 410].contains(answer.status) else {
      throw ComparisonError.unexpected(
        host: client.address.host,
        reason: "‘\(speaker)’ cannot be removed: \(answer.failure ?? "status \(answer.status)")")
    }
  }

  /// The answer to a recording that was sent without one coming back; nil where the recording did not come through.
  private func settled(_ speaker: SpeakerID, _ standing: Standing) async throws -> SideAnswer? {
    let answer = try await client.answer(
      to: ServerClient.Request(method: .GET, path: "\(Self.enrollments)/\(speaker)"))
    guard answer.succeeded, let fields = EnrollmentFields(answer.response) else { return nil }
    guard !standing.isEnrolled || standing.fields.map({ !$0.hasSameDurations(as: fields) }) ?? false else {
      return nil
    }
    return SideAnswer(status: 201, milliseconds: nil, response: answer.response, attempts: answer.attempts)
  }

  /// What requests call a format: the interface has eight words, and servers look at the bytes anyway.
  static func encoding(of name: String) -> String {
    switch URL(fileURLWithPath: name).pathExtension.lowercased() {
    case "mp3", "mpeg", "mpga", "mp2": "Mpeg"
    case "mp4", "m4a", "mov": "Mp4"
    case "webm", "mkv": "Webm"
    case "aac": "Aac"
    case "avi": "Avi"
    case "ogg", "oga", "opus": "Ogg"
    default: "Wav"
    }
  }

  static func json(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value))
  }
}

extension EnrollmentFields {
  func hasSameDurations(as other: EnrollmentFields) -> Bool {
    speechDuration == other.speechDuration && enrollDuration == other.enrollDuration
  }
}
