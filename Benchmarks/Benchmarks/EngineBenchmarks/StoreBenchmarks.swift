import Benchmark
import Foundation
import VoicePrint
import VoicePrintStore

/// Changing and reading a store. VOICEPRINT_BENCH_STORE says how many are enrolled in it (10,000; enrolling 100,000 takes
/// minutes).
func storeBenchmarks(_ model: VoiceModel) {
  let count = ProcessInfo.processInfo.environment["VOICEPRINT_BENCH_STORE"].flatMap { Int($0) } ?? 10_000
  let once = Benchmark.Configuration(maxDuration: .seconds(30), maxIterations: 7)
  Benchmark("store: an index from \(count) enrollments", configuration: once) { benchmark in
    let store = try FilledStore.of(count, model)
    benchmark.startMeasurement()
    let index = IdentificationIndex(model: model)
    try store.visitSignatures(includePartial: true) { stored in
      if let signature = VoiceSignature(bytes: stored.bytes) { index.insert(signature, for: stored.speaker) }
    }
    blackHole(index.count)
  } setup: {
    _ = try FilledStore.of(count, model)
  }
  Benchmark("store: enrolling 100 speakers", configuration: once) { benchmark in
    let store = try FilledStore.empty()
    benchmark.startMeasurement()
    for number in 0..<100 { try FilledStore.enroll(number, in: store, model) }
    benchmark.stopMeasurement()
    try store.close()
    try FileManager.default.removeItem(
      atPath: URL(fileURLWithPath: store.location.databasePath).deletingLastPathComponent().path)
  }
}

/// Stores with made-up enrollments.
private enum FilledStore {
  nonisolated(unsafe) private static var kept: (count: Int, store: EnrollmentStore)?

  static func empty() throws -> EnrollmentStore {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("voiceprint-bench-\(UUID())")
      .path
    return try EnrollmentStore(StoreLocation(path: folder, environment: [:]))
  }

  static func of(_ count: Int, _ model: VoiceModel) throws -> EnrollmentStore {
    if let kept, kept.count == count { return kept.store }
    let store = try empty()
    for number in 0..<count { try enroll(number, in: store, model) }
    kept = (count, store)
    return store
  }

  static func enroll(_ number: Int, in store: EnrollmentStore, _ model: VoiceModel) throws {
    let signature = Material.signature(model, seed: UInt64(number))
    let statistics = model.views.map { view in
      SignatureStatistics(
        occupancies: Array(repeating: 1, count: view.totalVariability.components),
        linear: Array(repeating: 1, count: view.totalVariability.rank))
    }
    let sample = EnrollmentSample(
      digest: ContentDigest(of: Array("\(number)".utf8)), audioDuration: 20, speechDuration: 15,
      measurements: SampleMeasurements(
        signalToNoiseRatio: 30, speechLevel: -20, clippedFraction: 0, bandwidth: 8000,
        sourceSampleRate: 16_000),
      statistics: statistics, firstOrder: nil)
    let speaker = Material.speaker(number)
    try store.enroll(
      speaker, samples: [sample],
      model: ModelReference(identity: model.identity, statistics: model.statisticsIdentity)
    ) { EnrollmentSummary(status: EnrollmentStatus($0, quality: .good), signature: signature.bytes) }
  }
}
