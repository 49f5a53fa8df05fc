import Testing
import VoicePrint

/// Slopes and sliding means over time against their definitions.
@Suite struct TrajectoryTests {
  @Test(arguments: [1, 2, 3, 5]) func slopeOfALineIsItsSlope(window: Int) {
    let frames = 40
    let slopes: [Float] = [0.5, -2, 0]
    let line = Matrix(rows: (0..<frames).map { t in slopes.map { 7 + $0 * Float(t) } })
    let joined = RegressionSlopes.appended(to: line, window: window)
    #expect(joined.rows == frames && joined.columns == 9)
    for t in 2 * window..<frames - 2 * window {
      #expect(Array(joined.row(t).prefix(3)) == Array(line.row(t)))
      #expect(worstDifference(Array(joined.row(t).dropFirst(3)), slopes + [0, 0, 0]) <= 1e-5)
    }
    let level = RegressionSlopes.slopes(of: Matrix(rows: 9, columns: 2, repeating: 3), window: window)
    #expect(level.elements.allSatisfy { $0 == 0 }, "a constant has no slope, nor at its ends")
  }

  @Test(arguments: [0, 1, 2, 3, 7, 50], [1, 3]) func slopesAgreeWithTheFormula(frames: Int, window: Int) {
    var generator = SeededGenerator(seed: 6)
    let features = generator.matrix(frames, 4)
    let weight = Double(2 * (1...window).reduce(0) { $0 + $1 * $1 })
    let expected = (0..<frames).flatMap { t in
      (0..<4).map { d in
        (1...window).reduce(0.0) { sum, n in
          sum + Double(n) * (features[min(t + n, frames - 1), d] - features[max(t - n, 0), d]) / weight
        }
      }
    }
    let slopes = RegressionSlopes.slopes(of: features.converted(to: Float.self), window: window)
    #expect(slopes.rows == frames && worstDifference(slopes.elements, expected) <= 1e-5)
  }

  @Test(arguments: [0, 1, 4, 50, 299, 300, 301, 700], [1, 2, 5, 300])
  func slidingMeanAgreesWithTheFormula(frames: Int, window: Int) {
    var generator = SeededGenerator(seed: 8)
    let features = generator.matrix(frames, 3)
    let expected = (0..<frames).flatMap { t -> [Double] in
      let start = max(0, min(t - window / 2, frames - window))
      let members = start..<min(frames, start + window)
      return (0..<3).map { d in
        features[t, d] - members.reduce(0.0) { $0 + features[$1, d] } / Double(members.count)
      }
    }
    let single = features.converted(to: Float.self)
    let normalized = SlidingNormalization.normalized(single, window: window)
    #expect(worstDifference(normalized.elements, expected) <= 1e-6)

    // What a microphone adds to every frame alike is gone: up to the last bit of 1,024.
    let offset = SlidingNormalization.normalized(
      single + Matrix(rows: frames, columns: 3, repeating: 1024), window: window)
    #expect(worstDifference(offset.elements, expected) <= 3e-4)
    if frames <= window {
      for sum in normalized.transposed.rowSums { #expect(abs(sum) <= 1e-4) }
    }
  }

  @Test(arguments: [1, 2, 40, 299, 700], [2, 5, 300])
  func slidingVarianceAgreesWithTheFormula(frames: Int, window: Int) {
    var generator = SeededGenerator(seed: 9)
    // Large means beside small spreads, as C0 has them.
    let features = generator.matrix(frames, 3) + Matrix(rows: frames, columns: 3, repeating: 90)
    let single = features.converted(to: Float.self)
    let exact = single.converted(to: Double.self)
    let expected = (0..<frames).flatMap { t -> [Double] in
      let start = max(0, min(t - window / 2, frames - window))
      let members = start..<min(frames, start + window)
      return (0..<3).map { d in
        let mean = members.reduce(0.0) { $0 + exact[$1, d] } / Double(members.count)
        let variance =
          members.reduce(0.0) { $0 + (exact[$1, d] - mean) * (exact[$1, d] - mean) } / Double(members.count)
        return (exact[t, d] - mean) / max(variance.squareRoot(), 0.01)
      }
    }
    let normalized = SlidingNormalization.normalized(single, window: window, variance: true)
    #expect(worstDifference(normalized.elements, expected) <= 1e-5)
    // A scale and an offset are gone; what never moves stays at nothing.
    let changed = SlidingNormalization.normalized(
      4 * single + Matrix(rows: frames, columns: 3, repeating: 8), window: window, variance: true)
    let moving = expected.indices.filter { abs(expected[$0]) > 0 }
    if frames > 2, window > 2 {
      #expect(worstDifference(moving.map { changed.elements[$0] }, moving.map { expected[$0] }) <= 1e-3)
    }
    let still = SlidingNormalization.normalized(
      Matrix(rows: frames, columns: 2, repeating: -7), window: window, variance: true)
    #expect(still.elements.allSatisfy { $0 == 0 })
  }
}

extension Matrix where Element == Float {
  fileprivate var rowSums: [Float] { (0..<rows).map { row($0).reduce(0, +) } }
}
