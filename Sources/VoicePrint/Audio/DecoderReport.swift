/// What `ffmpeg` wrote about its work with `-loglevel level+info`, made short and printable.
struct DecoderReport {
  private let lines: [Substring]

  /// Control characters and what is not ASCII are left out: the text may quote the file.
  init(_ bytes: [UInt8]) {
    let printable = bytes.filter { $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A }
    lines = String(decoding: printable, as: UTF8.self).split(separator: "\n")
  }

  /// The codec of the first audio track, in capitals: `AAC`, `OPUS`, `WMAV2`.
  var codec: String? {
    tracks.first.map { $0.prefix { $0 != "," && $0 != " " }.uppercased() }
  }

  /// What is said of each audio track of the file.
  var tracks: [String] {
    let marker = ": Audio: "
    return lines.prefix { !$0.contains("Output #0") }.compactMap { line in
      guard line.contains("Stream #0"), let range = line.firstRange(of: marker) else { return nil }
      return String(line[range.upperBound...])
    }
  }

  /// Whether the first audio track has a middle loudspeaker's channel, which is the third then.
  var hasMiddle: Bool {
    let layouts: Set<Substring> = ["3.0", "3.1", "5.0", "5.0(side)", "5.1", "5.1(side)", "6.1", "7.0", "7.1"]
    return tracks.first?.split(separator: ",").contains { layouts.contains($0.drop { $0 == " " }) } ?? false
  }

  /// Whether the file has pictures beside its audio, which may last longer.
  var hasPictures: Bool { lines.contains { $0.contains("Stream #0") && $0.contains(": Video: ") } }

  /// How long the file says that it is, in seconds.
  var seconds: Double? {
    let marker = "Duration: "
    for line in lines {
      guard let range = line.firstRange(of: marker) else { continue }
      let parts = line[range.upperBound...].prefix { $0 != "," }.split(separator: ":").map { Double($0) }
      guard parts.count == 3 else { return nil }
      return parts.reduce(0) { total, part in total.flatMap { total in part.map { total * 60 + $0 } } }
    }
    return nil
  }

  /// Whether the program ran out of the memory that it may have.
  var lacksMemory: Bool { lines.contains { $0.contains("Cannot allocate memory") } }

  /// The first complaints, without names of streams; nil if there is none.
  var reason: String? {
    if lines.contains(where: { $0.contains("matches no streams") }) { return "it has no audio track" }
    let complaints = lines.compactMap { line -> Substring? in
      for level in ["[error] ", "[fatal] ", "[panic] "] {
        if let range = line.firstRange(of: level) { return line[range.upperBound...] }
      }
      return nil
    }
    let said = complaints.isEmpty ? lines.suffix(1) : complaints.prefix(2)
    return said.isEmpty ? nil : String(said.joined(separator: "; ").prefix(240))
  }
}
