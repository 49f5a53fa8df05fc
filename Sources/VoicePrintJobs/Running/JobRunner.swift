internal import Foundation
package import Logging
internal import ServiceLifecycle
internal import VoicePrintStore

/// Works on the jobs of a queue, tells their ends, and forgets those of last week.
///
/// One process at a time does so for a store. Jobs that were running when a process was killed are begun anew, so
/// often as the options say. When the server is to stop, running jobs have a little time left; those that are not
/// finished by then go back into the queue.
package struct JobRunner: Service {
  private let queue: JobQueue
  private let analysis: RecordingAnalysis
  private let resolver: HostResolver
  private let webhooks: WebhookService
  private let logger: Logger

  /// How long to wait for the process before, in seconds: it may be about to end.
  private static let lockPatience = 10.0
  /// How often old jobs are looked for, in seconds.
  private static let purgeSeconds = 3_600.0

  /// A runner for a queue.
  ///
  /// - Parameters:
  ///   - queue: where jobs are.
  ///   - analysis: what is done with a recording.
  ///   - resolver: finds the addresses of hosts.
  ///   - logger: hears of jobs by their ids, and of the hosts that recordings could not be fetched from.
  package init(
    queue: JobQueue, analysis: RecordingAnalysis, resolver: HostResolver = .system, logger: Logger
  ) {
    (self.queue, self.analysis, self.resolver, self.logger) = (queue, analysis, resolver, logger)
    let options = queue.options
    webhooks = WebhookService(
      store: queue.store, threads: queue.threads,
      sender: WebhookSender(
        targets: { try await queue.reachable() }, resolver: resolver,
        timeoutSeconds: options.webhooks.timeoutSeconds),
      options: options.webhooks, logger: logger, wakeup: Wakeup())
  }

  package func run() async throws {
    let store = queue.store
    let lock = try await queue.threads.run { try JobLock(store.location, patience: Self.lockPatience) }
    defer { withExtendedLifetime(lock) {} }
    let interrupted = try await queue.threads.run { try store.recoverJobs() }
    if interrupted > 0 { logger.notice("jobs begun anew", metadata: ["count": "\(interrupted)"]) }
    let threads = WorkThreads("job", count: queue.options.concurrency, priority: .low)
    defer { threads.stop() }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await webhooks.run() }
      group.addTask { await purge() }
      await withTaskCancellationOrGracefulShutdownHandler {
        await work(on: threads)
      } onCancelOrGracefulShutdown: {
        queue.wakeup.end()
      }
      // What is being told is told to its end, which comes soon.
      webhooks.wakeup.end()
      await group.next()
      group.cancelAll()
    }
  }

  // MARK: Handing out

  /// Hands out jobs until the queue's calls end, then waits for those that run, but not for long.
  private func work(on threads: WorkThreads) async {
    let running = Shared(0)
    await withDiscardingTaskGroup { group in
      queue.wakeup.call()
      for await _ in queue.wakeup.calls {
        while running.value < queue.options.concurrency, let job = await claim() {
          running.change { $0 += 1 }
          group.addTask {
            await work(on: job, threads)
            running.change { $0 -= 1 }
            queue.wakeup.call()
          }
        }
      }
      let end = ContinuousClock.now + .seconds(queue.options.shutdownGraceSeconds)
      while running.value > 0, ContinuousClock.now < end, !Task.isCancelled {
        try? await Task.sleep(for: .milliseconds(20))
      }
      group.cancelAll()
    }
  }

  private func claim() async -> ClaimedJob? {
    let unreadable = JobResponse.errors([.internal("the job's request cannot be read")]).bytes
    do {
      return try await queue.threads.run { try queue.store.claimJob(unreadable: unreadable) }
    } catch {
      logger.error("no job can be begun", metadata: ["reason": "\(error)"])
      Task {
        try await Task.sleep(for: .seconds(1))
        queue.wakeup.call()
      }
      return nil
    }
  }

  // MARK: One job

  private func work(on job: ClaimedJob, _ threads: WorkThreads) async {
    var logger = logger
    logger[metadataKey: "job"] = "\(job.record.id)"
    let began = ContinuousClock.now
    do {
      let response = try await response(to: job, threads)
      try await finish(job, response)
      let seconds = began.duration(to: .now) / .seconds(1)
      logger.info(
        "job ended",
        metadata: [
          "kind": "\(job.record.kind)", "state": "\(response.state)",
          "seconds": "\((seconds * 100).rounded() / 100)",
        ])
    } catch is CancellationError {
      await putBack(job, countsAttempt: false, logger)
    } catch {
      logger.error("the job is put back", metadata: ["reason": "\(error)"])
      try? await Task.sleep(for: .seconds(job.record.attempts))
      await putBack(job, countsAttempt: true, logger)
    }
  }

  /// What a job ends with.
  ///
  /// - Throws: `CancellationError`; ``StoreError`` where the store failed, and not the job.
  private func response(to job: ClaimedJob, _ threads: WorkThreads) async throws -> JobResponse {
    let attempts = job.record.attempts
    guard attempts <= queue.options.maximumAttempts else {
      return .errors([
        .internal("the job was begun \(attempts - 1) times and never came to its end; submit it again")
      ])
    }
    do {
      let request = try JobRequest(kind: job.record.kind, bytes: job.request)
      let bytes =
        switch request.audio {
        case .content(let bytes): bytes
        case .uri(let uri): try await fetched(uri)
        }
      return .result(
        try await threads.run { try analysis.result(of: request, audio: bytes, account: job.record.account) })
    } catch let failure as JobFailure {
      return .errors([failure])
    } catch let error as FetchError {
      logger.notice(
        "a recording was not fetched", metadata: ["job": "\(job.record.id)", "reason": "\(error)"])
      return .errors([.invalid("contentUri", error.message(for: "contentUri"))])
    } catch StoreError.altered(let what) {
      logger.error("a speaker cannot be read", metadata: ["reason": "\(what)"])
      return .errors([.internal("an enrolled speaker's record cannot be read")])
    } catch let error where error is CancellationError || error is StoreError {
      throw error
    } catch {
      logger.error("a job failed", metadata: ["job": "\(job.record.id)", "reason": "\(error)"])
      return .errors([.internal("the job cannot be carried out")])
    }
  }

  private func fetched(_ uri: String) async throws -> [UInt8] {
    try await ContentFetcher(
      targets: try await queue.reachable(), options: queue.options.fetching, resolver: resolver
    ).bytes(of: uri)
  }

  private func finish(_ job: ClaimedJob, _ response: JobResponse) async throws {
    try await queue.threads.run {
      _ = try queue.store.finishJob(job.record.id, response.state, response: response.bytes)
    }
    webhooks.wakeup.call()
  }

  private func putBack(_ job: ClaimedJob, countsAttempt: Bool, _ logger: Logger) async {
    do {
      try await queue.threads.run {
        try queue.store.releaseJob(job.record.id, countsAttempt: countsAttempt)
      }
    } catch {
      // It stays marked as running, and is begun anew after the next start.
      logger.error("the job cannot be put back", metadata: ["reason": "\(error)"])
    }
  }

  // MARK: Forgetting

  /// Forgets what is older than a job's lifetime, and has SQLite's log forget the audio of finished jobs.
  private func purge() async {
    while !Task.isCancelled {
      do {
        try await queue.threads.run {
          try queue.store.purgeJobs()
          queue.store.erase()
        }
      } catch {
        logger.error("old jobs cannot be removed", metadata: ["reason": "\(error)"])
      }
      try? await Task.sleep(for: .seconds(Self.purgeSeconds))
    }
  }
}
