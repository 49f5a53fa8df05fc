import Benchmark
import VoicePrint

/// Posteriors and statistics under a mixture, beside the products they consist of.
func mixtureBenchmarks() {
  let (frames, dimension, block) = (20_480, 60, 256)
  for components in [256, 512] {
    let features = Material.matrix(frames, dimension)
    let mixture = GaussianMixture(
      weights: Array(repeating: 1 / Float(components), count: components),
      means: Material.matrix(components, dimension, seed: 3),
      variances: Matrix(
        rows: components, columns: dimension, elements: Array(repeating: 1, count: components * dimension)))
    Benchmark("mixture: expectation step, C \(components), 20480 frames") { benchmark in
      var computer = PosteriorComputer(mixture: mixture)
      var statistics = MixtureStatistics(components: components, dimension: dimension)
      benchmark.startMeasurement()
      statistics.accumulate(features, with: &computer)
      blackHole(statistics.frames)
    }
    Benchmark("mixture: Baum–Welch statistics, C \(components), 20480 frames") { benchmark in
      var computer = PosteriorComputer(mixture: mixture)
      benchmark.startMeasurement()
      blackHole(BaumWelchStatistics(of: features, with: &computer))
    }
    Benchmark("reference: matrix products of the expectation step, C \(components)") { benchmark in
      let (extended, terms) = (
        Material.matrix(block, 2 * dimension), Material.matrix(components, 2 * dimension)
      )
      var posteriors = Matrix<Float>(rows: block, columns: components)
      var sums = Matrix<Float>(rows: components, columns: 2 * dimension)
      benchmark.startMeasurement()
      for _ in 0..<frames / block {
        posteriors.accumulate(extended, terms, transposingRight: true, overwriting: true)
        sums.accumulate(posteriors, extended, transposingLeft: true, overwriting: true)
      }
      blackHole(sums.rows)
    }
  }
}
