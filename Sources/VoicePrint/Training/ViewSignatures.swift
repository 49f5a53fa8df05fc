/// Signatures of a batch of recordings in one view: the linear terms of all pieces are one product, and so are the
/// precisions.
struct ViewSignatures {
  /// (N, b) of each piece, recording by recording.
  let pieces: [[SignatureStatistics]]
  /// w of each recording.
  let whole: [[Double]]
  /// w of each recording's beginning; of all of it where it has none.
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
    pieces = recordings.map { recording in
      recording.views[view].map { piece in
        defer { row += 1 }
        return SignatureStatistics(occupancies: piece.occupancies, linear: Array(linear.row(row)))
      }
    }
    whole = try model.posteriors(of: pieces.map { SignatureStatistics.sum($0) }).map(\.mean)
    beginning = try model.posteriors(
      of: zip(recordings, pieces).map { recording, pieces in
        SignatureStatistics.sum(Array(pieces.prefix(recording.piecesOfBeginning ?? pieces.count)))
      }
    ).map(\.mean)
  }
}
