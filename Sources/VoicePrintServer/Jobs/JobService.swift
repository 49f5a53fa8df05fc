package import Logging
internal import Metrics
package import VoicePrint
package import VoicePrintJobs
package import VoicePrintStore

/// The queue of jobs, what works on it, and what answers at once in the same way: one for the life of a server.
package struct JobService: Sendable {
  /// Takes jobs in.
  package let queue: JobQueue
  /// Works on them.
  package let runner: JobRunner
  /// Answers at once.
  package let synchronous: RecordingAnalysis

  package init(store: EnrollmentStore, model: VoiceModel, options: ServerOptions, logger: Logger) {
    let jobs = options.jobs.options
    let targets = options.isLoopback ? options.jobs.targets : options.jobs.targets.closingThisMachine
    queue = JobQueue(
      store: store, threads: WorkThreads("job store", count: 2), targets: targets, options: jobs)
    func analysis(_ duration: Double) -> RecordingAnalysis {
      RecordingAnalysis(
        store: store, model: model, analyzer: DiarizingAnalyzer(model: model),
        maximumDurationSeconds: duration)
    }
    runner = JobRunner(queue: queue, analysis: analysis(jobs.maximumDurationSeconds), logger: logger)
    synchronous = analysis(options.limits.longestTestSeconds + options.limits.sampleSlackSeconds)
  }
}

extension JobCounts {
  /// Writes down how many jobs there are.
  func write(to factory: any MetricsFactory) {
    for (name, count) in [("waiting", waiting), ("running", running), ("undelivered", undelivered)] {
      Meter(label: "voiceprint_jobs_\(name)", factory: factory).set(count)
    }
  }
}
