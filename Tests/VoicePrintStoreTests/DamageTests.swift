import Dispatch
import Foundation
import GRDB
import Synchronization
import Testing
import VoicePrint
import VoicePrintStore

/// What others do to the database file, at random and seeded: each edit is harmless to every answer, or it is reported.
@Suite struct DamageTests {
  private enum Outcome { case refused, reported, harmless, impossible }

  @Test func editsOutsideAreReportedOrAnswerTheSame() throws {
    let scene = try FullStore()
    let answers = try scene.answers(of: try scene.copy())
    let bytes = try #require(FileManager.default.contents(atPath: scene.folder.location.databasePath))
    let silent = Mutex<[String]>([])
    let outcomes = Mutex<[Bool: [Outcome: Int]]>([:])
    let count = 1000
    DispatchQueue.concurrentPerform(iterations: count) { number in
      var generator = SeededGenerator(seed: 12, stream: number)
      var what = ""
      do {
        let copy = try scene.copy()
        if number % 2 == 0 {
          what = try Self.flip(bytes, at: copy.location.databasePath, &generator)
        } else {
          what = try Self.edit(copy, earlier: scene.earlier, &generator)
        }
        let outcome = try Self.outcome(of: copy, scene, answers)
        outcomes.withLock { outcomes in
          let kind = what.isEmpty ? .impossible : outcome ?? .harmless
          outcomes[number % 2 == 0, default: [:]][kind, default: 0] += 1
        }
        if outcome == nil { silent.withLock { $0.append("edit \(number): \(what)") } }
      } catch {
        silent.withLock { $0.append("edit \(number): \(what): \(error)") }
      }
    }
    let found = outcomes.withLock { $0 }
    for (isFlip, name) in [(true, "changed bytes"), (false, "statements of SQL")] {
      let counts = found[isFlip, default: [:]].map { "\($0.value) \($0.key)" }.sorted()
      print("damage by \(name): \(counts.joined(separator: ", "))")
      #expect(found[isFlip, default: [:]][.reported, default: 0] > count / 10)
    }
    #expect(silent.withLock { $0 } == [])
    #expect(found[false, default: [:]][.impossible, default: 0] < count / 10)
  }

  /// What came of an edit; nil where it changed an answer and nobody said so.
  private static func outcome(
    of copy: TemporaryFolder, _ scene: FullStore, _ answers: Answers
  ) throws -> Outcome? {
    let store: EnrollmentStore
    do {
      store = try EnrollmentStore(copy.location)
    } catch {
      return .refused
    }
    defer { try? store.close() }
    do {
      guard try store.verify(summarize: summarize).faults.isEmpty else { return .reported }
    } catch {
      return .reported
    }
    return (try? Answers(store, of: scene)) == answers ? .harmless : nil
  }

  /// Changes one to four bytes; half of the places are in the first pages, where SQLite keeps its structures.
  private static func flip(
    _ bytes: Data, at path: String, _ generator: inout SeededGenerator
  ) throws -> String {
    var damaged = bytes
    let limit = Bool.random(using: &generator) ? bytes.count : min(60_000, bytes.count)
    let place = Int.random(in: 0..<limit, using: &generator)
    let length = Int.random(in: 1...4, using: &generator)
    for offset in place..<min(place + length, bytes.count) {
      damaged[offset] ^= UInt8.random(in: 1...255, using: &generator)
    }
    try damaged.write(to: URL(fileURLWithPath: path))
    return "\(length) bytes at \(place)"
  }

  /// An edit by SQL; empty where SQLite refused it.
  private static func edit(
    _ copy: TemporaryFolder, earlier: TemporaryFolder, _ generator: inout SeededGenerator
  ) throws -> String {
    let intruder = try copy.intruder()
    defer { try? intruder.close() }
    return try intruder.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA ignore_check_constraints = ON")
      try database.execute(sql: "ATTACH ? AS earlier", arguments: [earlier.location.databasePath])
      for _ in 0..<20 {
        guard let sql = try statement(database, &generator) else { continue }
        do {
          try database.inTransaction {
            try database.execute(sql: sql)
            return .commit
          }
          return sql
        } catch is DatabaseError {
          // A constraint that cannot be turned off; another edit, then.
          continue
        }
      }
      return ""
    }
  }

  private static let tables = [
    "store", "keyRing", "account", "sealed", "enrollment", "sample", "tombstone", "client", "session",
    "tokenKey", "job", "auditLog", "head", "sqlite_sequence", "grdb_migrations",
  ]

  private static func statement(
    _ database: Database, _ generator: inout SeededGenerator
  ) throws -> String? {
    let table = tables.randomElement(using: &generator) ?? "job"
    let columns = try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info('\(table)')")
    guard let column = columns.randomElement(using: &generator) else { return nil }
    let isKeyed = ["tombstone", "session"].contains(table)
    let key = isKeyed ? (table == "session" ? "id" : "account || speaker") : "rowid"
    let keys = try DatabaseValue.fetchAll(database, sql: "SELECT \(key) FROM \(table) ORDER BY 1")
    guard let one = keys.randomElement(using: &generator)?.sqlLiteral,
      let other = keys.randomElement(using: &generator)?.sqlLiteral
    else { return nil }
    let number = Int.random(in: -3...5, using: &generator)
    let digits = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
    func value(_ row: String) -> String { "(SELECT \(column) FROM \(table) WHERE \(key) = \(row))" }
    switch Int.random(in: 0..<12, using: &generator) {
    case 0, 1: return "DELETE FROM \(table) WHERE \(key) = \(one)"
    case 2: return "DELETE FROM \(table)"
    case 3: return "UPDATE \(table) SET \(column) = \(value(other)) WHERE \(key) = \(one)"
    case 4: return "UPDATE \(table) SET \(column) = NULL WHERE \(key) = \(one)"
    case 5:
      return """
        CREATE TEMP TABLE t AS SELECT \(key) AS k, \(column) AS v FROM \(table) WHERE \(key) IN (\(one), \(other));
        UPDATE \(table) SET \(column) = (SELECT v FROM temp.t WHERE k <> \(table == "tombstone" ? "account || speaker" : "\(table).\(key)"))
        WHERE \(key) IN (\(one), \(other)) AND (SELECT COUNT(*) FROM temp.t) = 2; DROP TABLE temp.t
        """
    case 6:
      return """
        UPDATE \(table) SET \(column) = CASE typeof(\(column)) WHEN 'integer' THEN \(column) + \(number)
          WHEN 'text' THEN '\(digits)' ELSE CAST(x'\(digits.count % 2 == 0 ? digits : "0" + digits)' AS BLOB) END
        WHERE \(key) = \(one)
        """
    case 7:
      return """
        UPDATE \(table) SET \(column) = CASE typeof(\(column)) WHEN 'integer' THEN 1 - \(column)
          WHEN 'blob' THEN CAST(x'00' || substr(\(column), 2) AS BLOB) ELSE \(column) || 'x' END
        WHERE \(key) = \(one)
        """
    case 8: return "DELETE FROM \(table); INSERT INTO \(table) SELECT * FROM earlier.\(table)"
    case 9: return "INSERT OR REPLACE INTO \(table) SELECT * FROM earlier.\(table)"
    case 10:
      // A whole enrollment that goes, or comes back, with all that belongs to it.
      return [
        """
        DELETE FROM sealed WHERE id IN (SELECT statistics FROM sample WHERE enrollment = \(abs(number)));
        DELETE FROM sample WHERE enrollment = \(abs(number)); DELETE FROM enrollment WHERE id = \(abs(number))
        """,
        """
        DELETE FROM sample WHERE enrollment = \(abs(number)); DELETE FROM enrollment WHERE id = \(abs(number));
        INSERT OR REPLACE INTO sealed SELECT * FROM earlier.sealed;
        INSERT OR REPLACE INTO enrollment SELECT * FROM earlier.enrollment WHERE id = \(abs(number));
        INSERT OR REPLACE INTO sample SELECT * FROM earlier.sample WHERE enrollment = \(abs(number))
        """,
        "DELETE FROM auditLog WHERE sequence > \(abs(number) + 3)",
        "UPDATE sample SET firstOrder = NULL WHERE id = \(abs(number))",
      ].randomElement(using: &generator)
    default:
      return [
        "DROP TRIGGER sampleGoes", "DROP TABLE \(table)", "DROP INDEX sessionOfClient",
        "CREATE TRIGGER planted AFTER INSERT ON auditLog BEGIN DELETE FROM tombstone; END",
        "INSERT INTO account (name, createdAt) VALUES ('planted', 1)",
        "INSERT INTO auditLog SELECT sequence + 100, sealed, mac FROM auditLog WHERE sequence = \(abs(number) + 1)",
        "UPDATE job SET state = 'failed', response = NULL", "UPDATE client SET revokedAt = NULL",
        "UPDATE session SET account = 3 - account", "UPDATE store SET keepsFirstOrderStatistics = 0",
      ].randomElement(using: &generator)
    }
  }
}

extension DatabaseValue {
  /// The value as SQL writes it.
  fileprivate var sqlLiteral: String {
    switch storage {
    case .null: "NULL"
    case .int64(let number): "\(number)"
    case .double(let number): "\(number)"
    case .string(let text): "'\(text.replacingOccurrences(of: "'", with: "''"))'"
    case .blob(let data): "x'" + data.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined() + "'"
    }
  }
}
