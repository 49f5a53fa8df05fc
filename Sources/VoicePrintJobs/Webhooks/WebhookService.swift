internal import Foundation
internal import Logging
internal import VoicePrintStore

/// Tells the ends of jobs: each at least once, some again where the process was killed in between, and those that
/// nobody hears so often as the options say.
struct WebhookService {
  let store: EnrollmentStore
  let threads: WorkThreads
  let sender: WebhookSender
  let options: WebhookOptions
  let logger: Logger
  /// Called when a job is finished.
  let wakeup: Wakeup

  /// Runs until the wakeup is ended or the task cancelled; deliveries under way are then finished.
  func run() async {
    let underWay = Shared(Set<JobID>())
    var timer: Task<Void, any Error>?
    await withDiscardingTaskGroup { group in
      wakeup.call()
      for await _ in wakeup.calls {
        let busy = underWay.value
        let due = await onThreads {
          try store.dueDeliveries(at: Date(), limit: options.concurrency - busy.count, except: busy)
        }
        for delivery in due ?? [] {
          underWay.change { $0.insert(delivery.record.id) }
          group.addTask {
            await tell(delivery)
            underWay.change { $0.remove(delivery.record.id) }
            wakeup.call()
          }
        }
        timer?.cancel()
        timer = await nextCall(except: underWay.value)
      }
    }
    timer?.cancel()
  }

  /// Calls again when the next delivery is due, unless all who could make it are busy and will call then.
  private func nextCall(except busy: Set<JobID>) async -> Task<Void, any Error>? {
    guard busy.count < options.concurrency else { return nil }
    // Where the store failed, it is asked again soon.
    var seconds = 1.0
    if let next = await onThreads({ try store.nextDelivery(except: busy) }) {
      guard let next else { return nil }
      seconds = max(0.01, next.timeIntervalSinceNow)
    }
    return Task {
      try await Task.sleep(for: .seconds(seconds))
      wakeup.call()
    }
  }

  private func tell(_ delivery: DueDelivery) async {
    let id = delivery.record.id
    var logger = logger
    logger[metadataKey: "job"] = "\(id)"
    do {
      let callback = try JobCallback(bytes: delivery.callback)
      try await sender.send(JobStatus(delivery.record).json, to: callback)
      logger.debug("webhook delivered")
      _ = await onThreads { try store.endDelivery(of: id) }
    } catch is CancellationError {
      // It stays due.
    } catch {
      await retry(delivery, after: error, logger)
    }
  }

  private func retry(_ delivery: DueDelivery, after error: any Error, _ logger: Logger) async {
    let id = delivery.record.id
    // What is refused now, and what cannot be read, is not better later; a store that is busy is.
    let isFinal = error is FetchError ? !Self.mayChange(error) : !(error is StoreError)
    guard !isFinal, delivery.attempts < options.retryPausesSeconds.count else {
      logger.warning(
        "webhook given up", metadata: ["attempts": "\(delivery.attempts + 1)", "reason": "\(error)"])
      _ = await onThreads { try store.endDelivery(of: id) }
      return
    }
    let pause = options.retryPausesSeconds[delivery.attempts]
    logger.info(
      "webhook failed", metadata: ["attempt": "\(delivery.attempts + 1)", "again in": "\(pause) s"])
    _ = await onThreads { try store.postponeDelivery(of: id, until: Date().addingTimeInterval(pause)) }
  }

  /// Receivers come back and change their answers; where nobody may be sent stays so until a restart.
  private static func mayChange(_ error: any Error) -> Bool {
    if case .refused = error as? FetchError { return false }
    return true
  }

  /// What the store says; nil where it failed, which is logged.
  private func onThreads<Value: Sendable>(_ body: @Sendable () throws -> Value) async -> Value? {
    do {
      return try await threads.run(body)
    } catch {
      logger.error("the store failed", metadata: ["reason": "\(error)"])
      return nil
    }
  }
}
