import Benchmark
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
    "reference: one product with as many numbers as 1000000 have",
    configuration: .init(maxDuration: .seconds(10), maxIterations: 20)
  ) { benchmark in
    let query = Array(repeating: Float(1), count: width)
    benchmark.startMeasurement()
    blackHole(Reference.numbers(rows: 1_000_000, width).times(query))
  } setup: {
    _ = Reference.numbers(rows: 1_000_000, width)
  }
}

/// A matrix that is made once.
private enum Reference {
  nonisolated(unsafe) private static var kept: Matrix<Float>?

  static func numbers(rows: Int, _ columns: Int) -> Matrix<Float> {
    if let kept { return kept }
    let made = Matrix(
      rows: rows, columns: columns, elements: Array(repeating: Float(0.5), count: rows * columns))
    kept = made
    return made
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
