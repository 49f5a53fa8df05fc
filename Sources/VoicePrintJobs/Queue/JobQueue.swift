internal import Foundation
package import VoicePrintStore

/// Why a job was not accepted.
package enum JobSubmissionError: Error {
  /// There are too many unfinished ones.
  case full(limit: Int, retryAfterSeconds: Int)
  /// The request cannot be carried out.
  case refused(JobFailure)
  /// The store failed.
  case store(StoreError)
}

/// Takes jobs in and tells how they stand; a ``JobRunner`` works on them.
package struct JobQueue: Sendable {
  /// The limits.
  package let options: JobOptions
  /// Where recordings may be fetched and ends of jobs told as long as no client is registered.
  private let targets: AllowedTargets
  let store: EnrollmentStore
  let threads: WorkThreads
  let wakeup = Wakeup()

  /// A queue in a store.
  ///
  /// - Parameters:
  ///   - store: keeps the jobs.
  ///   - threads: for what waits for the disk.
  ///   - targets: where recordings may be fetched and ends of jobs told; from the first registered client on, this
  ///     machine is closed but for the ports that were named.
  ///   - options: the limits.
  package init(
    store: EnrollmentStore, threads: WorkThreads, targets: AllowedTargets, options: JobOptions = JobOptions()
  ) {
    (self.store, self.threads, self.targets, self.options) = (store, threads, targets, options)
  }

  /// Takes a job in: it is on disk when this returns.
  ///
  /// - Parameters:
  ///   - request: what is asked.
  ///   - webhook: where to tell its end.
  ///   - requestID: names the request in that telling.
  ///   - account: the owner.
  /// - Returns: the job's id.
  /// - Throws: ``JobSubmissionError``; then no trace of the job is left.
  package func submit(
    _ request: JobRequest, webhook: String?, requestID: String, account: AccountID
  ) async throws(JobSubmissionError) -> JobID {
    let targets: AllowedTargets
    do {
      targets = try await reachable()
    } catch let error as StoreError {
      throw .store(error)
    } catch {
      throw .refused(.internal("the job cannot be taken in: \(error)"))
    }
    if case .uri(let uri) = request.audio { try check(uri, targets, as: "contentUri", allowsFiles: true) }
    if let webhook { try check(webhook, targets, as: "webhook", allowsFiles: false) }
    let callback = webhook.map { JobCallback(url: $0, requestID: requestID) }
    guard let record = try await accept(request, callback: callback, account: account) else {
      throw .full(limit: options.queueLimit, retryAfterSeconds: options.retryAfterSeconds)
    }
    wakeup.call()
    return record.id
  }

  private func accept(
    _ request: JobRequest, callback: JobCallback?, account: AccountID
  ) async throws(JobSubmissionError) -> JobRecord? {
    do {
      return try await threads.run {
        try store.acceptJob(
          request.kind, request: try request.bytes, callback: try callback?.bytes, account: account,
          limit: options.queueLimit)
      }
    } catch let error as StoreError {
      throw .store(error)
    } catch {
      throw .refused(.internal("the request cannot be kept: \(error)"))
    }
  }

  /// What is known of a job; nil where the account has no such job or has it no longer.
  ///
  /// - Throws: ``StoreError``.
  package func status(of id: JobID, account: AccountID) async throws -> JobStatus? {
    try await threads.run { try store.job(id, account: account).map { try JobStatus($0) } }
  }

  /// How many jobs there are of each kind of unfinished business.
  ///
  /// - Throws: ``StoreError``.
  package func counts() async throws -> JobCounts { try await threads.run { try store.jobCounts } }

  /// Where recordings may be fetched and ends of jobs told now: a client that was registered since a job was accepted
  /// counts too.
  ///
  /// - Throws: ``StoreError``.
  func reachable() async throws -> AllowedTargets {
    try await threads.run { try store.hasClients } ? targets.closingThisMachine : targets
  }

  private func check(
    _ text: String, _ targets: AllowedTargets, as parameter: String, allowsFiles: Bool
  ) throws(JobSubmissionError) {
    do throws(TargetRefusal) {
      let target = try targets.target(text)
      if case .file = target, !allowsFiles { throw .unsupportedScheme("file") }
    } catch {
      let refusal = error == .file && !allowsFiles ? TargetRefusal.unsupportedScheme("file") : error
      throw .refused(.invalid(parameter, refusal.message(for: parameter)))
    }
  }
}
