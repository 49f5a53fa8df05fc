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
  let utterance: Int
  let copy: TrainingCopy
  /// Pieces of each view, in the order of time.
  let views: [[PieceStatistics]]
  /// Frames of speech in each piece.
  let pieceFrames: [Int]
  /// Of the whole copy, in dB.
  let signalToNoiseRatio: Double
  /// Of the whole copy, in Hz.
  let bandwidth: Double

  /// Frames of speech in the shortest piece.
  private static let pieceLength = 300
  /// Frames of speech in a beginning: a short test among the long recordings that a back end learns from.
  private static let beginningLength = 2 * pieceLength
  /// Less than this is not looked at.
  private static let leastFrames = 50

  /// Pieces of three seconds of a copy at its own speed, which trials are simulated with; a beginning and the rest
  /// of one at another speed. What is left over at the end joins the last piece.
  static func pieces(ofFrames frames: Int, _ copy: TrainingCopy) -> [Range<Int>] {
    let length = copy.isOwnSpeed ? pieceLength : beginningLength
    let count = max(frames / length, frames >= leastFrames ? 1 : 0)
    guard count > 1 else { return count == 0 ? [] : [0..<frames] }
    let cuts = copy.isOwnSpeed ? (1..<count).map { $0 * length } : [length]
    return zip([0] + cuts, cuts + [frames]).map { $0..<$1 }
  }

  /// How many pieces make a beginning; nil where it would be most of the recording.
  var piecesOfBeginning: Int? {
    let beginning = copy.isOwnSpeed ? Self.beginningLength / Self.pieceLength : 1
    return pieceFrames.count > beginning ? beginning : nil
  }
}
