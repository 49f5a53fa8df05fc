import Foundation
import VoicePrint

/// A folder that goes away with the value that owns it.
final class ScratchFolder: Sendable {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory.appendingPathComponent("voiceprint-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }
}

/// The bytes of a 16-bit mono WAV file.
func waveFile(_ waveform: Waveform) -> [UInt8] {
  func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  let data = waveform.samples.flatMap {
    littleEndian(Int((max(-1, min(1, $0)) * 32767).rounded()), 2)
  }
  let rate = waveform.sampleRate
  let format: [[UInt8]] = [
    littleEndian(16, 4), littleEndian(1, 2), littleEndian(1, 2), littleEndian(rate, 4),
    littleEndian(2 * rate, 4), littleEndian(2, 2), littleEndian(16, 2),
  ]
  return Array("RIFF".utf8) + littleEndian(36 + data.count, 4) + Array("WAVEfmt ".utf8)
    + format.flatMap { $0 } + Array("data".utf8) + littleEndian(data.count, 4) + data
}
