package import Foundation

/// What a job is asked to find out.
package enum JobKind: String, CaseIterable, Sendable {
  /// Which of some enrolled speakers is heard when.
  case identify
  /// Who speaks when, whether enrolled or not.
  case diarize
}

/// Where a job is on its way.
package enum JobState: String, Sendable {
  /// It was accepted and nobody works on it.
  case waiting
  /// Somebody works on it, or did until the process was killed.
  case running
  /// It ended with a result.
  case succeeded
  /// It ended with reasons why there is no result.
  case failed

  /// Whether nothing more happens to it.
  package var isFinished: Bool { self == .succeeded || self == .failed }
}

/// A job as it stands in the store, without its request.
package struct JobRecord: Equatable, Sendable {
  /// How long a job can be read after its creation, in seconds: seven days.
  package static let lifetime = 7 * 86_400.0

  /// Which it is.
  package let id: JobID
  /// The account it belongs to.
  package let account: AccountID
  /// What is asked.
  package let kind: JobKind
  /// When it was accepted, to the millisecond.
  package let createdAt: Date
  /// Where it is on its way.
  package let state: JobState
  /// How often work on it was begun.
  package let attempts: Int
  /// When it ended, to the millisecond.
  package let completedAt: Date?
  /// What it ended with; the store does not look inside.
  package let response: [UInt8]?

  /// When it is forgotten.
  package var expiresAt: Date { createdAt.addingTimeInterval(Self.lifetime) }
}

/// A job that somebody is to work on.
package struct ClaimedJob: Sendable {
  /// The job.
  package let record: JobRecord
  /// What is asked, with the audio where the client sent it; the store does not look inside.
  package let request: [UInt8]
}

/// A finished job whose end is to be told.
package struct DueDelivery: Sendable {
  /// The job, with its response.
  package let record: JobRecord
  /// Whom to tell; the store does not look inside.
  package let callback: [UInt8]
  /// How often that was tried.
  package let attempts: Int
}

/// How many jobs there are of each kind of unfinished business.
package struct JobCounts: Equatable, Sendable {
  /// Accepted, and nobody works on them.
  package let waiting: Int
  /// Being worked on.
  package let running: Int
  /// Finished, and still to be told.
  package let undelivered: Int

  /// Counts.
  package init(waiting: Int, running: Int, undelivered: Int) {
    (self.waiting, self.running, self.undelivered) = (waiting, running, undelivered)
  }
}
