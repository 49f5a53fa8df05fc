package import Foundation
internal import GRDB

extension EnrollmentStore {
  /// Takes a job in: it is on disk when this returns, and from then on it ends one way or the other.
  ///
  /// - Parameters:
  ///   - kind: what is asked.
  ///   - request: what is asked in full; it is kept until the job is finished.
  ///   - callback: whom to tell when it is; nil for nobody.
  ///   - account: the owner.
  ///   - limit: how many unfinished jobs there may be in the store.
  /// - Returns: the job; nil where there are so many already.
  /// - Throws: ``StoreError``.
  package func acceptJob(
    _ kind: JobKind, request: [UInt8], callback: [UInt8]?, account: AccountID = .standard, limit: Int
  ) throws(StoreError) -> JobRecord? {
    try write { tables in
      let owner = try AccountRow.find(account, in: tables.database)
      let unfinished = try Int.fetchOne(
        tables.database, sql: "SELECT COUNT(*) FROM job WHERE state IN ('waiting', 'running')")
      guard let unfinished, unfinished < limit else { return nil }
      let (id, now) = (JobID(), Timestamp.now)
      func seal(_ blob: JobBlobKind, _ bytes: [UInt8]) throws -> Int64 {
        try SealedBlob.insert(
          bytes, bound: JobRow.fields(blob, id: id, account: account, kind: kind, createdAt: now),
          keys: tables.keys,
          in: tables.database)
      }
      let requestRow = try seal(.request, request)
      let callbackRow = try callback.map { try seal(.callback, $0) }
      try tables.database.cachedStatement(
        sql: """
          INSERT INTO job (id, account, kind, createdAt, state, request, callback)
          VALUES (?, ?, ?, ?, 'waiting', ?, ?)
          """
      ).execute(arguments: [id.text, owner.id, kind.rawValue, now.milliseconds, requestRow, callbackRow])
      return JobRecord(
        id: id, account: account, kind: kind, createdAt: now.date, state: .waiting, attempts: 0,
        completedAt: nil, response: nil)
    }
  }

  /// A job of an account; nil for one that is not there, is another account's, or is older than
  /// ``JobRecord/lifetime``: nobody can tell which.
  ///
  /// - Throws: ``StoreError``.
  package func job(_ id: JobID, account: AccountID = .standard, at time: Date = Date()) throws(StoreError)
    -> JobRecord?
  {
    try read { tables in
      let owner = try AccountRow.find(account, in: tables.database)
      guard let row = try tables.job("WHERE j.id = ? AND j.account = ?", [id.text, owner.id]) else {
        return nil
      }
      let record = row.record(response: try tables.open(.response, of: row))
      return time < record.expiresAt ? record : nil
    }
  }

  /// Hands out the next waiting job: of the account that was served longest ago, the oldest.
  ///
  /// - Returns: the job, now running, its attempt counted; nil where none waits.
  /// - Throws: ``StoreError``; where the job's own bytes do not open, it ends as failed with `unreadable`.
  package func claimJob(unreadable: [UInt8]) throws(StoreError) -> ClaimedJob? {
    while true {
      let claimed: Result<ClaimedJob?, StoreError> = try write { tables in
        let next = try tables.job(
          """
          WHERE j.state = 'waiting' ORDER BY
            (SELECT MAX(s.startedAt) FROM job s WHERE s.account = j.account) NULLS FIRST, j.number LIMIT 1
          """, [])
        guard let next else { return .success(nil) }
        try tables.database.cachedStatement(
          sql: "UPDATE job SET state = 'running', attempts = attempts + 1, startedAt = ? WHERE number = ?"
        ).execute(arguments: [Timestamp.now.milliseconds, next.number])
        guard let row = try tables.job("WHERE j.number = ?", [next.number]) else { return .success(nil) }
        do {
          guard let request = try tables.open(.request, of: row) else {
            throw StoreError.altered("the request of job \(row.id) is not there")
          }
          return .success(ClaimedJob(record: row.record(response: nil), request: request))
        } catch let error as StoreError {
          try finish(row, .failed, response: unreadable, tables)
          return .failure(error)
        }
      }
      if case .success(let job) = claimed { return job }
    }
  }

  /// Ends a job that is running: its request is removed, its response kept, its callback due at once.
  ///
  /// - Returns: false where the job was not running, and nothing changed.
  /// - Throws: ``StoreError``.
  @discardableResult
  package func finishJob(_ id: JobID, _ state: JobState, response: [UInt8]) throws(StoreError) -> Bool {
    precondition(state.isFinished, "a job ends as succeeded or failed")
    return try write { tables in
      guard let row = try tables.job("WHERE j.id = ? AND j.state = 'running'", [id.text]) else {
        return false
      }
      try finish(row, state, response: response, tables)
      return true
    }
  }

  private func finish(
    _ row: JobRow, _ state: JobState, response: [UInt8], _ tables: EnrollmentTables
  ) throws {
    let now = Timestamp.now
    let sealed = try SealedBlob.insert(
      response, bound: row.fields(.response, end: (state, now)), keys: tables.keys, in: tables.database)
    try tables.database.cachedStatement(
      sql: """
        UPDATE job SET state = ?, completedAt = ?, response = ?, request = NULL,
          deliverAt = CASE WHEN callback IS NULL THEN NULL ELSE ? END WHERE number = ?
        """
    ).execute(arguments: [state.rawValue, now.milliseconds, sealed, now.milliseconds, row.number])
    try tables.removeSealed(row.request)
  }

  /// Puts a running job back.
  ///
  /// - Parameters:
  ///   - id: which.
  ///   - countsAttempt: false where work on it was given up without its fault.
  /// - Throws: ``StoreError``.
  package func releaseJob(_ id: JobID, countsAttempt: Bool) throws(StoreError) {
    try write { tables in
      try tables.database.cachedStatement(
        sql: "UPDATE job SET state = 'waiting', attempts = attempts - ? WHERE id = ? AND state = 'running'"
      ).execute(arguments: [countsAttempt ? 0 : 1, id.text])
    }
  }

  /// Puts back every job that was running when its process ended; the attempt stays counted.
  ///
  /// Only the holder of the ``JobLock`` may call it.
  ///
  /// - Returns: how many there were.
  /// - Throws: ``StoreError``.
  package func recoverJobs() throws(StoreError) -> Int {
    try write { tables in
      try tables.database.execute(sql: "UPDATE job SET state = 'waiting' WHERE state = 'running'")
      return tables.database.changesCount
    }
  }

  /// How many jobs there are of each kind of unfinished business.
  ///
  /// - Throws: ``StoreError``.
  package var jobCounts: JobCounts {
    get throws(StoreError) {
      try read { tables in
        func count(_ condition: String) throws -> Int {
          try Int.fetchOne(tables.database, sql: "SELECT COUNT(*) FROM job WHERE \(condition)") ?? 0
        }
        return JobCounts(
          waiting: try count("state = 'waiting'"), running: try count("state = 'running'"),
          undelivered: try count("deliverAt IS NOT NULL"))
      }
    }
  }
}
