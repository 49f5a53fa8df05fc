import Testing
import VoicePrint

@Suite struct AgglomerativeClusteringTests {
  /// Average linkage by its definition: every mean over the pairs of members, again in each step.
  private func naive(_ similarities: Matrix<Double>, threshold: Double?, count: Int) -> [Int] {
    var clusters = (0..<similarities.rows).map { [$0] }
    while clusters.count > count {
      var best: (value: Double, pair: (Int, Int))?
      for i in clusters.indices {
        for j in clusters.indices where j > i {
          let pairs = clusters[i].flatMap { a in clusters[j].map { similarities[a, $0] } }
          let mean = pairs.reduce(0, +) / Double(pairs.count)
          if mean > best?.value ?? -.infinity { best = (mean, (i, j)) }
        }
      }
      guard let best, threshold.map({ best.value >= $0 }) ?? true else { break }
      clusters[best.pair.0] += clusters[best.pair.1]
      clusters.remove(at: best.pair.1)
    }
    var labels = [Int](repeating: 0, count: similarities.rows)
    let ordered = clusters.sorted { ($0.min() ?? 0) < ($1.min() ?? 0) }
    for (label, cluster) in ordered.enumerated() {
      for member in cluster { labels[member] = label }
    }
    return labels
  }

  @Test func agreesWithTheDefinition() {
    var generator = SeededGenerator(seed: 11)
    for round in 0..<60 {
      let n = 1 + Int(generator.next() % 14)
      let root = generator.matrix(n, n)
      let similarities = root + root.transposed
      let threshold = round.isMultiple(of: 2) ? nil : generator.uniform(in: -1...1)
      let count = 1 + Int(generator.next() % 4)
      #expect(
        AgglomerativeClustering.labels(similarities, threshold: threshold, count: count)
          == naive(similarities, threshold: threshold, count: count))
    }
  }
}
