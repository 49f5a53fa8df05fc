/// Which of several voices is which of several enrolled speakers, decided for all of them together: no speaker is
/// given to two voices, and a voice may be nobody's.
///
/// Of all such assignments this is one of the greatest total gain, found by augmenting paths of least cost (Kuhn 1955;
/// Jonker and Volgenant 1987).
public struct SpeakerAssignment: Equatable, Sendable {
  /// For each voice the index of its speaker; nil where it is nobody's.
  public let speakers: [Int?]

  /// The best assignment.
  ///
  /// - Parameter gains: voices × speakers; what is gained by giving a voice to a speaker, where giving it to nobody
  ///   gains 0. Only what gains more than that is given.
  public init(gains: Matrix<Double>) {
    let (voices, candidates) = (gains.rows, gains.columns)
    // A place for each voice to be nobody's, so that every voice finds a place.
    let places = candidates + voices
    let matching = Self.matching(rows: voices, columns: places) { voice, place in
      place < candidates ? -gains[voice, place] : 0
    }
    speakers = (0..<voices).map { voice in
      let place = matching[voice]
      return place < candidates && gains[voice, place] > 0 ? place : nil
    }
  }

  /// The column of each row in a matching of least total cost; no more rows than columns.
  private static func matching(rows: Int, columns: Int, cost: (Int, Int) -> Double) -> [Int] {
    // Potentials keep the reduced costs of all pairs at or above 0; index 0 stands for “none”.
    var rowPotential = [Double](repeating: 0, count: rows + 1)
    var columnPotential = [Double](repeating: 0, count: columns + 1)
    var rowOfColumn = [Int](repeating: 0, count: columns + 1)
    for row in 0..<rows {
      rowOfColumn[0] = row + 1
      var column = 0
      var least = [Double](repeating: .infinity, count: columns + 1)
      var before = [Int](repeating: 0, count: columns + 1)
      var isVisited = [Bool](repeating: false, count: columns + 1)
      while rowOfColumn[column] != 0 {
        isVisited[column] = true
        let current = rowOfColumn[column]
        var (step, next) = (Double.infinity, 0)
        for other in 1...columns where !isVisited[other] {
          let reduced = cost(current - 1, other - 1) - rowPotential[current] - columnPotential[other]
          if reduced < least[other] { (least[other], before[other]) = (reduced, column) }
          if least[other] < step { (step, next) = (least[other], other) }
        }
        for other in 0...columns {
          if isVisited[other] {
            rowPotential[rowOfColumn[other]] += step
            columnPotential[other] -= step
          } else {
            least[other] -= step
          }
        }
        column = next
      }
      while column != 0 {
        let previous = before[column]
        rowOfColumn[column] = rowOfColumn[previous]
        column = previous
      }
    }
    var result = [Int](repeating: 0, count: rows)
    for column in 1..<columns + 1 where rowOfColumn[column] > 0 {
      result[rowOfColumn[column] - 1] = column - 1
    }
    return result
  }
}
