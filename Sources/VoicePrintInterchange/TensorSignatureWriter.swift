internal import VoicePrint

/// Signatures as safetensors: a row for each enrollment in arrays by view, all of them in memory until the end.
struct TensorSignatureWriter: SignatureWriter {
  private let files: PrivateFiles
  private let file: Int
  private let model: VoiceModel
  private let statistics: ExportedStatistics
  private var voices: [ExportedVoice] = []

  init(
    _ path: String, model: VoiceModel, statistics: ExportedStatistics, replacing: Bool
  ) throws(InterchangeError) {
    files = PrivateFiles(replacing: replacing)
    file = try files.add(path)
    (self.model, self.statistics) = (model, statistics)
  }

  mutating func append(_ voice: ExportedVoice) { voices.append(voice) }

  consuming func finish() throws(InterchangeError) {
    try files.append(archive.bytes, to: file)
    try files.publish()
  }

  private var archive: TensorArchive {
    var archive = TensorArchive()
    let enrollments = voices.map(\.enrollment)
    archive.metadata = [
      "format": "voiceprint-signatures", "formatVersion": "1", "model": model.identity.description,
      "statisticsModel": model.statisticsIdentity.description,
      "views": JSON.text(of: model.frontEnd.viewNames),
      "speakers": JSON.text(of: enrollments.map(\.speaker.text)), "statistics": statistics.rawValue,
    ]
    archive.set("samples", enrollments.map(\.samples.count))
    archive.set("complete", enrollments.map { $0.isComplete ? 1 : 0 })
    archive.set("speechDuration", enrollments.map(\.totalSpeechDuration))
    archive.set("audioDuration", enrollments.map(\.totalEnrollDuration))
    for (index, view) in model.frontEnd.viewNames.enumerated() {
      let own = voices.map { $0.views[index] }
      let rank = model.views[index].totalVariability.rank
      archive.set(
        "\(view).w", Matrix(rows: own.count, columns: rank, elements: own.flatMap(\.signature)))
      archive.set("\(view).uncertainty", own.map(\.uncertainty))
      if statistics == .sums { set(own.map(\.statistics), of: index, prefix: "", in: &archive) }
    }
    if statistics == .samples { setSamples(in: &archive) }
    return archive
  }

  /// Sets the statistics of each sample, in the order of the enrollments and, within one, of the digests.
  private func setSamples(in archive: inout TensorArchive) {
    let samples = voices.flatMap(\.enrollment.samples)
    archive.metadata["sampleDigests"] = JSON.text(of: samples.map(\.digest.description))
    archive.set(
      "sample.enrollment",
      voices.enumerated().flatMap { row, voice in voice.enrollment.samples.map { _ in row } })
    archive.set("sample.speechDuration", samples.map(\.speechDuration))
    archive.set("sample.audioDuration", samples.map(\.audioDuration))
    for view in model.views.indices {
      set(samples.map { $0.statistics[view] }, of: view, prefix: "sample.", in: &archive)
    }
  }

  private func set(
    _ statistics: [SignatureStatistics], of view: Int, prefix: String, in archive: inout TensorArchive
  ) {
    let (name, sizes) = (prefix + model.frontEnd.viewNames[view], model.views[view].totalVariability)
    archive.set(
      "\(name).occupancies",
      Matrix(rows: statistics.count, columns: sizes.components, elements: statistics.flatMap(\.occupancies)))
    archive.set(
      "\(name).linear",
      Matrix(rows: statistics.count, columns: sizes.rank, elements: statistics.flatMap(\.linear)))
  }
}
