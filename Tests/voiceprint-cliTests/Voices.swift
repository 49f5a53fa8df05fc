import Foundation
import Testing

/// Sound and models that the tests make themselves, once: espeak-ng speaks, `voiceprint train` learns from it.
final class Voices: Sendable {
  static let shared = Result { try Voices() }

  private let folder: Workplace

  /// Models that differ in T alone, and one with other mixtures.
  var model: String { folder.path + "/a.safetensors" }
  var siblingModel: String { folder.path + "/b.safetensors" }
  var foreignModel: String { folder.path + "/c.safetensors" }
  /// The data directory they were trained on.
  var data: String { folder.path + "/data" }

  static let trainingArguments = [
    "--components", "16", "--rank", "16", "--mixture-frames", "20000", "--no-degraded-copies", "--quiet",
    "--date",
    "2026-01-01", "--corpus", "espeak-ng: GPL v3",
  ]

  private static let speakers = [
    "Alex", "Alicia", "Andrea", "Andy", "Annie", "adam", "boris", "david", "edward", "Gene", "Henrique",
    "Hugo",
    "john", "Lee", "linda", "Marco", "max", "Michael", "pablo", "paul", "quincy", "rob", "steph", "zac",
  ]
  private static let texts = [
    "The north wind and the sun were disputing which was the stronger, when a traveler came along wrapped in a "
      + "warm cloak.",
    "They agreed that the one who first succeeded in making the traveler take his cloak off should be considered "
      + "stronger than the other.",
    "Then the north wind blew as hard as he could, but the more he blew, the more closely did the traveler fold "
      + "his cloak around him.",
    "And at last the north wind gave up the attempt. Then the sun shone out warmly, and immediately the traveler "
      + "took off his cloak.",
  ]

  private init() throws {
    folder = try Workplace(model: "")
    try FileManager.default.createDirectory(atPath: folder.path + "/data", withIntermediateDirectories: true)
    var (paths, speakers) = ("", "")
    for speaker in Self.speakers {
      for text in 0..<3 {
        try Self.speak(text, as: speaker, to: folder.path + "/data/\(speaker)-\(text).wav")
        paths += "\(speaker)-\(text) \(speaker)-\(text).wav\n"
        speakers += "\(speaker)-\(text) \(speaker)\n"
      }
    }
    try Data(paths.utf8).write(to: URL(fileURLWithPath: data + "/wav.scp"))
    try Data(speakers.utf8).write(to: URL(fileURLWithPath: data + "/utt2spk"))
    try train("a", [])
    try train("b", ["--total-variability-seed", "7"])
    try train("c", ["--seed", "2"])
    for voice in ["m1", "f3", "m7"] {
      for text in Self.texts.indices { try Self.speak(text, as: voice, to: path(voice, text)) }
    }
    // The folder outlives every test; nothing else would take it away.
    unsafe voicesFolder = folder.path
    atexit { unsafe try? FileManager.default.removeItem(atPath: voicesFolder) }
  }

  /// A recording of about seven seconds; voices `m1`, `f3`, `m7`, texts 0…3.
  func path(_ voice: String, _ text: Int) -> String { "\(folder.path)/\(voice)-\(text).wav" }

  private func train(_ name: String, _ arguments: [String]) throws {
    let run = try folder.start(
      ["train", "--data", data, "--output", "\(folder.path)/\(name).safetensors"] + Self.trainingArguments
        + arguments, model: nil
    ).finish()
    try #require(run.status == 0, "\(run.errors)")
  }

  private static func speak(_ text: Int, as voice: String, to path: String) throws {
    try tool("espeak-ng", "-v", "en-us+\(voice)", "-s", "\(150 + 7 * text)", "-w", path, texts[text])
  }

  /// Runs a program that the tests need; that it is there is part of the tests.
  static func tool(_ name: String, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(name) \(arguments)")
  }
}

/// Written once, before `atexit` reads it.
private nonisolated(unsafe) var voicesFolder = ""

/// A new store, and recordings of the three voices.
struct Scene {
  let voices: Voices
  let place: Workplace

  init() throws {
    voices = try Voices.shared.get()
    place = try Workplace(model: voices.model)
  }

  /// A file in the workplace.
  func file(_ name: String, _ bytes: Data) throws -> String {
    let path = place.path + "/" + name
    try bytes.write(to: URL(fileURLWithPath: path))
    return path
  }

  func bytes(_ voice: String, _ text: Int) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: voices.path(voice, text)))
  }
}
