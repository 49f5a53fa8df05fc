/// Trains a mixture by splitting and expectation–maximisation.
struct MixtureTraining {
  var components: Int
  var iterations: Int
  var tasks: Int
  var seed: UInt64

  /// Frames that one task accumulates before its statistics are merged: fixed, so that the sum does not depend
  /// on how many tasks there are.
  private static let shardLength = 25_000

  /// The mixture of a view.
  ///
  /// - Parameters:
  ///   - features: frames × D.
  ///   - progress: called after each iteration with its number, the number of all, and the log-likelihood a frame.
  /// - Returns: the mixture of the view.
  /// - Throws: ``TrainingError/tooLittleData(_:)`` or `CancellationError`.
  func train(
    on features: Matrix<Float>, progress: (Int, Int, Double) -> Void
  ) async throws -> GaussianMixture {
    guard features.rows >= 10 * components else {
      throw TrainingError.tooLittleData("\(features.rows) frames of speech for \(components) components")
    }
    let shards = stride(from: 0, to: features.rows, by: Self.shardLength).map { start in
      features.rows(start..<min(start + Self.shardLength, features.rows))
    }
    let estimator = MixtureEstimator()
    var generator = SeededGenerator(seed: seed)
    var mixture = estimator.singleGaussian(of: features)
    var sizes: [Int] = []
    while (sizes.last ?? 1) < components { sizes.append(min(2 * (sizes.last ?? 1), components)) }
    let total = iterations * (sizes.count + 3)
    var done = 0
    for size in sizes {
      mixture = estimator.split(mixture, into: size, using: &generator)
      for _ in 0..<(size == components ? 4 * iterations : iterations) {
        let statistics = try await gather(shards, under: mixture)
        mixture = estimator.estimate(statistics, current: mixture)
        done += 1
        progress(done, total, statistics.averageLogLikelihood)
      }
    }
    return mixture
  }

  private func gather(_ shards: [Matrix<Float>], under mixture: GaussianMixture) async throws
    -> MixtureStatistics
  {
    let parts = try await ConcurrentMap.map(
      shards, tasks: tasks, makeState: { PosteriorComputer(mixture: mixture) }
    ) { computer, shard, _ in
      var statistics = MixtureStatistics(components: mixture.components, dimension: mixture.dimension)
      statistics.accumulate(shard, with: &computer)
      return statistics
    }
    var sum = MixtureStatistics(components: mixture.components, dimension: mixture.dimension)
    for part in parts { sum.merge(part) }
    return sum
  }
}
