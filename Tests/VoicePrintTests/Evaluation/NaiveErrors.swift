import Foundation

/// Error rates by their definitions, one look at every score for every threshold; nothing shared with the engine.
struct NaiveErrors {
  let targets: [Double]
  let nontargets: [Double]

  func falseRejects(_ threshold: Double) -> Double {
    1 - Double(targets.count { $0 >= threshold }) / Double(targets.count)
  }

  func falseAccepts(_ threshold: Double) -> Double {
    Double(nontargets.count { $0 >= threshold }) / Double(nontargets.count)
  }

  /// Every threshold that decides differently, the strictest first.
  var thresholds: [Double] { [.infinity] + Set(targets + nontargets).sorted(by: >) }

  var equalErrorRate: Double {
    let rates = thresholds.map { (falseRejects($0), falseAccepts($0)) }
    let least = rates.map { abs($0.0 - $0.1) }.min() ?? 1
    let best = rates.first { abs($0.0 - $0.1) == least } ?? (1, 1)
    return (best.0 + best.1) / 2
  }

  /// The lowest rate that mixtures of two thresholds reach with both errors equal.
  var hullEqualErrorRate: Double {
    let rates = thresholds.map { (falseRejects($0), falseAccepts($0)) }
    var best = 1.0
    for (a, b) in rates where a >= b {
      for (c, d) in rates where c <= d {
        let (before, after) = (a - b, d - c)
        best = min(best, before + after == 0 ? a : (a * after + c * before) / (before + after))
      }
    }
    return best
  }

  func minimumCost(_ prior: Double) -> Double {
    thresholds.map { cost($0, prior) }.min() ?? 1
  }

  func actualCost(_ prior: Double) -> Double { cost(log((1 - prior) / prior), prior) }

  private func cost(_ threshold: Double, _ prior: Double) -> Double {
    (prior * falseRejects(threshold) + (1 - prior) * falseAccepts(threshold)) / min(prior, 1 - prior)
  }

  func leastFalseRejects(accepting limit: Double) -> Double {
    thresholds.filter { falseAccepts($0) <= limit }.map { falseRejects($0) }.min() ?? 1
  }

  var cost: Double {
    func bits(_ x: Double) -> Double { log2(1 + exp(x)) }
    return targets.map { bits(-$0) }.reduce(0, +) / Double(targets.count) / 2
      + nontargets.map { bits($0) }.reduce(0, +) / Double(nontargets.count) / 2
  }

  /// The share of targets that the best monotone function gives each score: the largest, over where a run of scores
  /// may begin, of the smallest share, over where it may end (Ayer et al. 1955).
  func fittedShare(_ score: Double) -> Double {
    let scores = Set(targets + nontargets).sorted()
    let counts = scores.map { score in
      (targets.count { $0 == score }, nontargets.count { $0 == score })
    }
    guard let position = scores.firstIndex(of: score) else { return .nan }
    var largest = 0.0
    for first in 0...position {
      var smallest = 1.0
      for last in position..<scores.count {
        let run = counts[first...last].reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
        smallest = min(smallest, Double(run.0) / Double(run.0 + run.1))
      }
      largest = max(largest, smallest)
    }
    return largest
  }

  var minimumCost: Double {
    func ratio(_ score: Double) -> Double {
      let share = fittedShare(score)
      return log(share / (1 - share)) - log(Double(targets.count) / Double(nontargets.count))
    }
    return NaiveErrors(targets: targets.map(ratio), nontargets: nontargets.map(ratio)).cost
  }
}
