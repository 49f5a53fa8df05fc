import VoicePrint

/// The posterior of a signature by its formula in double precision.
struct TotalVariabilityOracle {
  let mean: [Double]
  let covariance: Matrix<Double>
  /// ½(bᵀw − ln|L|).
  let objective: Double

  init(_ model: TotalVariabilityModel, _ statistics: BaumWelchStatistics) {
    let (rank, dimension) = (model.rank, model.dimension)
    var precision = Matrix<Double>.identity(rank)
    var linear = [Double](repeating: 0, count: rank)
    for c in 0..<model.components {
      for d in 0..<dimension {
        let row = model.loadings.row(c * dimension + d).map(Double.init)
        for i in 0..<rank {
          linear[i] += row[i] * Double(statistics.first[c, d])
          for j in 0..<rank { precision[i, j] += Double(statistics.occupancies[c]) * row[i] * row[j] }
        }
      }
    }
    let (inverse, logDeterminant) = Naive.inverted(precision)
    covariance = inverse
    mean = Naive.times(inverse, linear)
    objective = 0.5 * (zip(linear, mean).reduce(0) { $0 + $1.0 * $1.1 } - logDeterminant)
  }

  /// E[w wᵀ], its upper triangle row after row.
  var packedMoment: [Double] {
    mean.indices.flatMap { i in
      (i..<mean.count).map { j in covariance[i, j] + mean[i] * mean[j] }
    }
  }
}

extension TotalVariabilityModel {
  static func random(
    components: Int, dimension: Int, rank: Int, deviation: Double = 0.3,
    using generator: inout SeededGenerator
  ) -> TotalVariabilityModel {
    let loadings = generator.matrix(components * dimension, rank, deviation: deviation)
    return TotalVariabilityModel(components: components, loadings: loadings.converted(to: Float.self))
  }

  /// Statistics of recordings drawn from the model: w ~ N(0, I), F_c ~ N(N_c T_c w, N_c I).
  func draw(
    _ recordings: Int, occupancy: ClosedRange<Double>, using generator: inout SeededGenerator
  ) -> [BaumWelchStatistics] {
    (0..<recordings).map { _ in
      let signature = generator.gaussians(rank)
      let occupancies = (0..<components).map { _ in Float(generator.uniform(in: occupancy)) }
      var first = Matrix<Float>(rows: components, columns: dimension)
      for c in 0..<components {
        for d in 0..<dimension {
          let offset = zip(loadings.row(c * dimension + d), signature).reduce(0) { $0 + Double($1.0) * $1.1 }
          let count = Double(occupancies[c])
          first[c, d] = Float(count * offset + count.squareRoot() * generator.gaussian())
        }
      }
      return BaumWelchStatistics(occupancies: occupancies, first: first)
    }
  }
}
