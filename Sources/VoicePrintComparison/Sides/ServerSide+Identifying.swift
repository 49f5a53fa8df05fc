internal import Foundation
internal import NIOHTTP1
package import VoicePrint

extension ServerSide {
  private static let asynchronous = "/ai/audio/v1/async/speaker-identify"
  private static let synchronous = "/ai/audio/v1/speaker-identify"
  private static let jobs = "/ai/status/v1/jobs/"

  /// A request in the schema of identification.
  private struct Input: Encodable {
    let encoding: String
    let languageCode: String
    let speakerIds: [String]
    let enableVoiceActivityDetection: Bool
    var content: String?
    var contentUri: String?
  }

  package func identify(
    _ step: WorkStep, among speakers: [SpeakerID], journal: StepJournal
  ) async throws -> SideAnswer {
    if let job = journal.doubt?.job { return try await outcome(of: job, submission: nil) }
    var input = Input(
      encoding: Self.encoding(of: step.file.name), languageCode: options.languageCode,
      speakerIds: speakers.map(\.text), enableVoiceActivityDetection: true)
    if let place = options.conversationAddress {
      input.contentUri = place + (place.hasSuffix("/") ? "" : "/") + Self.component(step.file.name)
    } else {
      input.content = Data(try step.file.bytes()).base64EncodedString()
    }
    let request = ServerClient.Request(method: .POST, path: Self.asynchronous, body: try Self.json(input))
    try journal.ask(request.words)
    let accepted = try await client.answer(to: request)
    if [404, 405, 501].contains(accepted.status), input.content != nil {
      // A server of before 2023 may have no jobs and answer at once.
      var atOnce = request
      atOnce = ServerClient.Request(method: .POST, path: Self.synchronous, body: atOnce.body)
      try journal.ask(atOnce.words)
      return try await client.answer(to: atOnce)
    }
    guard accepted.succeeded, let job = accepted.response["jobId"]?.text else { return accepted }
    try journal.ask(request.words, job: job)
    return try await outcome(of: job, submission: accepted.milliseconds)
  }

  /// How a job ended, as soon as it has.
  ///
  /// - Parameters:
  ///   - job: its id.
  ///   - submission: how long handing it in took, in milliseconds; nil where that is not known.
  /// - Returns: the job's last status.
  /// - Throws: ``ComparisonError``.
  private func outcome(of job: String, submission: Double?) async throws -> SideAnswer {
    let request = ServerClient.Request(method: .GET, path: Self.jobs + Self.component(job))
    let start = ContinuousClock.now
    var waited = 0.0
    var pause = client.limits.pollingSeconds.lowerBound
    while true {
      try await client.pauseBeforePolling(pause)
      waited += pause
      let answer = try await client.answer(to: request)
      guard answer.succeeded || answer.response["status"] != nil else { return answer }
      if let status = answer.response["status"]?.text, status != "InProgress" {
        let spent = submission.map {
          $0 + (Self.duration(of: answer.response) ?? (ContinuousClock.now - start) / .milliseconds(1))
        }
        return SideAnswer(status: 200, milliseconds: spent, response: answer.response)
      }
      guard waited <= client.limits.patienceSeconds else {
        throw ComparisonError.unfinished(
          host: client.address.host, job: job, seconds: client.limits.patienceSeconds)
      }
      pause = min(pause * 1.5, client.limits.pollingSeconds.upperBound)
    }
  }

  /// How long a job took by the server's own clock, in milliseconds.
  private static func duration(of job: JSONValue) -> Double? {
    guard let begun = job["creationTime"]?.text.flatMap(date),
      let ended = job["completionTime"]?.text.flatMap(date),
      ended >= begun
    else { return nil }
    return (ended.timeIntervalSince(begun) * 1000).rounded()
  }

  private static func date(_ text: String) -> Date? {
    (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
      ?? (try? Date(text, strategy: Date.ISO8601FormatStyle()))
  }

  private static func component(_ name: String) -> String {
    name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed.subtracting(["/"])) ?? name
  }
}
