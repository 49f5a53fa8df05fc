package import VoicePrint

extension SideComparison {
  /// How the grades of both sides go together.
  ///
  /// - Parameter last: of each speaker's last answers alone, which are independent of each other, or of all.
  /// - Returns: counts, the grades in the order of merit.
  package func grades(last: Bool) -> ConfusionMatrix {
    var matrix = ConfusionMatrix(grades: EnrollmentQuality.allCases.count)
    for (left, right) in pairs(last: last) { matrix.add(left.quality.number, right.quality.number) }
    return matrix
  }

  /// How the sides agree on whether an enrollment is complete: grade 0 is no, 1 is yes.
  package func completeness(last: Bool) -> ConfusionMatrix {
    var matrix = ConfusionMatrix(grades: 2)
    for (left, right) in pairs(last: last) { matrix.add(left.isComplete ? 1 : 0, right.isComplete ? 1 : 0) }
    return matrix
  }

  /// The answers of both sides to recordings that both accepted.
  private func pairs(last: Bool) -> [(EnrollmentFields, EnrollmentFields)] {
    let both = enrollments.compactMap { pair in
      pair.left.flatMap { left in pair.right.map { (speaker: pair.speaker, fields: (left, $0)) } }
    }
    guard last else { return both.map(\.fields) }
    return Dictionary(grouping: both, by: \.speaker).values.compactMap { $0.last?.fields }
  }

  /// The grades after so many recordings.
  package struct Growth: Equatable, Sendable, Encodable {
    /// How many recordings were given.
    package let recordings: Int
    /// How many speakers have each grade on each side, `Poor` first.
    package let left: [Int]
    package let right: [Int]
  }

  /// The grades as they grow with the recordings: of the speakers of whom so many were given and both sides have an
  /// enrollment by then. A recording that a side refuses leaves the grade as it was.
  package var growth: [Growth] {
    let longest = work.speakers.map(\.steps.count).max() ?? 0
    let speakers = Dictionary(grouping: enrollments, by: \.speaker).values
    return (1...max(longest, 1)).compactMap { count in
      var left = [Int](repeating: 0, count: EnrollmentQuality.allCases.count)
      var right = left
      for pairs in speakers where pairs.count >= count {
        guard let first = pairs[..<count].compactMap(\.left).last,
          let second = pairs[..<count].compactMap(\.right).last
        else { continue }
        left[first.quality.number] += 1
        right[second.quality.number] += 1
      }
      return left.contains { $0 > 0 } ? Growth(recordings: count, left: left, right: right) : nil
    }
  }
}

extension EnrollmentQuality {
  /// Its place in the order of merit, `poor` 0.
  package var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
