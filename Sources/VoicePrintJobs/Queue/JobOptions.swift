/// Limits of the queue of jobs and of what a job may use.
package struct JobOptions: Sendable {
  /// How many jobs may be unfinished at once; the next is refused.
  package var queueLimit = 100
  /// How many jobs run side by side.
  package var concurrency = 1
  /// How often work on a job is begun, counting those times that the process was killed meanwhile.
  package var maximumAttempts = 3
  /// How long running jobs may go on when the server is to stop, in seconds, before they are put back.
  package var shutdownGraceSeconds = 10.0
  /// The longest recording, in seconds: four hours.
  package var maximumDurationSeconds = 14_400.0
  /// When a refused client may try again, in seconds.
  package var retryAfterSeconds = 30
  /// How recordings are fetched.
  package var fetching = FetchOptions()
  /// How the ends of jobs are told.
  package var webhooks = WebhookOptions()

  /// The defaults.
  package init() {}
}

/// Limits of fetching a recording.
package struct FetchOptions: Sendable {
  /// The largest file, in bytes.
  package var maximumBytes = 64 << 20
  /// How long all of it may take, redirects included, in seconds.
  package var timeoutSeconds = 60.0
  /// How long connecting to one address may take, in seconds.
  package var connectTimeoutSeconds = 5.0
  /// How many redirects are followed.
  package var maximumRedirects = 5
  /// Pauses before it is tried again, in seconds, where the server was not there or said that it was busy.
  package var retryPausesSeconds = [1.0, 4.0]

  /// The defaults.
  package init() {}
}

/// How the end of a job is told.
package struct WebhookOptions: Sendable {
  /// How long a receiver may take to answer, in seconds.
  package var timeoutSeconds = 10.0
  /// Pauses before it is tried again, in seconds: as many as there are tries after the first.
  package var retryPausesSeconds = [2.0, 4, 8, 16, 32]
  /// How many receivers are spoken to at once.
  package var concurrency = 8

  /// The defaults.
  package init() {}
}
