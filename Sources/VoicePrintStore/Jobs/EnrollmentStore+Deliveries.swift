package import Foundation
internal import GRDB

extension EnrollmentStore {
  /// The ends of jobs that are to be told by now, the longest due first.
  ///
  /// - Parameters:
  ///   - time: now.
  ///   - limit: how many at most.
  ///   - jobs: those that are being told already.
  /// - Returns: the jobs with whom to tell.
  /// - Throws: ``StoreError``; a job whose own bytes do not open is not told, and never again tried.
  package func dueDeliveries(
    at time: Date, limit: Int, except jobs: Set<JobID> = []
  ) throws(StoreError) -> [DueDelivery] {
    let now = Self.timestamp(time)
    let rows = try read { tables in
      // Those under way are due too; there are few of them.
      try Row.fetchAll(
        tables.database,
        sql: "\(JobRow.selection) WHERE j.deliverAt <= ? ORDER BY j.deliverAt, j.number LIMIT ?",
        arguments: [now.milliseconds, limit + jobs.count]
      ).map { try JobRow($0) }.filter { !jobs.contains($0.id) }.prefix(limit)
    }
    var due: [DueDelivery] = []
    for row in rows {
      do throws(StoreError) {
        let delivery = try read { tables in
          DueDelivery(
            record: row.record(response: try tables.open(.response, of: row)),
            callback: try tables.open(.callback, of: row) ?? [], attempts: row.deliveries)
        }
        due.append(delivery)
      } catch .altered {
        try endDelivery(of: row.id)
      }
    }
    return due
  }

  /// When the next end of a job is to be told; nil where there is nothing to tell.
  ///
  /// - Throws: ``StoreError``.
  package func nextDelivery(except jobs: Set<JobID> = []) throws(StoreError) -> Date? {
    try read { tables in
      let rows = try Row.fetchAll(
        tables.database,
        sql: "SELECT id, deliverAt FROM job WHERE deliverAt IS NOT NULL ORDER BY deliverAt LIMIT ?",
        arguments: [1 + jobs.count])
      for row in rows {
        if let id = JobID(try row.decode(String.self, atIndex: 0)), jobs.contains(id) { continue }
        return Timestamp(milliseconds: try row.decode(atIndex: 1)).date
      }
      return nil
    }
  }

  /// Counts an attempt to tell a job's end that failed, and sets when it is tried again.
  ///
  /// - Throws: ``StoreError``.
  package func postponeDelivery(of id: JobID, until time: Date) throws(StoreError) {
    try write { tables in
      try tables.database.cachedStatement(
        sql:
          "UPDATE job SET deliveries = deliveries + 1, deliverAt = ? WHERE id = ? AND deliverAt IS NOT NULL"
      ).execute(arguments: [Self.timestamp(time).milliseconds, id.text])
    }
  }

  /// Ends the telling of a job's end, because it was heard or because it was tried often enough.
  ///
  /// - Throws: ``StoreError``.
  package func endDelivery(of id: JobID) throws(StoreError) {
    try write { tables in
      let callback = try Int64.fetchOne(
        tables.database, sql: "SELECT callback FROM job WHERE id = ?", arguments: [id.text])
      try tables.database.cachedStatement(
        sql: "UPDATE job SET deliveries = deliveries + 1, deliverAt = NULL, callback = NULL WHERE id = ?"
      ).execute(arguments: [id.text])
      try tables.removeSealed(callback)
    }
  }

  /// Forgets finished jobs of a time that is past, except those whose end is still to be told.
  ///
  /// - Returns: how many were forgotten.
  /// - Throws: ``StoreError``.
  @discardableResult
  package func purgeJobs(at time: Date = Date()) throws(StoreError) -> Int {
    let oldest = Self.timestamp(time.addingTimeInterval(-JobRecord.lifetime))
    return try write { tables in
      try tables.database.execute(
        sql: """
          DELETE FROM job
          WHERE createdAt <= ? AND state IN ('succeeded', 'failed') AND deliverAt IS NULL
          """, arguments: [oldest.milliseconds])
      return tables.database.changesCount
    }
  }

  private static func timestamp(_ time: Date) -> Timestamp {
    Timestamp(milliseconds: Int64((time.timeIntervalSince1970 * 1000).rounded()))
  }
}
