internal import Foundation

/// A Kaldi data directory: recordings by utterance, speakers by utterance, and what else is there.
public struct DataDirectory: Sendable {
  /// One recording of one speaker.
  public struct Utterance: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// Where its audio is.
    public let path: String
    /// Who speaks.
    public let speaker: String
    /// When or over which channel it was recorded: recordings of one session share what is not the speaker's.
    public let session: String
  }

  /// The utterances, by name.
  public let utterances: [Utterance]
  /// The folder.
  public let path: String

  /// Reads `wav.scp`, `utt2spk` and, where it exists, `utt2session`.
  ///
  /// - Parameter path: the folder; audio paths in `wav.scp` are relative to it.
  /// - Throws: ``DataDirectoryError``.
  public init(path: String) throws(DataDirectoryError) {
    self.path = path
    let speakers = try Self.table("utt2spk", in: path)
    let sessions =
      FileManager.default.fileExists(atPath: path + "/utt2session")
      ? try Self.table("utt2session", in: path) : [:]
    var utterances: [Utterance] = []
    for (name, audio) in try Self.table("wav.scp", in: path) {
      guard audio.last != "|" else { throw .pipe(utterance: name) }
      guard let speaker = speakers[name] else { throw .missing(key: name, file: "\(path)/utt2spk") }
      utterances.append(
        Utterance(
          name: name, path: audio.hasPrefix("/") ? audio : path + "/" + audio, speaker: speaker,
          session: sessions[name] ?? name))
    }
    if utterances.isEmpty { throw .empty(file: "\(path)/wav.scp") }
    self.utterances = utterances.sorted { $0.name < $1.name }
  }

  /// The enrollments to make: a model's name with its utterances, from `enroll`.
  public func enrollments() throws(DataDirectoryError) -> [(model: String, utterances: [String])] {
    try Self.lines("enroll", in: path).map { (model: $0[0], utterances: Array($0.dropFirst())) }
  }

  /// A comparison of a model with an utterance.
  public struct Trial: Hashable, Sendable {
    /// Name of the enrolled model.
    public let model: String
    /// Name of the utterance that is tested.
    public let utterance: String
    /// Whether both are one speaker.
    public let isTarget: Bool
  }

  /// The comparisons to make, from `trials`.
  public func trials() throws(DataDirectoryError) -> [Trial] {
    var trials: [Trial] = []
    for fields in try Self.lines("trials", in: path) {
      guard fields.count == 3, ["target", "nontarget"].contains(fields[2]) else {
        throw .malformed(file: "\(path)/trials", line: fields.joined(separator: " "))
      }
      trials.append(Trial(model: fields[0], utterance: fields[1], isTarget: fields[2] == "target"))
    }
    return trials
  }

  private static func lines(_ file: String, in path: String) throws(DataDirectoryError) -> [[String]] {
    guard let text = try? String(contentsOfFile: "\(path)/\(file)", encoding: .utf8) else {
      throw .unreadable(file: "\(path)/\(file)")
    }
    return text.split(whereSeparator: \.isNewline).map { line in
      line.split(whereSeparator: \.isWhitespace).map(String.init)
    }.filter { !$0.isEmpty }
  }

  private static func table(_ file: String, in path: String) throws(DataDirectoryError) -> [String: String] {
    var table: [String: String] = [:]
    for fields in try lines(file, in: path) {
      guard fields.count >= 2 else {
        throw .malformed(file: "\(path)/\(file)", line: fields.joined(separator: " "))
      }
      table[fields[0]] = fields.dropFirst().joined(separator: " ")
    }
    return table
  }
}

/// What can be wrong with a data directory.
public enum DataDirectoryError: Error, Equatable, CustomStringConvertible {
  /// A file that must be there cannot be read.
  case unreadable(file: String)
  /// A file with no entry.
  case empty(file: String)
  /// A line with too few or unknown fields.
  case malformed(file: String, line: String)
  /// An utterance without an entry in another file.
  case missing(key: String, file: String)
  /// `wav.scp` names a command to run, which is not done.
  case pipe(utterance: String)

  /// What was wrong and what to do.
  public var description: String {
    switch self {
    case .unreadable(let file): "cannot read \(file): a Kaldi data directory has wav.scp and utt2spk"
    case .empty(let file): "\(file) has no entries"
    case .malformed(let file, let line): "\(file): cannot make sense of the line ‘\(line.prefix(80))’"
    case .missing(let key, let file): "\(key) has no entry in \(file)"
    case .pipe(let utterance):
      "the entry of \(utterance) in wav.scp is a command; VoicePrint runs none: convert the audio and give its path"
    }
  }
}
