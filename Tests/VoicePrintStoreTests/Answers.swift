import Foundation
import Testing
import VoicePrint
import VoicePrintStore

/// Everything that a store answers, so that a change behind its back cannot hide.
struct Answers: Equatable {
  struct Account: Equatable {
    let name: AccountID
    var records: [EnrollmentRecord] = []
    var complete: [EnrollmentRecord] = []
    var samples: [[SampleRecord]] = []
    var enrollments: [Enrollment] = []
    var signatures: [StoredSignature] = []
    var tombstones: [Tombstone?] = []
    var calibration: StoredCalibration?
  }

  var accounts: [Account] = []
  var clients: [ClientRecord] = []
  var loggedIn: [ClientRecord?] = []
  var sessions: [SessionRecord?] = []
  var tokenKey: [UInt8] = []
  var jobs: [JobRecord?] = []
  var jobCounts: JobCounts
  var deliveries: [String] = []
  var claimed: [String] = []
  var keepsFirstOrder: Bool
  var log: [AuditEntry] = []

  /// Asks for everything. It takes a waiting job, and so changes the store.
  init(_ store: EnrollmentStore, of scene: FullStore) throws {
    for name in try store.accounts() {
      var account = Account(name: name)
      account.records = try store.records(account: name, perPage: 1000).records
      account.complete = try store.records(account: name, includePartial: false, perPage: 1000).records
      for record in account.records {
        account.samples.append(try store.samples(of: record.speaker, account: name))
        account.enrollments.append(
          try store.enrollment(of: record.speaker, account: name, firstOrder: true))
      }
      try store.visitSignatures(account: name, includePartial: true) { account.signatures.append($0) }
      account.tombstones = try scene.speakers.map { try store.tombstone(of: $0, account: name) }
      account.calibration = try store.calibration(account: name)
      accounts.append(account)
    }
    clients = try store.clients()
    loggedIn = try scene.clients.map { try store.client($0, secret: "secret of \($0)") }
    sessions = try scene.sessions.map { try store.session($0) }
    jobs = try scene.jobs.map { try store.job($0) }
    jobCounts = try store.jobCounts
    deliveries = try store.dueDeliveries(at: Date().addingTimeInterval(60), limit: 10).map {
      "\($0.record) \($0.callback) \($0.attempts)"
    }
    keepsFirstOrder = try store.keepsFirstOrderStatistics
    try store.visitLog { log.append($0) }
    tokenKey = try store.tokenKey(for: .loginAssertions)
    if let job = try store.claimJob(unreadable: []) { claimed.append("\(job.record) \(job.request)") }
  }
}

/// A store with something in every table.
struct FullStore {
  let folder: TemporaryFolder
  let speakers: [SpeakerID]
  let clients: [ClientID]
  let sessions: [[UInt8]]
  let jobs: [JobID]
  /// The database before the last changes: what somebody could put back.
  let earlier: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    earlier = try TemporaryFolder()
    let store = try EnrollmentStore(folder.location)
    let second = try AccountID("second")
    try store.makeAccount(second)
    try store.makeAccount(AccountID("third"))
    speakers = try (0..<6).map { try speaker($0) } + [SpeakerID("deleted"), SpeakerID("again")]
    for number in 0..<3 { try store.enroll(speaker(number), sample(number), sample(number + 50)) }
    for number in 2..<5 {
      try store.enroll(
        speaker(number), samples: [sample(number), sample(number + 20), sample(number + 70)],
        idName: .enrollmentId, account: second, model: firstModel, summarize: summarize)
    }
    for speaker in speakers.suffix(2) {
      try store.enroll(speaker, sample(99))
      try store.delete(speaker)
    }
    try store.enroll(speakers[7], sample(98))
    let clients = try ["dialer", "portal", "gone"].map { try ClientID($0) }
    self.clients = clients
    for (number, client) in clients.enumerated() {
      try store.addClient(
        client, secret: "secret of \(client)", owner: SpeakerID("owner"),
        account: number == 1 ? second : .standard)
    }
    _ = try store.tokenKey(for: .accessTokens)
    sessions = try (0..<2).map { number in
      try store.beginSession(
        of: clients[number], owner: SpeakerID("me"), account: number == 1 ? second : .standard,
        secret: "renewal", expiresAt: Date().addingTimeInterval(86_400)
      ).id
    }
    jobs = try (0..<3).map { number in
      try #require(
        try store.acceptJob(.identify, request: [1, 2, UInt8(number)], callback: [7], limit: 10)
      ).id
    }
    if let job = try store.claimJob(unreadable: []) {
      try store.finishJob(job.record.id, .succeeded, response: [3, 4])
    }
    store.erase()
    try FileManager.default.copyItem(
      atPath: folder.location.databasePath, toPath: earlier.location.databasePath)
    // What is undone where the earlier rows are put back.
    try store.update(speaker(1), sample(71))
    try store.remove(sample(50), of: speaker(0))
    try store.delete(speaker(2))
    try store.enroll(speaker(5), sample(5))
    try store.revokeClient(clients[2])
    try store.setCalibration([5, 6, 7], model: firstModel.identity)
    try store.setCalibration([8, 9], model: secondModel.identity, account: second)
    store.erase()
    try store.close()
  }

  /// A copy to be changed.
  func copy() throws -> TemporaryFolder {
    let copy = try TemporaryFolder()
    for path in [\StoreLocation.databasePath, \StoreLocation.keyPath] {
      try FileManager.default.copyItem(
        atPath: folder.location[keyPath: path], toPath: copy.location[keyPath: path])
    }
    return copy
  }

  /// What a copy answers.
  func answers(of copy: TemporaryFolder) throws -> Answers {
    let store = try EnrollmentStore(copy.location)
    defer { try? store.close() }
    return try Answers(store, of: self)
  }
}
