/// The embeddings of a recording's speech, cut into windows of one length: what a network says of it.
public struct EmbeddedWindows: Equatable, Sendable {
  /// Windows × E.
  public let embeddings: Matrix<Float>
  /// Frames with speech that the windows share out among them.
  public let frames: Int

  /// Windows of frames.
  public init(embeddings: Matrix<Float>, frames: Int) {
    precondition(embeddings.rows > 0 || frames == 0, "a window where there are frames")
    self.embeddings = embeddings
    self.frames = frames
  }

  /// First frame of each of `count` windows, and their length: whole frames, as many in each.
  package static func windows(ofFrames frames: Int, length: Int) -> (starts: [Int], length: Int) {
    guard frames > 0 else { return ([], length) }
    let count = max(1, Int((Double(frames) / Double(length)).rounded()))
    return ((0..<count).map { $0 * frames / count }, frames / count)
  }

  /// The window that a frame belongs to.
  private func window(ofFrame frame: Int) -> Int {
    min(frame * embeddings.rows / max(frames, 1), embeddings.rows - 1)
  }

  /// The embedding of each frame's window, as features of the frame.
  package func features(ofFrames range: Range<Int>) -> Matrix<Float> {
    embeddings.gatherRows(range.map(window(ofFrame:)))
  }

  /// Statistics of frames under a mixture of one component, each frame with the embedding of its window.
  package func statistics(ofFrames range: Range<Int>, under mixture: GaussianMixture) -> BaumWelchStatistics {
    precondition(
      mixture.components == 1 && mixture.dimension == embeddings.columns, "one component of E dimensions")
    var counts: [Int: Int] = [:]
    for frame in range { counts[window(ofFrame: frame), default: 0] += 1 }
    var first = Matrix<Float>(rows: 1, columns: embeddings.columns)
    for (window, count) in counts.sorted(by: { $0.key < $1.key }) {
      for (d, value) in embeddings.row(window).enumerated() {
        first[0, d] += Float(count) * (value - mixture.means[0, d]) * mixture.inverseDeviations[d]
      }
    }
    return BaumWelchStatistics(occupancies: [Float(range.count)], first: first)
  }
}
