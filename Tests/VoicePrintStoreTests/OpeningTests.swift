import Foundation
import GRDB
import Testing
import VoicePrint
import VoicePrintStore

@Suite struct OpeningTests {
  let folder: TemporaryFolder
  let location: StoreLocation
  let files = FileManager.default

  init() throws {
    folder = try TemporaryFolder()
    location = StoreLocation(path: folder.path + "/made/here", environment: [:])
  }

  private func mode(_ path: String) throws -> Int {
    try #require(try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  @Test func locationsFollowTheEnvironment() throws {
    let home = ["HOME": "/people/x"]
    let standard = StoreLocation(environment: home)
    #expect(standard.databasePath == "/people/x/.local/share/voiceprint/voiceprint.sqlite")
    #expect(standard.keyPath == "/people/x/.local/share/voiceprint/voiceprint.key")
    let data = home.merging(["XDG_DATA_HOME": "/data", "VOICEPRINT_STORE": ""]) { $1 }
    #expect(StoreLocation(environment: data).databasePath == "/data/voiceprint/voiceprint.sqlite")
    let relative = home.merging(["XDG_DATA_HOME": "data"]) { $1 }
    #expect(StoreLocation(environment: relative) == standard)
    let named = data.merging(["VOICEPRINT_STORE": "/s/mine.sqlite", "VOICEPRINT_KEY": "/k/key"]) { $1 }
    #expect(StoreLocation(environment: named).databasePath == "/s/mine.sqlite")
    #expect(StoreLocation(environment: named).keyPath == "/k/key")
    let given = StoreLocation(path: "/other", keyPath: "/keys/a", environment: named)
    #expect(given.databasePath == "/other/voiceprint.sqlite")
    #expect(given.keyPath == "/keys/a")
    #expect(StoreLocation(path: "/s/mine.sqlite", environment: [:]).keyPath == "/s/voiceprint.key")
  }

  @Test func onlyTheOwnerMayReadWhatIsMade() throws {
    let store = try EnrollmentStore(location)
    try store.enroll(speaker(1), sample(1))
    #expect(try mode(folder.path + "/made/here") == 0o700)
    for file in [location.databasePath, location.databasePath + "-wal", location.keyPath] {
      #expect(try mode(file) == 0o600, "\(file)")
    }
    #expect(try files.contentsOfDirectory(atPath: folder.path + "/made/here").count == 4)
    #expect(files.contents(atPath: location.keyPath)?.count == 32)
  }

  @Test func everyTransactionIsSynced() throws {
    let store = try EnrollmentStore(location)
    #expect(
      try store.connectionSettings == [
        "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1",
        "page_size": "4096",
        "busy_timeout": "20000",
      ])
  }

  @Test func aStoreOpensAgain() throws {
    try EnrollmentStore(location).enroll(speaker(1), sample(1))
    let before = try EnrollmentStore(location).record(of: speaker(1))
    for _ in 0..<3 { #expect(try EnrollmentStore(location).record(of: speaker(1)) == before) }
  }

  // MARK: Keys

  @Test func aKeyThatOthersCanReadIsRefused() throws {
    _ = try EnrollmentStore(location)
    for mode in [0o640, 0o604, 0o660, 0o777] {
      try files.setAttributes([.posixPermissions: mode], ofItemAtPath: location.keyPath)
      let error = #expect(throws: StoreError.self) { try EnrollmentStore(location) }
      #expect(error == .looseKeyPermissions(path: location.keyPath, mode: mode))
      #expect(error?.description.contains("chmod 600 \(location.keyPath)") == true)
    }
    try files.setAttributes([.posixPermissions: 0o400], ofItemAtPath: location.keyPath)
    _ = try EnrollmentStore(location)
  }

  @Test func aMissingKeyIsNotReplaced() throws {
    try EnrollmentStore(location).enroll(speaker(1), sample(1))
    let key = try #require(files.contents(atPath: location.keyPath))
    try files.removeItem(atPath: location.keyPath)
    #expect(throws: StoreError.noKey(path: location.keyPath, store: location.databasePath)) {
      try EnrollmentStore(location)
    }
    #expect(!files.fileExists(atPath: location.keyPath))
    #expect(files.createFile(atPath: location.keyPath, contents: key, attributes: [.posixPermissions: 0o600]))
    #expect(try EnrollmentStore(location).records().totalCount == 1)
  }

  @Test func aWrongKeyIsRefused() throws {
    _ = try EnrollmentStore(location)
    let other = StoreLocation(path: folder.path + "/other", environment: [:])
    _ = try EnrollmentStore(other)
    let crossed = StoreLocation(path: folder.path + "/made/here", keyPath: other.keyPath, environment: [:])
    #expect(throws: StoreError.wrongKey(path: other.keyPath, store: location.databasePath)) {
      try EnrollmentStore(crossed)
    }
  }

  @Test(arguments: [0, 1, 31, 33, 1000])
  func aHalfWrittenKeyIsRefused(count: Int) throws {
    try files.createDirectory(atPath: folder.path + "/made/here", withIntermediateDirectories: true)
    #expect(
      files.createFile(
        atPath: location.keyPath, contents: Data(repeating: 1, count: count),
        attributes: [.posixPermissions: 0o600]))
    for _ in 0..<2 {
      #expect(throws: StoreError.malformedKey(path: location.keyPath, byteCount: count)) {
        try EnrollmentStore(location)
      }
    }
    try files.removeItem(atPath: location.keyPath)
    try EnrollmentStore(location).enroll(speaker(1), sample(1))
  }

  @Test func oneKeyServesTwoStoresAndBlobsDoNotMoveBetweenThem() throws {
    let other = StoreLocation(path: folder.path + "/other", keyPath: location.keyPath, environment: [:])
    try EnrollmentStore(location).enroll(speaker(1), sample(1))
    try EnrollmentStore(other).enroll(speaker(1), sample(1))
    try EnrollmentStore(location).close()
    try DatabaseQueue(path: other.databasePath).writeWithoutTransaction { database in
      try database.execute(sql: "ATTACH ? AS source", arguments: [location.databasePath])
      try database.execute(
        sql: """
          UPDATE sealed SET bytes = (SELECT bytes FROM source.sealed s WHERE s.id = sealed.id);
          UPDATE enrollment SET (createdAt, updatedAt) = (SELECT createdAt, updatedAt FROM source.enrollment)
          """)
    }
    #expect(throws: StoreError.self) { try EnrollmentStore(other).record(of: speaker(1)) }
  }

  // MARK: Other files

  @Test func aNewerStoreIsRefusedUnchanged() throws {
    try EnrollmentStore(location).enroll(speaker(1), sample(1))
    try DatabaseQueue(path: location.databasePath).write {
      try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 telepathy')")
    }
    let before = files.contents(atPath: location.databasePath)
    #expect(throws: StoreError.newerStore(path: location.databasePath, changes: ["9 telepathy"])) {
      try EnrollmentStore(location)
    }
    #expect(files.contents(atPath: location.databasePath) == before)
  }

  @Test func whatIsNotAStoreIsRefusedUnchanged() throws {
    let text = folder.path + "/text.sqlite"
    let foreign = folder.path + "/foreign.sqlite"
    try Data(String(repeating: "Dear diary, ", count: 1000).utf8).write(to: URL(fileURLWithPath: text))
    try DatabaseQueue(path: foreign).write { try $0.execute(sql: "CREATE TABLE diary (day TEXT)") }
    for path in [text, foreign] {
      let before = files.contents(atPath: path)
      let error = #expect(throws: StoreError.self) {
        try EnrollmentStore(StoreLocation(path: path, environment: [:]))
      }
      if case .notAStore = error {} else { Issue.record("\(path): \(String(describing: error))") }
      #expect(files.contents(atPath: path) == before)
    }
    #expect(!files.fileExists(atPath: folder.path + "/voiceprint.key"))
  }

  @Test func aPlaceThatCannotBeMadeIsNamed() throws {
    let error = #expect(throws: StoreError.self) {
      try EnrollmentStore(StoreLocation(path: "/proc/nowhere", environment: [:]))
    }
    #expect(error?.description.contains("/proc/nowhere") == true)
  }
}
