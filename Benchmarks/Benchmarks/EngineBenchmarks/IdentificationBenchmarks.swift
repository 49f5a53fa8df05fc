import Benchmark
import Foundation
import VoicePrint

/// Ranking many, beside reading them once.
func identificationBenchmarks(_ model: VoiceModel) {
  let test = Material.signature(model, seed: 0)
  for count in [10_000, 1_000_000] {
    Benchmark(
      "identification: best 10 of \(count)",
      configuration: .init(maxDuration: .seconds(10), maxIterations: 20)
    ) { benchmark in
      blackHole(benchmark.scaledIterations)
      blackHole(Enrolled.index(of: count, model).ranking(of: test, best: 10))
    } setup: {
      _ = Enrolled.index(of: count, model)
    }
  }
  let width = model.views.reduce(0) { $0 + $1.backEnd.plda.betweenVariances.count }
  Benchmark(
    "reference: reading as many numbers as 1000000 have",
    configuration: .init(maxDuration: .seconds(10), maxIterations: 20)
  ) { benchmark in
    benchmark.startMeasurement()
    blackHole(Reference.isRead(rows: 1_000_000, width))
  } setup: {
    _ = Reference.isRead(rows: 1_000_000, width)
  }
}

/// Numbers that are made once.
private enum Reference {
  nonisolated(unsafe) private static var kept: [Float] = []

  /// Reads all numbers, looking for a byte that is in none of them.
  static func isRead(rows: Int, _ columns: Int) -> Bool {
    if kept.isEmpty { kept = Array(repeating: 0.5, count: rows * columns) }
    return unsafe kept.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return false }
      return unsafe memchr(base, 0xFF, bytes.count) == nil
    }
  }
}

/// Indexes that are filled once.
private enum Enrolled {
  nonisolated(unsafe) private static var indexes: [Int: IdentificationIndex] = [:]

  static func index(of count: Int, _ model: VoiceModel) -> IdentificationIndex {
    if let index = indexes[count] { return index }
    let index = IdentificationIndex(model: model)
    for number in 0..<count {
      index.insert(Material.signature(model, seed: UInt64(number)), for: Material.speaker(number))
    }
    indexes[count] = index
    return index
  }
}
