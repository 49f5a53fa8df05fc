internal import GRDB
internal import Synchronization

/// Sums up how the rows of counted tables change during a transaction of the connection that writes.
final class RowCounter: Sendable {
  static let function = "voiceprintCount"

  private struct State {
    var keys: StoreKeys?
    var changes: [String: RowSum] = [:]
  }

  private let state = Mutex(State())

  /// Lets a connection tell of its changes from now on; outside of ``begin(with:)`` and ``end()`` it can make none.
  func watch(_ database: Database) throws {
    database.add(
      function: DatabaseFunction(Self.function) { [self] values in
        try note(values)
        return nil
      })
    for table in CountedTable.all { try database.execute(sql: table.triggers) }
  }

  /// Begins a transaction that changes rows.
  func begin(with keys: StoreKeys) { state.withLock { $0 = State(keys: keys) } }

  /// What the changes since ``begin(with:)`` add to the sum of each table.
  var changes: [String: RowSum] { state.withLock { $0.changes } }

  /// Ends the transaction.
  func end() { state.withLock { $0 = State() } }

  private func note(_ values: [DatabaseValue]) throws {
    guard let table = String.fromDatabaseValue(values[0]), let sign = Int.fromDatabaseValue(values[1]) else {
      preconditionFailure("the triggers name a table and a sign")
    }
    try state.withLock { state in
      guard let keys = state.keys else {
        throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "rows change outside a counted transaction")
      }
      let digest = CountedTable.digest(of: Array(values.dropFirst(2)), in: table, keys)
      state.changes[table, default: RowSum()].add(sign > 0 ? digest : digest.negated)
    }
  }
}
