internal import RealModule

/// Forward and backward recursion over the turns of a conversation: states are speakers, and whoever speaks goes
/// on with some probability or hands over to anybody, by their share of the turns.
package struct TurnPosteriors: Sendable {
  /// Probability of each speaker in each row; rows × speakers.
  package let responsibilities: Matrix<Double>
  /// Re-estimated share of the turns of each speaker.
  package let shares: [Double]
  /// Logarithm of the probability of all rows.
  package let logEvidence: Double

  /// Runs both recursions.
  ///
  /// - Parameters:
  ///   - logLikelihoods: of each row given each speaker; rows × speakers.
  ///   - shares: of the speakers; they add up to one.
  ///   - stay: probability for each row that the speaker of the row before still speaks.
  package init(logLikelihoods: Matrix<Double>, shares: [Double], stay: [Double]) {
    let (rows, speakers) = (logLikelihoods.rows, logLikelihoods.columns)
    var likelihoods = logLikelihoods.elements
    var logEvidence = 0.0
    for t in 0..<rows {
      let largest = likelihoods[t * speakers..<(t + 1) * speakers].max() ?? 0
      logEvidence += largest
      for s in 0..<speakers {
        likelihoods[t * speakers + s] = Double.exp(likelihoods[t * speakers + s] - largest)
      }
    }
    var forward = [Double](repeating: 0, count: rows * speakers)
    var scales = [Double](repeating: 1, count: rows)
    for t in 0..<rows {
      var sum = 0.0
      for s in 0..<speakers {
        let before =
          t == 0 ? shares[s] : stay[t] * forward[(t - 1) * speakers + s] + (1 - stay[t]) * shares[s]
        forward[t * speakers + s] = before * likelihoods[t * speakers + s]
        sum += forward[t * speakers + s]
      }
      scales[t] = max(sum, .leastNormalMagnitude)
      for s in 0..<speakers { forward[t * speakers + s] /= scales[t] }
      logEvidence += Double.log(scales[t])
    }
    var backward = [Double](repeating: 1, count: speakers)
    var result = Matrix<Double>(rows: rows, columns: speakers)
    var begun = [Double](repeating: 0, count: speakers)
    for t in stride(from: rows - 1, through: 0, by: -1) {
      for s in 0..<speakers { result.elements[t * speakers + s] = forward[t * speakers + s] * backward[s] }
      if t == 0 { break }
      var handedOver = 0.0
      for s in 0..<speakers {
        backward[s] *= likelihoods[t * speakers + s] / scales[t]
        handedOver += shares[s] * backward[s]
        // Expected number of turns that begin here.
        begun[s] += (1 - stay[t]) * shares[s] * backward[s]
      }
      for s in 0..<speakers { backward[s] = stay[t] * backward[s] + (1 - stay[t]) * handedOver }
    }
    for s in 0..<speakers where rows > 0 { begun[s] += result.elements[s] }
    let total = begun.reduce(0, +)
    responsibilities = result
    self.shares = total > 0 ? begun.map { $0 / total } : shares
    self.logEvidence = logEvidence
  }
}
