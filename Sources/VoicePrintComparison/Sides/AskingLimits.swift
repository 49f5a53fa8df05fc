/// How long and how often a server is asked.
package struct AskingLimits: Sendable {
  /// How long one attempt may take, in seconds.
  package var attemptSeconds = 120.0
  /// Pauses before an attempt that follows one that failed, in seconds; as many attempts again as there are pauses.
  package var pausesSeconds = [1.0, 2, 4, 8, 16]
  /// Longest sum of the pauses that a server asks for before it answers one request, and longest wait for a job, in
  /// seconds.
  package var patienceSeconds = 900.0
  /// Pause after status 429 where the answer does not say how long, in seconds.
  package var rateLimitPauseSeconds = 60.0
  /// First and longest pause between two questions how a job stands, in seconds.
  package var pollingSeconds = 0.05...10.0

  package init() {}
}
