/// Trains a total-variability matrix by expectation–maximisation from a seeded random start.
struct TotalVariabilityTraining {
  var rank: Int
  var iterations: Int
  var tasks: Int
  var seed: UInt64

  /// Recordings are dealt to this many sums, whatever the number of tasks, and the sums merged in order.
  private static let shards = 8
  /// Recordings in one set of matrix products.
  private static let batchLength = 96
  /// Iterations that turn a random start into a rough model, for which every few recordings are enough: as many at
  /// least as ``roughRecordingsPerDimension`` says.
  private static let roughIterations = 2
  private static let roughStride = 4
  private static let roughRecordingsPerDimension = 20

  /// The model of a view.
  ///
  /// - Parameters:
  ///   - recordings: pieces of each recording.
  ///   - components: C.
  ///   - dimension: D.
  ///   - progress: called after each iteration with its number and the objective a recording.
  /// - Returns: the model of the view.
  /// - Throws: ``NumericsError`` where there is less data than parameters, or `CancellationError`.
  func train(
    on recordings: [[PieceStatistics]], components: Int, dimension: Int, progress: (Int, Double) -> Void
  ) async throws -> TotalVariabilityModel {
    let estimator = TotalVariabilityEstimator()
    var generator = SeededGenerator(seed: seed)
    var model = estimator.initialModel(
      components: components, dimension: dimension, rank: rank, using: &generator)
    let sparse = stride(from: 0, to: recordings.count, by: Self.roughStride).map { recordings[$0] }
    let isEnough = sparse.count >= rank * Self.roughRecordingsPerDimension
    for iteration in 1...iterations {
      let current = model
      let recordings = iteration <= Self.roughIterations && isEnough ? sparse : recordings
      let parts = try await ConcurrentMap.map(Self.shards(of: recordings.count), tasks: tasks) { shard in
        var statistics = TotalVariabilityStatistics(
          components: components, dimension: dimension, rank: current.rank)
        for start in stride(from: shard.lowerBound, to: shard.upperBound, by: Self.batchLength) {
          let end = min(start + Self.batchLength, shard.upperBound)
          try statistics.accumulate(recordings[start..<end].map { PieceStatistics.sum($0) }, under: current)
        }
        return statistics
      }
      var sum = TotalVariabilityStatistics(components: components, dimension: dimension, rank: rank)
      for part in parts { sum.merge(part) }
      model = try estimator.estimate(sum, components: components)
      progress(iteration, sum.objective / Double(max(sum.recordings, 1)))
    }
    return model
  }

  private static func shards(of count: Int) -> [Range<Int>] {
    let length = max((count + shards - 1) / shards, 1)
    return stride(from: 0, to: count, by: length).map { $0..<min($0 + length, count) }
  }
}
