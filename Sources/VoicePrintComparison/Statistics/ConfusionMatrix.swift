/// How often two raters gave each pair of ordered grades.
package struct ConfusionMatrix: Equatable, Sendable {
  /// Counts: rows are the left rater's grades, columns the right one's.
  package private(set) var counts: [[Int]]

  /// A matrix without counts.
  ///
  /// - Parameter grades: how many there are, 2 or more.
  package init(grades: Int) {
    precondition(grades >= 2, "a grade is one of several")
    counts = Array(repeating: Array(repeating: 0, count: grades), count: grades)
  }

  /// Counts a pair.
  package mutating func add(_ left: Int, _ right: Int) { counts[left][right] += 1 }

  /// How many pairs there are.
  package var total: Int { counts.joined().reduce(0, +) }

  /// How many pairs are of one grade.
  package var agreeing: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

  /// Cohen's kappa with quadratic weights (Cohen 1968): 1 − Σ wᵢⱼ oᵢⱼ / Σ wᵢⱼ eᵢⱼ, where wᵢⱼ = (i − j)² and e are the
  /// counts that raters with these shares of the grades would have by chance. 1 is agreement, 0 what chance gives; nil
  /// where chance would give nothing but agreement, because both always gave the same grade.
  package var quadraticKappa: Double? {
    let total = Double(total)
    let rows = counts.map { Double($0.reduce(0, +)) }
    let columns = counts.indices.map { column in Double(counts.reduce(0) { $0 + $1[column] }) }
    var observed = 0.0
    var expected = 0.0
    for i in counts.indices {
      for j in counts.indices {
        let weight = Double((i - j) * (i - j))
        observed += weight * Double(counts[i][j])
        expected += weight * rows[i] * columns[j] / total
      }
    }
    return expected > 0 ? 1 - observed / expected : nil
  }
}
