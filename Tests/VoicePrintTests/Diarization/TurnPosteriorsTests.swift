import Foundation
import Testing
import VoicePrint

@Suite struct TurnPosteriorsTests {
  @Test func agreesWithTheSumOverAllPaths() {
    var generator = SeededGenerator(seed: 3)
    let (rows, speakers) = (6, 3)
    for _ in 0..<20 {
      let likelihoods = generator.matrix(rows, speakers, deviation: 2)
      var shares = (0..<speakers).map { _ in 0.1 + generator.uniform() }
      shares = shares.map { [sum = shares.reduce(0, +)] in $0 / sum }
      let stay = (0..<rows).map { _ in generator.uniform(in: 0.3...0.95) }
      var total = 0.0
      var occupied = Matrix<Double>(rows: rows, columns: speakers)
      for code in 0..<Int(pow(Double(speakers), Double(rows))) {
        var (path, rest) = ([Int](), code)
        for _ in 0..<rows {
          path.append(rest % speakers)
          rest /= speakers
        }
        var weight = shares[path[0]] * exp(likelihoods[0, path[0]])
        for t in 1..<rows {
          let goesOn = path[t] == path[t - 1] ? stay[t] : 0
          weight *= (goesOn + (1 - stay[t]) * shares[path[t]]) * exp(likelihoods[t, path[t]])
        }
        total += weight
        for t in 0..<rows { occupied[t, path[t]] += weight }
      }
      let posteriors = TurnPosteriors(logLikelihoods: likelihoods, shares: shares, stay: stay)
      #expect((posteriors.logEvidence - log(total)).magnitude < 1e-9)
      let expected = occupied.elements.map { $0 / total }
      #expect(worstDifference(posteriors.responsibilities.elements, expected) < 1e-9)
      #expect((posteriors.shares.reduce(0, +) - 1).magnitude < 1e-9)
    }
  }

  @Test func likelihoodsFarApartDoNotOverflow() {
    let likelihoods = Matrix(rows: [[-4000.0, 0], [3000, -3000], [0, -900]])
    let posteriors = TurnPosteriors(logLikelihoods: likelihoods, shares: [0.5, 0.5], stay: [1, 0.9, 0.9])
    #expect(posteriors.responsibilities.isFinite && posteriors.logEvidence.isFinite)
    #expect(posteriors.responsibilities[1, 0] > 0.999)
  }
}
