/// Additive statistics of vectors with speakers: what discriminants and PLDA are estimated from.
///
/// n vectors of dimension K in rows, speakers numbered from 0.
public struct ClassScatter: Sendable {
  /// Mean of all vectors; K numbers.
  public let mean: [Double]
  /// Mean of each speaker's vectors, zeros for a speaker without any; speakers × K.
  public let speakerMeans: Matrix<Double>
  /// Number of vectors of each speaker.
  public let counts: [Double]
  /// Covariance of vectors around their speaker's mean, unbiased; K × K.
  public let within: Matrix<Double>
  /// Covariance of the speakers' means around the mean of their group; K × K.
  public let between: Matrix<Double>

  /// Gathers the statistics.
  ///
  /// - Parameters:
  ///   - vectors: n × K.
  ///   - speakers: a number for each vector.
  ///   - groups: a number for each speaker, such as the corpus it comes from: what tells groups apart, a
  ///     microphone or a language, then does not count as a difference between speakers.
  public init(of vectors: Matrix<Double>, speakers: [Int], groups: [Int]) {
    let dimension = vectors.columns
    let speakerCount = groups.count
    precondition(
      vectors.rows == speakers.count && speakers.allSatisfy { $0 < speakerCount },
      "a speaker a vector, a group a speaker")
    var sums = Matrix<Double>(rows: speakerCount, columns: dimension)
    var counts = [Double](repeating: 0, count: speakerCount)
    var total = [Double](repeating: 0, count: dimension)
    for (i, speaker) in speakers.enumerated() {
      counts[speaker] += 1
      for d in 0..<dimension {
        let value = vectors.elements[i * dimension + d]
        sums.elements[speaker * dimension + d] += value
        total[d] += value
      }
    }
    let mean = total.map { $0 / Double(max(vectors.rows, 1)) }
    for s in 0..<speakerCount where counts[s] > 0 {
      for d in 0..<dimension { sums.elements[s * dimension + d] /= counts[s] }
    }
    var centred = vectors
    for (i, speaker) in speakers.enumerated() {
      for d in 0..<dimension {
        centred.elements[i * dimension + d] -= sums.elements[speaker * dimension + d]
      }
    }
    let present = counts.indices.filter { counts[$0] > 0 }
    within = 1 / Double(max(vectors.rows - present.count, 1)) * centred.gram()

    var (groupSums, groupCounts) = ([Int: [Double]](), [Int: Double]())
    for s in present {
      groupSums[groups[s], default: Array(repeating: 0, count: dimension)].add(Array(sums.row(s)))
      groupCounts[groups[s], default: 0] += 1
    }
    var deviations = sums
    for s in present {
      guard let sum = groupSums[groups[s]], let count = groupCounts[groups[s]] else { continue }
      for d in 0..<dimension { deviations.elements[s * dimension + d] -= sum[d] / count }
    }
    between = 1 / Double(max(present.count - groupCounts.count, 1)) * deviations.gram()
    (self.mean, self.counts, speakerMeans) = (mean, counts, sums)
  }
}
