internal import Foundation
internal import GRDB
internal import VoicePrint

extension EnrollmentTables {
  /// How many rows are in memory at once where all of a table are visited.
  static let pageSize = 100

  /// Visits the rows of an account's enrollments in the order in which they were enrolled, so many in memory and no
  /// more; what the closure does to the tables meanwhile disturbs nothing.
  ///
  /// - Parameters:
  ///   - account: the owner.
  ///   - visit: takes the columns of each row, in the order of ``EnrollmentRow/columns``.
  /// - Throws: what the database or the closure throws.
  func visitEnrollments(of account: AccountRow, _ visit: (Row) throws -> Void) throws {
    let sql = """
      SELECT \(EnrollmentRow.columns) FROM enrollment e WHERE e.account = ? AND e.id > ? ORDER BY e.id LIMIT ?
      """
    var last: Int64 = .min
    while true {
      let page = try Row.fetchAll(
        database.cachedStatement(sql: sql), arguments: [account.id, last, Self.pageSize])
      for row in page { try visit(row) }
      guard page.count == Self.pageSize, let end = page.last else { return }
      last = try end.decode(atIndex: 0)
    }
  }

  /// Visits the deleted ids of an account in the order of their letters, page by page.
  ///
  /// - Throws: what the database or the closure throws.
  func visitTombstones(of account: AccountRow, _ visit: (String) throws -> Void) throws {
    let sql = "SELECT speaker FROM tombstone WHERE account = ? AND speaker > ? ORDER BY speaker LIMIT ?"
    var last = ""
    while true {
      let page = try String.fetchAll(
        database.cachedStatement(sql: sql), arguments: [account.id, last, Self.pageSize])
      for speaker in page { try visit(speaker) }
      guard page.count == Self.pageSize, let end = page.last else { return }
      last = end
    }
  }

  /// Visits the rows of all jobs in the order in which they were accepted, page by page.
  ///
  /// - Throws: what the database or the closure throws.
  func visitJobs(_ visit: (Row) throws -> Void) throws {
    var last: Int64 = .min
    while true {
      let page = try Row.fetchAll(
        database.cachedStatement(
          sql: JobRow.selection + " WHERE j.number > ? ORDER BY j.number LIMIT ?"),
        arguments: [last, Self.pageSize])
      for row in page { try visit(row) }
      guard page.count == Self.pageSize, let end = page.last else { return }
      last = try end.decode(atIndex: 0)
    }
  }
}
