/// Statistics of a piece of speech, with the first order in half precision: what training keeps in memory for
/// every three seconds of every copy.
struct PieceStatistics: Sendable {
  let occupancies: [Float]
  let first: [UInt16]

  init(_ statistics: BaumWelchStatistics) {
    occupancies = statistics.occupancies
    first = HalfPrecision.encode(statistics.first.elements)
  }

  /// The sum over pieces.
  static func sum(_ pieces: some Collection<PieceStatistics>) -> BaumWelchStatistics {
    let components = pieces.first?.occupancies.count ?? 0
    let total = pieces.first?.first.count ?? 0
    var occupancies = [Float](repeating: 0, count: components)
    var first = [Float](repeating: 0, count: total)
    for piece in pieces {
      occupancies.add(piece.occupancies)
      first.add(HalfPrecision.decode(piece.first))
    }
    return BaumWelchStatistics(
      occupancies: occupancies,
      first: Matrix(rows: components, columns: components == 0 ? 0 : total / components, elements: first))
  }
}

/// The pieces of one copy of one recording, view by view.
struct RecordingStatistics: Sendable {
  /// Frames of speech in a piece.
  static let pieceLength = 300

  let utterance: Int
  let kind: Degradation.Kind
  /// Pieces of each view, in the order of time.
  let views: [[PieceStatistics]]
  /// Frames of speech in each piece.
  let pieceFrames: [Int]
  /// Of the whole copy, in dB.
  let signalToNoiseRatio: Double
  /// Of the whole copy, in Hz.
  let bandwidth: Double
}
