/// Bottom-up clustering with average linkage: the two clusters that are most alike become one, again and again.
package enum AgglomerativeClustering {
  /// Clusters things by how alike they are.
  ///
  /// - Parameters:
  ///   - similarities: symmetric, n × n; the larger, the more alike.
  ///   - threshold: clusters less alike than this stay apart; nil for no limit.
  ///   - count: merging ends when this many are left, at least 1.
  /// - Returns: the cluster of each thing, numbered from 0 by first member.
  package static func labels(_ similarities: Matrix<Double>, threshold: Double?, count: Int = 1) -> [Int] {
    let n = similarities.rows
    precondition(similarities.columns == n && count >= 1, "similarities of pairs")
    var similarity = similarities
    var members = (0..<n).map { [$0] }
    var alive = Array(0..<n)
    var nearest = (0..<n).map { nearestNeighbour(of: $0, among: alive, similarity) }
    while alive.count > count {
      guard
        let first = alive.max(by: {
          similarity.elements[$0 * n + nearest[$0]] < similarity.elements[$1 * n + nearest[$1]]
        })
      else { break }
      let second = nearest[first]
      if let threshold, similarity[first, second] < threshold { break }
      let (a, b) = (Double(members[first].count), Double(members[second].count))
      alive.removeAll { $0 == second }
      for other in alive where other != first {
        let mean = (a * similarity[first, other] + b * similarity[second, other]) / (a + b)
        similarity[first, other] = mean
        similarity[other, first] = mean
      }
      members[first] += members[second]
      for other in alive {
        if other == first || nearest[other] == first || nearest[other] == second {
          nearest[other] = nearestNeighbour(of: other, among: alive, similarity)
        } else if similarity[other, first] > similarity[other, nearest[other]] {
          nearest[other] = first
        }
      }
    }
    var labels = [Int](repeating: 0, count: n)
    let order = alive.sorted { (members[$0].min() ?? 0) < (members[$1].min() ?? 0) }
    for (label, cluster) in order.enumerated() {
      for member in members[cluster] { labels[member] = label }
    }
    return labels
  }

  /// The one most like another; itself where it is the last.
  private static func nearestNeighbour(
    of thing: Int, among alive: [Int], _ similarity: Matrix<Double>
  ) -> Int {
    var (best, value) = (thing, -Double.infinity)
    for other in alive where other != thing {
      let candidate = similarity.elements[thing * similarity.columns + other]
      if candidate > value { (best, value) = (other, candidate) }
    }
    return best
  }
}
