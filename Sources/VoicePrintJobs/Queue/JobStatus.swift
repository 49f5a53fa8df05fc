internal import Foundation
package import VoicePrintStore

/// A job as clients see it: the answer to a question about it, and the body of its webhook.
package struct JobStatus: Equatable, Codable, Sendable {
  /// How a job stands, in the cloud's words.
  package enum Status: String, CaseIterable, Codable, Sendable {
    /// Nothing can be said yet.
    case inProgress = "InProgress"
    /// There is a result.
    case success = "Success"
    /// There is none.
    case fail = "Fail"
  }

  /// The job's id.
  package let jobId: String
  /// The path that accepted it.
  package let api: String
  /// When it was accepted: ISO 8601, UTC, milliseconds.
  package let creationTime: String
  /// When it ended.
  package let completionTime: String?
  /// When it is forgotten: seven days after its creation.
  package let expirationTime: String
  /// How it stands.
  package let status: Status
  /// What it ended with.
  package let response: JobResponse?

  /// What is to be said of a job of the store.
  package init(_ record: JobRecord) throws {
    jobId = record.id.text
    api = record.kind.path
    creationTime = Self.text(of: record.createdAt)
    completionTime = record.completedAt.map { Self.text(of: $0) }
    expirationTime = Self.text(of: record.expiresAt)
    status =
      switch record.state {
      case .waiting, .running: .inProgress
      case .succeeded: .success
      case .failed: .fail
      }
    response = try record.response.map { try JobResponse(bytes: $0) }
  }

  private static func text(of time: Date) -> String {
    time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }

  /// The status as JSON.
  package var json: [UInt8] {
    get throws {
      let encoder = JSONEncoder()
      // Every telling of one end has the same bytes.
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return try Array(encoder.encode(self))
    }
  }
}

extension JobKind {
  /// The cloud's path that accepts such jobs.
  package var path: String {
    switch self {
    case .identify: "/ai/audio/v1/async/speaker-identify"
    case .diarize: "/ai/audio/v1/async/speaker-diarize"
    }
  }
}
