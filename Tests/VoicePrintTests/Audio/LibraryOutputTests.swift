import Foundation
import Synchronization
import Testing
import VoicePrint

/// What the libraries of decoding say themselves does not come to standard error, and everything else does.
@Suite struct LibraryOutputTests {
  private func cutMP3() throws -> [UInt8] {
    let mp3 = try #require(AudioFormat.all.first { $0.container == .mp3 }).tone(seconds: 5)
    return Array(mp3.prefix(mp3.count * 2 / 3))
  }

  @Test func standardErrorIsLeftToTheProgram() async throws {
    let bytes = Data(try cutMP3())
    let result = try await #require(processExitsWith: .success, observing: [\.standardErrorContent]) {
      [bytes = bytes as Data] in
      try decodeBetweenWords([UInt8](bytes))
    }
    let lines = String(decoding: result.standardErrorContent, as: UTF8.self).split(separator: "\n")
    #expect(lines.map { $0.prefix { $0.isLetter } } == ["before", "between", "after"], "\(lines)")
  }

  @Test func whatTheySayIsGivenToTheLog() async throws {
    let bytes = Data(try cutMP3())
    await #expect(processExitsWith: .success) { [bytes = bytes as Data] in
      try expectWords(decoding: [UInt8](bytes))
    }
  }
}

/// Writes to standard error in the ways that programs do, with a decoding in between.
private func decodeBetweenWords(_ bytes: [UInt8]) throws {
  unsafe perror("before")
  _ = try AudioDecoder().recording(from: bytes)
  unsafe perror("between")
  FileHandle.standardError.write(Data("after\n".utf8))
}

/// Counts lines.
private final class LineCounter: Sendable {
  let count = Mutex(0)
}

private func expectWords(decoding bytes: [UInt8]) throws {
  let lines = LineCounter()
  LibraryOutput.listen { line in lines.count.withLock { $0 += line.isEmpty ? 0 : 1 } }
  _ = try AudioDecoder().recording(from: bytes)
  precondition(lines.count.withLock { $0 } > 0, "nothing was caught")
}
