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
    let marker = ": Audio: "
    for line in lines {
      guard line.contains("Stream #0"), let range = line.firstRange(of: marker) else { continue }
      return line[range.upperBound...].prefix { $0 != "," && $0 != " " }.uppercased()
    }
    return nil
  }

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
