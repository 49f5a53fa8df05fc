internal import Foundation
internal import GRDB

/// What is wrong at one place of the log.
public struct LogFault: Equatable, Sendable, CustomStringConvertible {
  /// The first entry that it concerns; nil where it concerns the log as a whole.
  public let sequence: Int64?
  /// What differs, in a sentence.
  public let description: String
}

/// What a check of the log found.
public struct LogVerification: Equatable, Sendable {
  /// How many entries were read.
  public internal(set) var entryCount = 0
  /// The check of the last entry in hexadecimal digits: noted elsewhere, it tells later whether the whole store was
  /// put back to an earlier state.
  public internal(set) var head = ""
  /// What is wrong; empty where all is well.
  public internal(set) var faults: [LogFault] = []
}

/// Reads the log from its first entry to its last, and checks each and how they follow each other.
struct LogCheck {
  private(set) var found = LogVerification()
  /// The enrollments as the log leaves them.
  private(set) var replay = LogReplay()

  init(_ tables: EnrollmentTables) throws {
    let rows = try Row.fetchCursor(tables.database, sql: AuditRow.query)
    var last: (sequence: Int64, check: Data) = (0, Data(count: 32))
    while let columns = try rows.next() {
      let row = try AuditRow(columns)
      found.entryCount += 1
      noteGap(from: last.sequence + 1, to: row.sequence - 1)
      if let body = row.body(tables.keys) {
        check(body, row, after: last, tables.keys)
        replay.apply(body)
      } else {
        note(row.sequence, "entry \(row.sequence) of the log does not open: its contents were changed")
      }
      last = (row.sequence, row.check)
    }
    found.head = last.check.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
    let head: StoreHead
    do {
      head = try StoreHead.read(from: tables.database, keys: tables.keys)
    } catch let error as StoreError {
      guard case .altered(let what) = error else { throw error }
      note(nil, what)
      return
    }
    if last.sequence < head.entryCount {
      let count = head.entryCount - last.sequence
      note(
        last.sequence + 1,
        count == 1
          ? "entry \(head.entryCount), the last of the log, is missing"
          : "entries \(last.sequence + 1) to \(head.entryCount), the last of the log, are missing")
    } else if last.sequence > head.entryCount {
      note(
        head.entryCount + 1,
        "entry \(head.entryCount + 1) and what follows it were put in behind the last of the log")
    } else if last.check != head.lastCheck {
      note(last.sequence, "entry \(last.sequence), the last of the log, is not the one that was written last")
    }
  }

  private mutating func check(
    _ body: AuditBody, _ row: AuditRow, after last: (sequence: Int64, check: Data), _ keys: StoreKeys
  ) {
    let number = row.sequence
    if body.sequence != number {
      note(
        number,
        "entry \(number) of the log was written as entry \(body.sequence): it was moved or copied here")
    } else if row.check
      != AuditRow.check(of: row.sealed, sequence: number, previous: body.previous, keys: keys)
    {
      note(number, "the check of entry \(number) of the log is not that of its contents: it was changed")
    }
    if last.sequence == number - 1, body.previous != last.check {
      note(
        number,
        number == 1
          ? "entry 1 of the log was written behind another one: it is not the first"
          : "entry \(number) of the log was written behind another entry \(number - 1) than the one that is there: "
            + "one of the two was replaced, or the check of entry \(number - 1) was changed")
    }
  }

  private mutating func noteGap(from first: Int64, to last: Int64) {
    guard first <= last else { return }
    note(
      first,
      first == last
        ? "entry \(first) of the log is missing" : "entries \(first) to \(last) of the log are missing")
  }

  private mutating func note(_ sequence: Int64?, _ what: String) {
    found.faults.append(LogFault(sequence: sequence, description: what))
  }
}
