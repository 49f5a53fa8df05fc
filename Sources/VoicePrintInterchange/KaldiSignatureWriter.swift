internal import VoicePrint

/// Signatures as a folder of Kaldi archives, one for each view, and of its tables of text.
struct KaldiSignatureWriter: SignatureWriter {
  private struct View {
    let signatures: KaldiArchive
    /// The table of how uncertain they are.
    let uncertainties: Int
    /// N and b.
    let statistics: (occupancies: KaldiArchive, linear: KaldiArchive)?
  }

  private let files: PrivateFiles
  private let statistics: ExportedStatistics
  private let views: [View]
  /// Files of lines ‘key value’.
  private let tables: [String: Int]

  /// Tables of the enrollments, and of their samples.
  private static let tables = ["num_utts", "speech_duration", "audio_duration", "model"]
  private static let sampleTables = ["spk2utt", "utt2spk", "utt2speech", "utt2dur"]

  init(
    _ folder: String, model: VoiceModel, statistics: ExportedStatistics, replacing: Bool
  ) throws(InterchangeError) {
    try PrivateFiles.makeFolder(folder)
    let files = PrivateFiles(replacing: replacing)
    (self.files, self.statistics) = (files, statistics)
    var views: [View] = []
    for view in model.frontEnd.viewNames {
      let name = "\(folder)/\(view)"
      let signatures = try KaldiArchive("\(name).w", in: files)
      let uncertainties = try files.add("\(name).uncertainty")
      if statistics == .none {
        for kind in ["occupancies", "linear"] {
          for suffix in ["ark", "scp"] { try files.remove("\(name).\(kind).\(suffix)") }
        }
        views.append(View(signatures: signatures, uncertainties: uncertainties, statistics: nil))
      } else {
        let occupancies = try KaldiArchive("\(name).occupancies", in: files)
        let linear = try KaldiArchive("\(name).linear", in: files)
        views.append(
          View(signatures: signatures, uncertainties: uncertainties, statistics: (occupancies, linear)))
      }
    }
    self.views = views
    var tables: [String: Int] = [:]
    for name in Self.tables { tables[name] = try files.add("\(folder)/\(name)") }
    for name in Self.sampleTables {
      if statistics == .samples {
        tables[name] = try files.add("\(folder)/\(name)")
      } else {
        try files.remove("\(folder)/\(name)")
      }
    }
    self.tables = tables
  }

  func append(_ voice: ExportedVoice) throws(InterchangeError) {
    let (enrollment, speaker) = (voice.enrollment, voice.enrollment.speaker.text)
    for (own, view) in zip(voice.views, views) {
      try view.signatures.append(speaker, own.signature)
      try append(speaker, "\(own.uncertainty)", to: view.uncertainties)
      if statistics == .sums { try append(own.statistics, speaker, to: view) }
    }
    try append(speaker, "\(enrollment.samples.count)", to: "num_utts")
    try append(speaker, "\(enrollment.totalSpeechDuration)", to: "speech_duration")
    try append(speaker, "\(enrollment.totalEnrollDuration)", to: "audio_duration")
    try append(speaker, enrollment.model.description, to: "model")
    guard statistics == .samples else { return }
    // A recording may belong to two speakers; its key names both.
    let keys = enrollment.samples.map { "\(speaker)-\($0.digest)" }
    for (sample, key) in zip(enrollment.samples, keys) {
      for (own, view) in zip(sample.statistics, views) { try append(own, key, to: view) }
      try append(key, speaker, to: "utt2spk")
      try append(key, "\(sample.speechDuration)", to: "utt2speech")
      try append(key, "\(sample.audioDuration)", to: "utt2dur")
    }
    try append(speaker, keys.joined(separator: " "), to: "spk2utt")
  }

  private func append(
    _ statistics: SignatureStatistics, _ key: String, to view: View
  ) throws(InterchangeError) {
    try view.statistics?.occupancies.append(key, statistics.occupancies)
    try view.statistics?.linear.append(key, statistics.linear)
  }

  private func append(_ key: String, _ value: String, to table: String) throws(InterchangeError) {
    guard let file = tables[table] else { preconditionFailure("\(table) was begun") }
    try append(key, value, to: file)
  }

  private func append(_ key: String, _ value: String, to file: Int) throws(InterchangeError) {
    try files.append("\(key) \(value)\n".utf8, to: file)
  }

  consuming func finish() throws(InterchangeError) { try files.publish() }
}
