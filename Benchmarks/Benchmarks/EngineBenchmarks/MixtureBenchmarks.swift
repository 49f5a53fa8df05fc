import Benchmark
import VoicePrint

/// Posteriors and statistics under the model's mixture and one of twice its size, beside the products that they would
/// be with all components.
func mixtureBenchmarks(_ model: VoiceModel) {
  let (frames, block, small) = (20_480, 256, model.views[0].mixture)
  var generator = SeededGenerator(seed: 1)
  for mixture in [small, MixtureEstimator().split(small, into: 2 * small.components, using: &generator)] {
    let (components, dimension) = (mixture.components, mixture.dimension)
    let features = Material.frames(frames, of: mixture)
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
