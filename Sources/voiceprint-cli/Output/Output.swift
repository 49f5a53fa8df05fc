internal import Foundation
internal import VoicePrint

/// Where a command's words go: answers to standard output, what else there is to say to standard error.
struct Output: Sendable {
  let json: Bool
  let quiet: Bool

  /// Prints an answer for people; nothing where JSON was asked for.
  func say(_ text: String) {
    if !json, !quiet { print(text) }
  }

  /// Prints an answer for programs, where it was asked for.
  func answer(_ value: some Encodable) {
    guard json else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("answers are finite numbers and text")
    }
    print(String(decoding: data, as: UTF8.self))
  }

  /// Prints an answer for programs on a line of its own, one of many.
  func line(_ value: some Encodable) {
    guard json else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("answers are finite numbers and text")
    }
    print(String(decoding: data, as: UTF8.self))
  }

  /// Says on standard error what is worth knowing beside the answer.
  func note(_ text: String) {
    if !quiet { Self.complain(text) }
  }

  /// Says on standard error how a recording was read, where that is worth knowing.
  func note(_ remarks: [RecordingRemark], of name: String) {
    for remark in remarks { note("voiceprint: \(name): \(remark)") }
  }

  /// Writes a line to standard error.
  static func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
