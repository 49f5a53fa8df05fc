/// The signatures of one copy of one recording.
struct TrainingSignature: Sendable {
  /// Index of the recording in the data directory.
  let utterance: Int
  let copy: TrainingCopy
  /// (N, b) of each piece, view by view.
  let pieces: [[SignatureStatistics]]
  /// w of the whole recording, in each view.
  let whole: [[Double]]
  /// w of the beginning of the recording, in each view; empty where it is not much longer than that.
  let beginning: [[Double]]
  /// Speech of each piece, in seconds.
  let pieceSpeech: [Double]
  /// Of the whole copy, in dB.
  let signalToNoiseRatio: Double
  /// Of the whole copy, in Hz.
  let bandwidth: Double
}

extension TrainingSignature {
  /// All signatures in one archive: a row for each piece, and a table of which recording it belongs to.
  static func archive(of signatures: [TrainingSignature]) -> TensorArchive {
    var archive = TensorArchive()
    let views = signatures.first?.pieces.count ?? 0
    archive.metadata["views"] = "\(views)"
    archive.set(
      "recordings",
      Matrix(
        rows: signatures.map {
          [
            Double($0.utterance), Double($0.copy.kind.rawValue), Double($0.pieceSpeech.count),
            $0.signalToNoiseRatio, $0.bandwidth, Double($0.copy.speed), $0.beginning.isEmpty ? 0 : 1,
          ]
        }))
    archive.set("speech", signatures.flatMap(\.pieceSpeech))
    for view in 0..<views {
      archive.set(
        "\(view).occupancies", Matrix(rows: signatures.flatMap { $0.pieces[view].map(\.occupancies) }))
      archive.set("\(view).linear", Matrix(rows: signatures.flatMap { $0.pieces[view].map(\.linear) }))
      archive.set("\(view).whole", Matrix(rows: signatures.map { $0.whole[view] }))
      archive.set(
        "\(view).beginning",
        Matrix(rows: signatures.map { $0.beginning.isEmpty ? $0.whole[view] : $0.beginning[view] }))
    }
    return archive
  }

  /// What ``archive(of:)`` wrote.
  static func read(from archive: TensorArchive) throws -> [TrainingSignature] {
    let views = Int(try archive.text("views")) ?? 0
    let recordings = try archive.doubleMatrix("recordings")
    let speech = try archive.doubleVector("speech")
    let occupancies = try (0..<views).map { try archive.matrix("\($0).occupancies") }
    let linear = try (0..<views).map { try archive.matrix("\($0).linear") }
    let whole = try (0..<views).map { try archive.doubleMatrix("\($0).whole") }
    let beginning = try (0..<views).map { try archive.doubleMatrix("\($0).beginning") }
    var start = 0
    return (0..<recordings.rows).map { row in
      let range = start..<start + Int(recordings[row, 2])
      start = range.upperBound
      return TrainingSignature(
        utterance: Int(recordings[row, 0]),
        copy: TrainingCopy(
          kind: Degradation.Kind(rawValue: Int(recordings[row, 1])) ?? .clean, speed: Int(recordings[row, 5])),
        pieces: (0..<views).map { view in
          range.map {
            SignatureStatistics(
              occupancies: Array(occupancies[view].row($0)), linear: Array(linear[view].row($0)))
          }
        },
        whole: whole.map { Array($0.row(row)) },
        beginning: recordings[row, 6] > 0 ? beginning.map { Array($0.row(row)) } : [],
        pieceSpeech: Array(speech[range]),
        signalToNoiseRatio: recordings[row, 3], bandwidth: recordings[row, 4])
    }
  }
}
