/// Signatures of a batch of recordings in one view: the linear terms of all pieces are one product, and so are the
/// precisions.
struct ViewSignatures {
  /// (N, b) of each piece, recording by recording.
  let pieces: [[SignatureStatistics]]
  /// w of each recording.
  let whole: [[Double]]
  /// w of each recording's beginning; empty where it has none.
  let beginning: [[Double]]

  init(
    of recordings: [RecordingStatistics], view: Int, under model: TotalVariabilityModel
  ) throws(NumericsError) {
    let all = recordings.flatMap { $0.views[view] }
    let first = Matrix(
      rows: all.count, columns: model.components * model.dimension,
      elements: all.flatMap { HalfPrecision.decode($0.first) })
    let linear = model.linearTerms(ofFirstOrders: first)
    var row = 0
    let pieces = recordings.map { recording in
      recording.views[view].map { piece in
        defer { row += 1 }
        return SignatureStatistics(occupancies: piece.occupancies, linear: Array(linear.row(row)))
      }
    }
    self.pieces = pieces
    whole = try model.posteriors(of: pieces.map { SignatureStatistics.sum($0) }).map(\.mean)
    let beginnings = zip(recordings, pieces).map { recording, pieces in
      recording.piecesOfBeginning.map { SignatureStatistics.sum(Array(pieces.prefix($0))) }
    }
    var posteriors = try model.posteriors(of: beginnings.compactMap { $0 }).makeIterator()
    beginning = beginnings.map { $0 == nil ? [] : posteriors.next()?.mean ?? [] }
  }
}
