/// Keeps the best of many candidates while they pass by.
struct BestCandidates {
  /// How many are kept.
  private let count: Int
  private var kept: [SpeakerRanking.Candidate] = []
  /// Whoever lies below is not among the best.
  private(set) var floor: Double

  /// Nobody yet.
  ///
  /// - Parameters:
  ///   - count: how many are kept, 1 or more.
  ///   - floor: the least log-likelihood ratio that is kept.
  init(_ count: Int, from floor: Double) {
    self.count = count
    self.floor = floor
  }

  /// Takes a candidate into account.
  mutating func offer(_ candidate: SpeakerRanking.Candidate) {
    guard candidate.logLikelihoodRatio >= floor else { return }
    kept.append(candidate)
    if kept.count - count >= count { trim() }
  }

  private mutating func trim() {
    kept.sort(by: SpeakerRanking.precedes)
    if kept.count > count { kept.removeLast(kept.count - count) }
    if kept.count == count, let last = kept.last { floor = max(floor, last.logLikelihoodRatio) }
  }

  /// The best, in order.
  consuming func sorted() -> [SpeakerRanking.Candidate] {
    trim()
    return kept
  }
}
