import Foundation
import Testing
import VoicePrint
import VoicePrintComparison

@Suite struct ServerSideTests {
  @Test func enrollsOnceAndThenUpdates() async throws {
    let scene = try ServerScene()
    let answers = try await scene.server.serving { try await scene.answers(at: $0) }
    #expect(scene.sent == [create, update("ann"), create, update("bob")])
    #expect(answers.enrolled.map(\.text) == ["ann", "bob"])
    #expect(answers.complete.map(\.text) == ["ann", "bob"])
    let body = try #require(scene.server.uploads.first?.body)
    #expect(body.contains(#""content":"YW5uIDE=""#))
    #expect(body.contains(#""encoding":"Wav""#))
    #expect(body.contains(#""languageCode":"en-US""#))
    #expect(body.contains(#""speakerId":"ann""#))
    #expect(scene.work.steps.allSatisfy { answers[$0]?.milliseconds ?? 0 > 0 })
  }

  /// A side that is gone half-way: the second run asks what is missing, and the third asks nothing at all.
  @Test func goesOnWhereItStopped() async throws {
    let scene = try ServerScene(conversations: 1) { seen, number in
      seen.words == create && number >= 1 ? .answer(503) : nil
    }
    await #expect(throws: ComparisonError.self) {
      try await scene.server.serving { try await scene.answers(at: $0) }
    }
    #expect(scene.sent == [create, update("ann"), create, create, create])
    #expect(scene.pauses.all == [1, 2])

    let healthy = ScriptedServer()
    healthy.enroll("ann")
    let answers = try await healthy.serving { try await scene.answers(at: $0) }
    #expect(
      healthy.uploads.map(\.words) == [create, update("bob"), "POST /ai/audio/v1/async/speaker-identify"])
    #expect(answers.answers.count == 5)

    let third = ScriptedServer()
    let again = try await third.serving { try await scene.answers(at: $0) }
    #expect(third.seen.isEmpty)
    #expect(again.answers == answers.answers)
    #expect(again.operations == answers.operations)
  }

  /// The server did what it was asked and said 500: the answer is looked up, not asked for again.
  @Test(arguments: [create, update("ann")]) func whatCameThroughIsNotSentAgain(_ words: String) async throws {
    let scene = try ServerScene { seen, number in seen.words == words && number == 0 ? .afterwards(500) : nil
    }
    let answers = try await scene.server.serving { try await scene.answers(at: $0) }
    #expect(scene.sent == [create, update("ann"), create, update("bob")])
    let step = scene.work.speakers[0].steps[words == create ? 0 : 1]
    #expect(answers[step]?.succeeded == true)
    #expect(answers[step]?.milliseconds == nil)
    let totals = scene.work.speakers[0].steps.map { answers[$0]?.response["totalEnrollDuration"]?.double }
    #expect(totals == [10, 20])
  }

  /// The same where the process was killed between the request and the answer.
  @Test(arguments: [0, 1]) func whatCameThroughBeforeAKillIsNotSentAgain(_ step: Int) async throws {
    let scene = try ServerScene()
    let first = try await scene.server.serving { try await scene.answers(at: $0) }
    let lines = try String(contentsOfFile: scene.journal, encoding: .utf8).split(separator: "\n")
    // The header, and for each question that it is asked and what the answer is.
    #expect(lines.count == 9)
    let kept = lines[..<(2 + 2 * step)].joined(separator: "\n") + "\n{\"digest\":\"cut o"
    try Data(kept.utf8).write(to: URL(fileURLWithPath: scene.journal))

    let after = ScriptedServer()
    after.enroll("nobody")
    let restored = try await scene.server.serving { address in
      // The server is as the kill left it: with what it had taken in.
      for speaker in step == 0 ? ["ann", "bob"] : ["bob"] {
        try await scene.run(at: address, records: false) { try await $0.remove([try SpeakerID(speaker)]) }
      }
      if step == 0 {
        _ = try await scene.run(at: address, records: false) { run in
          try await run.answers(
            to: ComparisonWork(speakers: [(try SpeakerID("ann"), [scene.work.steps[0].file])]))
        }
      }
      return try await scene.answers(at: address)
    }
    let resent = scene.sent.dropFirst(step == 0 ? 5 : 4)
    #expect(Array(resent) == (step == 0 ? [update("ann")] : []) + [create, update("bob")])
    #expect(restored.answers.mapValues(\.response) == first.answers.mapValues(\.response))
  }

  @Test func pausesAreAsLongAsTheServerWants() async throws {
    let scene = try ServerScene { seen, number in
      switch (seen.words, number) {
      case (create, 0): .answer(429, headers: ["Retry-After": "7"])
      case (create, 1): .answer(429)
      case (update("ann"), 0): .answer(503, headers: ["Retry-After": "30"])
      default: nil
      }
    }
    let answers = try await scene.server.serving { try await scene.answers(at: $0) }
    #expect(scene.pauses.all == [7, 60, 30])
    #expect(answers.enrolled.count == 2)
    #expect(answers[scene.work.steps[0]]?.attempts == 3)
  }

  @Test func noRequestIsSpentWhereNoneIsFree() async throws {
    let scene = try ServerScene { seen, number in
      seen.words == create && number == 0
        ? .headers(["X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Window": "45"]) : nil
    }
    _ = try await scene.server.serving { try await scene.answers(at: $0) }
    #expect(scene.pauses.all.count == 1)
    #expect((44...45).contains(scene.pauses.all.first ?? 0))
    #expect(scene.sent.count == 4)
  }

  @Test func patienceHasAnEnd() async throws {
    let scene = try ServerScene { seen, _ in
      seen.words == create ? .answer(429, headers: ["Retry-After": "40"]) : nil
    }
    let error = await #expect(throws: ComparisonError.self) {
      try await scene.server.serving { try await scene.answers(at: $0, patience: 100) }
    }
    guard case .rateLimited(_, seconds: 100) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(scene.pauses.all == [40, 40])
  }

  @Test func aServerThatIsNotThereIsAskedOnlySoOften() async throws {
    let scene = try ServerScene()
    let error = await #expect(throws: ComparisonError.self) {
      try await scene.answers(at: "http://127.0.0.1:9", records: false)
    }
    guard case .unavailable(host: "127.0.0.1:9", _, attempts: 3) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(scene.pauses.all == [1, 2])
  }

  @Test func logsInAgainWhenTheTokenIsNoGoodAnyMore() async throws {
    let scene = try ServerScene { seen, number in
      seen.words == update("ann") && number == 0 ? .answer(401) : nil
    }
    let credentials = ServerCredentials(clientID: "app", clientSecret: "secret", jwt: "a.b+c")
    _ = try await scene.server.serving { try await scene.answers(at: $0, credentials: credentials) }
    let logins = scene.server.seen.filter { $0.path == "/restapi/oauth/token" }
    #expect(logins.count == 2)
    #expect(logins.first?.authorization == "Basic YXBwOnNlY3JldA==")
    #expect(
      logins.first?.body
        == "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=a.b%2Bc")
    #expect(scene.server.uploads.allSatisfy { $0.authorization == "Bearer fresh" })
    #expect(scene.sent.count == 5)
  }

  @Test func aRefusedLoginEndsIt() async throws {
    let scene = try ServerScene { seen, _ in
      seen.path.hasPrefix("/restapi") ? .answer(400, body: #"{"error_description":"unknown client"}"#) : nil
    }
    let credentials = ServerCredentials(clientID: "app", clientSecret: "wrong")
    let error = await #expect(throws: ComparisonError.self) {
      try await scene.server.serving { try await scene.answers(at: $0, credentials: credentials) }
    }
    guard case .refused(_, status: 400, message: "unknown client") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(scene.sent.isEmpty)
  }

  @Test func enrollmentsOfOthersAreLeftAlone() async throws {
    let scene = try ServerScene()
    scene.server.enroll("bob")
    let error = await #expect(throws: ComparisonError.self) {
      try await scene.server.serving { try await scene.answers(at: $0) }
    }
    guard case .taken(_, ids: ["bob"]) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(scene.sent.isEmpty)
  }

  /// Where the list is not told, the status 409 says it, and nothing more is sent for that speaker.
  @Test func enrollmentsOfOthersAreNeitherUpdatedNorRemoved() async throws {
    let scene = try ServerScene { seen, _ in
      seen.words == "GET /ai/audio/v1/enrollments" ? .answer(404) : nil
    }
    scene.server.enroll("ann")
    let work = scene.work
    try await scene.server.serving { address in
      try await scene.run(at: address) { run in
        let answers = try await run.answers(to: work)
        #expect(answers.failure(of: work.steps[0]) == "taken")
        #expect(answers.failure(of: work.steps[1]) == "the id belongs to somebody else there")
        let left = run.left(of: answers)
        #expect(left.map(\.text) == ["bob"])
        try await run.remove(left)
        #expect(run.left(of: answers).isEmpty)
      }
    }
    #expect(scene.sent == [create, create, update("bob")])
    #expect(scene.server.enrolled == ["ann"])
  }

  @Test func whatWasRemovedCannotGoOn() async throws {
    let scene = try ServerScene()
    let work = scene.work
    let file = WorkFile(
      path: scene.folder.path + "/talks.wav", name: "talks.wav", byteCount: 1, digest: ContentDigest(of: [1]))
    let longer = ComparisonWork(
      speakers: work.speakers.map { ($0.id, $0.steps.map(\.file)) }, conversations: [file])
    try await scene.server.serving { address in
      try await scene.run(at: address) { run in
        let answers = try await run.answers(to: work)
        try await run.remove(run.left(of: answers))
      }
      // All is answered, so that nothing has to be there.
      _ = try await scene.answers(at: address)
      await #expect(throws: ComparisonError.removed(path: scene.journal, speaker: "ann")) {
        try await scene.run(at: address) { try await $0.answers(to: longer) }
      }
    }
    #expect(scene.sent.count == 4)
  }

  @Test func aRecordingOfOtherWorkIsRefused() async throws {
    let scene = try ServerScene()
    let work = scene.work
    let less = ComparisonWork(speakers: [(work.speakers[0].id, [work.speakers[0].steps[1].file])])
    try await scene.server.serving { address in
      _ = try await scene.answers(at: address)
      await #expect(throws: ComparisonError.otherWork(path: scene.journal, count: 4)) {
        try await scene.run(at: address) { try await $0.answers(to: less) }
      }
    }
  }
}
