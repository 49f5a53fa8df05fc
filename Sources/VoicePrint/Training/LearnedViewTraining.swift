internal import RealModule

/// What follows a network in training: one spherical Gaussian over the embeddings of windows, and their principal directions
/// as the total-variability matrix, so that a signature is their mean less that of all, in these directions.
struct LearnedViewTraining {
  /// The network whose embeddings they are.
  let network: RecurrentNetwork
  /// Sizes and choices, with a learned view.
  let options: TrainingOptions

  /// What is estimated.
  typealias Models = (mixture: GaussianMixture, totalVariability: TotalVariabilityModel)

  /// The models, from every second recording, in one kind of copy after another.
  ///
  /// - Throws: ``NumericsError``, or `CancellationError`.
  func train(
    on recordings: TrainingRecordings, progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Models {
    let (options, network) = (options, network)
    let sampled = Array(stride(from: 0, to: recordings.utterances.count, by: 2))
    let embeddings = try await ConcurrentMap.map(
      sampled, tasks: options.tasks, progress: { progress(Double($0) / Double(sampled.count)) },
      makeState: { FrontEnd(options: options.frontEnd, network: network) }
    ) { frontEnd, index, position in
      let kind = options.copies[position % options.copies.count]
      let copy = try recordings.copy(
        TrainingCopy(kind: kind, speed: 0), of: recordings.waveform(index), index: index)
      return frontEnd.features(of: copy).learned?.embeddings ?? Matrix(rows: 0, columns: network.dimension)
    }
    return try models(
      of: Matrix(
        rows: embeddings.reduce(0) { $0 + $1.rows }, columns: network.dimension,
        elements: embeddings.flatMap(\.elements)))
  }

  /// The models of embeddings; windows × E.
  ///
  /// - Throws: ``NumericsError``.
  func models(of embeddings: Matrix<Float>) throws(NumericsError) -> Models {
    let count = Double(max(embeddings.rows, 1))
    var centred = embeddings.converted(to: Double.self)
    let dimension = centred.columns
    var mean = [Double](repeating: 0, count: dimension)
    for row in 0..<centred.rows { mean.add(Array(centred.row(row)), scaledBy: 1 / count) }
    for row in 0..<centred.rows { for d in mean.indices { centred[row, d] -= mean[d] } }
    let principal = try SymmetricEigendecomposition(1 / count * centred.gram())
    let variance = max(principal.values.reduce(0, +) / Double(dimension), .leastNormalMagnitude)
    let mixture = GaussianMixture(
      weights: [1], means: Matrix(rows: [mean.map(Float.init)]),
      variances: Matrix(rows: 1, columns: dimension, repeating: Float(variance)))
    // Statistics count frames; the frames of a window say one thing together.
    let scale = 1 / Double.sqrt(Double(max(options.frontEnd.windowFrames, 1)))
    var loadings = Matrix<Float>(rows: dimension, columns: min(options.learnedRank, dimension))
    for r in 0..<loadings.columns {
      for d in mean.indices { loadings[d, r] = Float(scale * principal.vectors[r, d]) }
    }
    return (mixture, TotalVariabilityModel(components: 1, loadings: loadings))
  }
}
