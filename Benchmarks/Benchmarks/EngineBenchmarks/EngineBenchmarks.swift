import Benchmark
import VoicePrint

// Times on a shared machine wander; ratios to the reference do not. Every figure is read against it.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuTotal, .peakMemoryResident],
    scalingFactor: .one,
    maxDuration: .seconds(3))

  // The product that evaluates a mixture of 512 components on 10 s of speech: 1000 frames of 60 coefficients.
  var generator = SeededGenerator(seed: 1)
  let frames = uniformMatrix(rows: 1000, columns: 60, using: &generator)
  let components = uniformMatrix(rows: 60, columns: 512, using: &generator)
  Benchmark("reference-sgemm-1000x60x512") { benchmark in
    for _ in benchmark.scaledIterations {
      blackHole(Matrix.product(frames, components))
    }
  }
}

private func uniformMatrix(
  rows: Int, columns: Int, using generator: inout SeededGenerator
) -> Matrix<Float> {
  let elements = (0..<rows * columns).map { _ in Float.random(in: -1...1, using: &generator) }
  return Matrix(rows: rows, columns: columns, elements: elements)
}
