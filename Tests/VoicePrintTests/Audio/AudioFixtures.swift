import Foundation
import VoicePrint

/// Sound files made by the tests themselves, without any recording kept in the tree.
enum AudioFixtures {
  /// A tool that a test needs is missing or failed; `Scripts/bootstrap` installs them.
  struct ToolFailure: Error, CustomStringConvertible {
    let description: String
  }

  /// A WAV file of interleaved samples, written by hand so that every field of its header can be wrong.
  static func wav(
    _ samples: [Float], rate: Int = 16_000, channels: Int = 1, bits: Int = 16, claimedBytes: UInt32? = nil
  ) -> [UInt8] {
    let isFloat = bits == 32
    let data: [UInt8] = samples.flatMap { sample -> [UInt8] in
      isFloat
        ? little(sample.bitPattern)
        : little(UInt16(bitPattern: Int16(max(-32_768, min(32_767, (sample * 32_768).rounded())))))
    }
    let frameBytes = channels * bits / 8
    var format = little(UInt16(isFloat ? 3 : 1)) + little(UInt16(channels)) + little(UInt32(rate))
    format += little(UInt32(truncatingIfNeeded: rate * frameBytes)) + little(UInt16(frameBytes))
    format += little(UInt16(bits))
    let claimed = claimedBytes ?? UInt32(data.count)
    return Array("RIFF".utf8) + little(claimed == .max ? claimed : claimed &+ 36) + Array("WAVEfmt ".utf8)
      + little(UInt32(16)) + format + Array("data".utf8) + little(claimed) + data
  }

  private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
    (0..<(value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// A sine.
  static func tone(_ frequency: Double, amplitude: Float = 0.5, rate: Int, seconds: Double) -> [Float] {
    (0..<Int(Double(rate) * seconds)).map {
      amplitude * Float(sin(2 * Double.pi * frequency * Double($0) / Double(rate)))
    }
  }

  /// Something like speech: noise whose loudness follows syllables, a little of it different in each channel.
  static func babble(rate: Int, seconds: Double, channels: Int = 1, seed: UInt64 = 1) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<Int(Double(rate) * seconds)).flatMap { index -> [Float] in
      let time = Double(index) / Double(rate)
      let envelope = max(0, sin(2 * Double.pi * 4 * time)) * 0.2
      let buzz = sin(2 * Double.pi * 150 * time) + sin(2 * Double.pi * 450 * time)
      return (0..<channels).map { _ in Float(envelope * (buzz * 0.5 + 0.1 * generator.gaussian())) }
    }
  }

  /// Runs a tool in a new folder, where it finds `input` as `in.wav` and leaves its result as `out`.
  static func convert(_ input: [UInt8], with command: [String]) throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "voiceprint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(input).write(to: folder.appending(path: "in.wav"))
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let diagnostics = folder.appending(path: "diagnostics")
    try Data().write(to: diagnostics)
    process.standardError = try FileHandle(forWritingTo: diagnostics)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let text = String(decoding: try Data(contentsOf: diagnostics), as: UTF8.self)
      throw ToolFailure(
        description: "\(command.joined(separator: " ")) failed; Scripts/bootstrap installs it: \(text)")
    }
    return [UInt8](try Data(contentsOf: folder.appending(path: "out")))
  }
}
