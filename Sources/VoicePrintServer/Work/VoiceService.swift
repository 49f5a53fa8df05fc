internal import Foundation
internal import Synchronization
package import VoicePrint
package import VoicePrintStore

/// The model, the store and the threads that work with them: one for the life of a server.
package final class VoiceService: Sendable {
  /// The model.
  package let model: VoiceModel
  /// The store.
  package let store: EnrollmentStore
  /// Turns of the speakers whose enrollments are being changed.
  let turns = Turns<SpeakerKey>()
  private let analysis: WorkLine
  private let reading: WorkLine
  private let writing: WorkLine
  private let extractors = ExtractorShelf()

  package init(model: VoiceModel, store: EnrollmentStore, limits: RequestLimits) {
    self.model = model
    self.store = store
    analysis = WorkLine(
      "analysis", threads: limits.concurrentAnalyses ?? ProcessInfo.processInfo.activeProcessorCount,
      capacity: limits.waitingAnalyses)
    // SQLite has one writer and many readers; reading takes well below a millisecond.
    reading = WorkLine("reading", threads: 4, capacity: 16 * limits.waitingAnalyses)
    writing = WorkLine("writing", threads: 1, capacity: 16 * limits.waitingAnalyses)
  }

  /// How many wait for an analysis.
  package var waitingAnalyses: Int { analysis.waiting }

  /// Computes with an extractor of the model.
  ///
  /// - Parameters:
  ///   - deadline: until when it must have begun.
  ///   - goesAhead: whether it is the rest of work that has waited already.
  ///   - body: the work.
  /// - Returns: what the closure returns.
  /// - Throws: ``ServerError/busy(retryAfter:)``, or what the closure throws.
  package func analyzing<Value: Sendable>(
    by deadline: ContinuousClock.Instant, goesAhead: Bool = false,
    _ body: @escaping @Sendable (inout SignatureExtractor) throws -> Value
  ) async throws -> Value {
    try await analysis.run(by: deadline, goesAhead: goesAhead) { [extractors, model] in
      let extractor = extractors.take(for: model)
      defer { extractors.putBack(extractor) }
      return try extractor.use(body)
    }
  }

  /// Reads the store.
  package func reading<Value: Sendable>(
    by deadline: ContinuousClock.Instant, _ body: @escaping @Sendable (EnrollmentStore) throws -> Value
  ) async throws -> Value {
    try await reading.run(by: deadline) { [store] in try body(store) }
  }

  /// Changes the store; where a caller is named, its log names that one too.
  package func writing<Value: Sendable>(
    by deadline: ContinuousClock.Instant, for caller: Caller? = nil,
    _ body: @escaping @Sendable (EnrollmentStore) throws -> Value
  ) async throws -> Value {
    let store = caller.map { self.store.acting(as: $0.actor) } ?? self.store
    return try await writing.run(by: deadline) { try body(store) }
  }
}

/// Extractors that are not in use: making one costs a few milliseconds and megabytes.
private final class ExtractorShelf: Sendable {
  /// An extractor that one thread at a time works with.
  final class Extractor: Sendable {
    private let extractor: Mutex<SignatureExtractor>

    init(model: VoiceModel) { extractor = Mutex(SignatureExtractor(model: model)) }

    func use<Value: Sendable>(_ body: (inout SignatureExtractor) throws -> Value) throws -> Value {
      try extractor.withLock { try body(&$0) }
    }
  }

  private let shelf = Mutex<[Extractor]>([])

  func take(for model: VoiceModel) -> Extractor {
    shelf.withLock { $0.popLast() } ?? Extractor(model: model)
  }

  func putBack(_ extractor: Extractor) { shelf.withLock { $0.append(extractor) } }
}
