internal import Foundation
internal import Synchronization
package import VoicePrint

/// Recorded answers of a side: JSON, a line each. While a live side is asked it is the journal too: what stands in it
/// is not asked again, and what was asked without an answer is looked up first.
package final class AnswerRecording: Sendable {
  private struct State {
    var answers: [ContentDigest: SideAnswer] = [:]
    var doubts: [ContentDigest: RecordedLine] = [:]
    var removed: Set<String> = []
    var side: String?
  }

  /// Where it is.
  package let path: String
  private let file: FileHandle?
  private let state: Mutex<State>

  /// Reads a file that stays as it is.
  ///
  /// - Throws: ``ComparisonError``.
  package convenience init(reading path: String) throws(ComparisonError) {
    let bytes = try ComparisonWork.bytes(of: path)
    let (state, _) = try Self.state(of: bytes, path: path)
    self.init(path: path, file: nil, state: state)
  }

  /// Opens a file to add to it, or makes it; nobody but its owner may read what is made.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - side: who answers, in words; written where the file is new.
  /// - Throws: ``ComparisonError``.
  package convenience init(continuing path: String, side: String) throws(ComparisonError) {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.unwritable(path) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .inUse(path: path) }
    let bytes: [UInt8]
    let end: Int
    var state: State
    do {
      bytes = Array(try file.readToEnd() ?? Data())
      (state, end) = try Self.state(of: bytes, path: path)
      // A line that a kill cut off is no answer: its question is one that was asked without one.
      try file.truncate(atOffset: UInt64(end))
      try file.seekToEnd()
    } catch let error as ComparisonError {
      throw error
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
    let isNew = state.side == nil && state.answers.isEmpty && state.doubts.isEmpty
    if isNew { state.side = side }
    self.init(path: path, file: file, state: state)
    if isNew { try append(RecordedLine(side: side)) }
  }

  private init(path: String, file: FileHandle?, state: sending State) {
    self.path = path
    self.file = file
    self.state = Mutex(state)
  }

  /// Who answered, as the file says.
  package var side: String? { state.withLock { $0.side } }
  /// The questions that have an answer.
  package var answered: Set<ContentDigest> { state.withLock { Set($0.answers.keys) } }
  /// How many answers there are.
  package var count: Int { state.withLock { $0.answers.count } }

  /// The answer to a question.
  package func answer(to digest: ContentDigest) -> SideAnswer? { state.withLock { $0.answers[digest] } }
  /// What is known of a question that was asked and has no answer.
  package func doubt(about digest: ContentDigest) -> RecordedLine? { state.withLock { $0.doubts[digest] } }
  /// Whether a speaker was removed again.
  package func isRemoved(_ speaker: SpeakerID) -> Bool {
    state.withLock { $0.removed.contains(speaker.text) }
  }

  /// Adds an answer.
  ///
  /// - Throws: ``ComparisonError/unwritable(path:reason:)``.
  package func append(_ answer: SideAnswer, to digest: ContentDigest, asked: String?) throws(ComparisonError)
  {
    var line = RecordedLine(digest: digest.description, asked: asked)
    line.status = answer.status
    line.milliseconds = answer.milliseconds
    line.response = answer.response
    line.attempts = answer.attempts == 1 ? nil : answer.attempts
    try append(line)
  }

  /// Adds a line, and has it on disk before anything else happens.
  ///
  /// - Throws: ``ComparisonError/unwritable(path:reason:)``.
  package func append(_ line: RecordedLine) throws(ComparisonError) {
    guard let file else { preconditionFailure("a recording that is only read does not grow") }
    var line = line
    line.at = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      try file.write(contentsOf: try encoder.encode(line) + Data("\n".utf8))
      try file.synchronize()
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
    state.withLock { state in
      // What this process wrote can be read.
      _ = Self.take(line, into: &state)
    }
  }

  private static func unwritable(_ path: String) -> ComparisonError {
    .unwritable(path: path, reason: unsafe String(cString: strerror(errno)))
  }
}

extension AnswerRecording {
  /// What the lines of a file say, and where the last whole one ends.
  private static func state(
    of bytes: [UInt8], path: String
  ) throws(ComparisonError) -> (State, end: Int) {
    var state = State()
    let end = (bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
    let decoder = JSONDecoder()
    for (index, line) in bytes[..<end].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated() where !line.isEmpty
    {
      let reason: String?
      do {
        reason = take(try decoder.decode(RecordedLine.self, from: Data(line)), into: &state)
      } catch {
        reason = "it is not a JSON object of an answer"
      }
      if let reason { throw .malformed(path: path, line: index + 1, reason: reason) }
    }
    return (state, end)
  }

  /// Adds what a line says.
  ///
  /// - Returns: what is wrong with it; nil where nothing is.
  private static func take(_ line: RecordedLine, into state: inout State) -> String? {
    if let side = line.side { state.side = side }
    if let removed = line.removed { state.removed.insert(removed) }
    guard let text = line.digest else {
      return line.status == nil ? nil : "it has a status and no digest"
    }
    guard let digest = ContentDigest(hexadecimal: text) else {
      return "‘digest’ is not of 64 hexadecimal digits"
    }
    if let status = line.status {
      state.answers[digest] = SideAnswer(
        status: status, milliseconds: line.milliseconds, response: line.response ?? .null,
        attempts: line.attempts ?? 1)
      state.doubts[digest] = nil
    } else if state.answers[digest] == nil {
      state.doubts[digest] = line
    }
    return nil
  }
}
