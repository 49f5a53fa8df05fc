import Foundation
import Testing
import VoicePrint

/// Kaldi data directories as people write them.
@Suite struct DataDirectoryTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.write("b-2 audio/b 2.wav\na-1\t/elsewhere/a.flac\n\n", to: "wav.scp")
    try folder.write("a-1 a\r\nb-2 b\r\nc-3 c\n", to: "utt2spk")
  }

  @Test func readsUtterancesByName() throws {
    let directory = try DataDirectory(path: folder.path)
    #expect(directory.utterances.map(\.name) == ["a-1", "b-2"])
    #expect(directory.utterances.map(\.path) == ["/elsewhere/a.flac", folder.path + "/audio/b 2.wav"])
    #expect(directory.utterances.map(\.speaker) == ["a", "b"])
    #expect(directory.utterances.map(\.session) == ["a-1", "b-2"], "a session of its own without a table")
    try folder.write("a-1 monday\n", to: "utt2session")
    #expect(try DataDirectory(path: folder.path).utterances.map(\.session) == ["monday", "b-2"])
  }

  @Test func readsEnrollmentsAndTrials() throws {
    try folder.write("m1 a-1 b-2\nm2 a-1\n", to: "enroll")
    try folder.write("m1 b-2 target\nm2 b-2 nontarget\n", to: "trials")
    let directory = try DataDirectory(path: folder.path)
    #expect(try directory.enrollments().map(\.model) == ["m1", "m2"])
    #expect(try directory.enrollments().map(\.utterances) == [["a-1", "b-2"], ["a-1"]])
    #expect(try directory.trials().map(\.isTarget) == [true, false])
    try folder.write("m1 b-2 perhaps\n", to: "trials")
    #expect(throws: DataDirectoryError.malformed(file: "\(folder.path)/trials", line: "m1 b-2 perhaps")) {
      try directory.trials()
    }
  }

  @Test func saysWhatIsWrong() throws {
    func error(_ file: String, _ text: String) throws -> DataDirectoryError? {
      try folder.write(text, to: file)
      return #expect(throws: DataDirectoryError.self) { try DataDirectory(path: folder.path) }
    }
    let path = folder.path
    #expect(try error("wav.scp", "a-1\n") == .malformed(file: "\(path)/wav.scp", line: "a-1"))
    #expect(try error("wav.scp", "\n") == .empty(file: "\(path)/wav.scp"))
    #expect(try error("wav.scp", "d-4 d.wav\n") == .missing(key: "d-4", file: "\(path)/utt2spk"))
    #expect(try error("wav.scp", "a-1 sph2pipe -f wav x.sph |\n") == .pipe(utterance: "a-1"))
    #expect(throws: DataDirectoryError.unreadable(file: "/nonexistent/utt2spk")) {
      try DataDirectory(path: "/nonexistent")
    }
  }
}
