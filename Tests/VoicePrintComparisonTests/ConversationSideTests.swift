import Foundation
import Testing
import VoicePrintComparison

@Suite struct ConversationSideTests {
  private let heard = [HeardTurn(start: 0, end: 2, speaker: "ann")]

  @Test func aJobIsWaitedFor() async throws {
    let scene = try ServerScene(conversations: 1)
    let answers = try await scene.server.serving { try await scene.answers(at: $0) }
    let answer = try #require(answers[scene.work.conversations[0]])
    #expect(HeardTurn.turns(in: answer.response) == heard)
    #expect(scene.server.seen.count { $0.path.hasSuffix("/job-1") } == 3)
    #expect(scene.pauses.all.count == 3)
    // The server's own 1,250 ms, and handing it in.
    #expect((1250..<3000).contains(try #require(answer.milliseconds)))
    let body = try #require(scene.server.seen.first { $0.path.hasSuffix("speaker-identify") }?.body)
    #expect(body.contains(#""speakerIds":["ann","bob"]"#))
  }

  /// Killed while a job ran: its result is fetched, the conversation is not sent again.
  @Test func aJobIsNotHandedInTwice() async throws {
    let scene = try ServerScene(conversations: 1)
    let work = scene.work
    let address = try await scene.server.serving { address in
      _ = try await scene.answers(at: address)
      let lines = try String(contentsOfFile: scene.journal, encoding: .utf8).split(separator: "\n")
      #expect(lines.last?.contains(#""status":200"#) == true)
      #expect(lines.dropLast().last?.contains(#""job":"job-1""#) == true)
      let kept = lines.dropLast().joined(separator: "\n") + "\n"
      try Data(kept.utf8).write(to: URL(fileURLWithPath: scene.journal))
      let again = try await scene.answers(at: address)
      #expect(HeardTurn.turns(in: again[work.conversations[0]]?.response ?? .null) == heard)
      #expect(again[work.conversations[0]]?.milliseconds == nil)
      return address
    }
    #expect(!address.isEmpty)
    #expect(scene.sent.count { $0.hasSuffix("speaker-identify") } == 1)
  }

  @Test func aServerWithoutJobsIsAskedAtOnce() async throws {
    let scene = try ServerScene(conversations: 1) { seen, _ in
      seen.path.contains("/async/") ? .answer(404) : nil
    }
    let answers = try await scene.server.serving { try await scene.answers(at: $0) }
    let answer = try #require(answers[scene.work.conversations[0]])
    #expect(HeardTurn.turns(in: answer.response) == heard)
    #expect(
      scene.sent.suffix(2) == [
        "POST /ai/audio/v1/async/speaker-identify", "POST /ai/audio/v1/speaker-identify",
      ])
  }

  @Test func nobodyIsLookedForWhereNobodyIsComplete() async throws {
    let scene = try ServerScene(conversations: 1) { seen, _ in
      seen.method == "PATCH" ? .answer(400, body: #"{"message":"too short"}"#) : nil
    }
    let answers = try await scene.server.serving { try await scene.answers(at: $0) }
    #expect(answers.failure(of: scene.work.conversations[0]) == "nobody is enrolled completely")
    #expect(answers.failure(of: scene.work.steps[1]) == "too short")
    #expect(answers.complete.isEmpty)
  }
}
