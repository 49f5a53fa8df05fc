internal import Foundation
public import Logging

/// A log of one line for each event, for people or for programs, on standard error.
public struct ServerLog: LogHandler {
  /// How a line is written.
  public enum Format: String, CaseIterable, Sendable {
    /// Time, level, message, then `name=value`.
    case text
    /// One JSON object.
    case json
  }

  /// What goes along with every line.
  public var metadata: Logger.Metadata = [:]
  /// Nothing below this is written.
  public var logLevel = Logger.Level.info

  private let format: Format

  /// A logger that writes in this format.
  public static func logger(_ format: Format) -> Logger {
    Logger(label: "voiceprint", factory: { _ in ServerLog(format: format) })
  }

  private init(format: Format) { self.format = format }

  /// One of the values that go along with every line.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes a line; where nobody reads it any more, or the disk is full, the server goes on without.
  public func log(event: LogEvent) {
    let time = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    let values = metadata.merging(event.metadata ?? [:]) { _, new in new }.mapValues { "\($0)" }
    try? FileHandle.standardError.write(contentsOf: Data((line(time, event, values) + "\n").utf8))
  }

  private func line(_ time: String, _ event: LogEvent, _ values: [String: String]) -> String {
    switch format {
    case .text:
      let pairs = values.sorted { $0.key < $1.key }.map { "\($0)=\(Self.quoted($1))" }
      return (["\(time) \(event.level) \(event.message)"] + pairs).joined(separator: " ")
    case .json:
      let fixed = ["time": time, "level": "\(event.level)", "message": "\(event.message)"]
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let bytes = try? encoder.encode(values.merging(fixed) { _, fixed in fixed })
      return String(decoding: bytes ?? Data(), as: UTF8.self)
    }
  }

  /// A value that may hold anything, on one line.
  private static func quoted(_ value: String) -> String {
    guard value.contains(where: { $0 == " " || $0 == "\"" || $0.isNewline || $0 == "=" }) else {
      return value
    }
    return String(reflecting: value)
  }
}
