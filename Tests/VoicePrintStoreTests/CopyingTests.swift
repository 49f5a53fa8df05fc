import Foundation
import Testing
import VoicePrint
import VoicePrintStore

/// Copies of a store that is in use.
@Suite struct CopyingTests {
  @Test func aCopyOfAStoreInUseIsWhole() async throws {
    let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
    let store = try EnrollmentStore(folder.location)
    for number in 0..<5 {
      try store.enroll(
        SpeakerID("speaker\(number)"), samples: [sample(number)], model: firstModel, summarize: summarize)
    }
    // Another connection goes on writing meanwhile.
    let writing = Task.detached {
      let second = try EnrollmentStore(folder.location)
      for number in 5..<60 {
        try second.enroll(
          SpeakerID("speaker\(number)"), samples: [sample(number)], model: firstModel, summarize: summarize)
      }
    }
    let copies = try (0..<4).map { index in
      let target = StoreLocation(path: other.path + "/\(index)", environment: [:])
      try store.copy(to: target, includingKey: true)
      return target
    }
    try await writing.value
    for target in copies {
      let files = try FileManager.default.contentsOfDirectory(
        atPath: URL(fileURLWithPath: target.databasePath).deletingLastPathComponent().path)
      #expect(Set(files) == ["voiceprint.sqlite", "voiceprint.key"])
      for path in [target.databasePath, target.keyPath] {
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
      }
      let found = try EnrollmentStore(target).verify(summarize: summarize)
      #expect(found.faults == [] && found.enrollmentCount >= 5)
    }
    let last = StoreLocation(path: other.path + "/last", environment: [:])
    try store.copy(to: last, includingKey: true)
    #expect(try EnrollmentStore(last).verify(summarize: summarize).enrollmentCount == 60)
  }

  @Test func theKeyComesAlongOnlyWhereAsked() throws {
    let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
    let store = try EnrollmentStore(folder.location)
    let target = StoreLocation(path: other.path + "/copy", environment: [:])
    try store.copy(to: target, includingKey: false)
    #expect(!FileManager.default.fileExists(atPath: target.keyPath))
    #expect(throws: StoreError.noKey(path: target.keyPath, store: target.databasePath)) {
      try EnrollmentStore(target)
    }
    let keyed = StoreLocation(path: other.path + "/copy", keyPath: folder.location.keyPath, environment: [:])
    #expect(try EnrollmentStore(keyed).verify(summarize: summarize).faults == [])
  }

  @Test func nothingIsWrittenOverAndNothingIsLeft() throws {
    let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
    let store = try EnrollmentStore(folder.location)
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.location.databasePath))
    #expect(throws: StoreError.self) { try store.copy(to: folder.location, includingKey: false) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.location.databasePath)) == before)
    let target = other.location
    try Data([1]).write(to: URL(fileURLWithPath: target.keyPath))
    #expect(throws: StoreError.self) { try store.copy(to: target, includingKey: true) }
    #expect(!FileManager.default.fileExists(atPath: target.databasePath))
    #expect(try Data(contentsOf: URL(fileURLWithPath: target.keyPath)) == Data([1]))
  }
}
