import Foundation
import Testing
import VoicePrint
import VoicePrintJobs
import VoicePrintStore

/// What jobs find out.
struct AnalysisTests {
  private let scene: JobScene
  private let voices: Voices

  init() throws {
    voices = try Voices.shared.get()
    scene = try JobScene()
    for voice in ["m1", "f3"] { try scene.store.enroll(voice, texts: [0, 1, 2]) }
  }

  /// Twelve seconds of one voice, then of the other.
  private func conversation() throws -> [UInt8] {
    let parts = try ["m1", "f3"].map { voice in
      try voices.sox(
        [voices.path(voice, 3), voices.path(voice, 2), "OUTPUT", "trim", "0", "12"], to: "\(voice).wav")
    }
    return try Array(Data(contentsOf: URL(fileURLWithPath: voices.sox(parts + ["OUTPUT"], to: "both.wav"))))
  }

  /// Who speaks for most of a stretch, and nobody else for more than a tenth of it.
  private func speaker(of result: JobResult?, from start: Double, to end: Double) throws -> String {
    var seconds: [String: Double] = [:]
    for utterance in try #require(result).utterances {
      seconds[utterance.speakerId, default: 0] += max(
        0, min(utterance.end, end) - max(utterance.start, start))
    }
    let longest = try #require(seconds.max { $0.value < $1.value })
    #expect(longest.value > 0.6 * (end - start), "\(seconds)")
    for (name, others) in seconds where name != longest.key {
      #expect(others < 0.1 * (end - start), "\(name)")
    }
    return longest.key
  }

  /// In order of time, without overlap, each sure by a probability.
  private func isInOrder(_ result: JobResult?) throws -> Bool {
    let utterances = try #require(result).utterances
    return utterances.allSatisfy { $0.start < $0.end && (0...1).contains($0.confidence ?? -1) }
      && zip(utterances, utterances.dropFirst()).allSatisfy { $0.end <= $1.start }
  }

  @Test func voicesAreIdentified() async throws {
    let content = try conversation()
    let status = try await scene.running {
      try await scene.ended(
        try await scene.submit(.identify, .content(content), speakers: ["m1", "f3", "m1"]))
    }
    #expect(status.result?.speakerCount == nil)
    #expect(try isInOrder(status.result))
    #expect(try speaker(of: status.result, from: 0, to: 12) == "m1")
    #expect(try speaker(of: status.result, from: 12, to: 24) == "f3")
  }

  @Test func aStrangerIsNotIdentified() async throws {
    let content = try conversation()
    let status = try await scene.running {
      try await scene.ended(try await scene.submit(.identify, .content(content), speakers: ["f3"]))
    }
    #expect(try speaker(of: status.result, from: 0, to: 12) == "UserNotIdentified")
    #expect(try speaker(of: status.result, from: 12, to: 24) == "f3")
  }

  @Test func voicesAreToldApart() async throws {
    let content = try conversation()
    let (named, unnamed) = try await scene.running {
      let named = try await scene.submit(
        .diarize, .content(content), speakers: ["m1"], hints: ConversationHints(speakerCount: 2))
      let unnamed = try await scene.submit(
        .diarize, .content(content), hints: ConversationHints(speakerCount: 2))
      return (try await scene.ended(named), try await scene.ended(unnamed))
    }
    #expect(try isInOrder(unnamed.result))
    #expect(try speaker(of: named.result, from: 0, to: 12) == "m1")
    #expect(try speaker(of: named.result, from: 12, to: 24) == "0", "the first of the others")
    #expect(try speaker(of: unnamed.result, from: 0, to: 12) == "0")
    #expect(try speaker(of: unnamed.result, from: 12, to: 24) == "1")
    #expect(named.result?.speakerCount == 2 && unnamed.result?.speakerCount == 2)
  }

  @Test func channelsAreSpeakersWhereTheClientSaysSo() async throws {
    // Both channels have the same voice, so that only the channels can tell them apart.
    let left = try voices.sox(
      [voices.path("m1", 3), "OUTPUT", "trim", "0", "6", "pad", "0", "6"], to: "left.wav")
    let right = try voices.sox(
      [voices.path("m1", 2), "OUTPUT", "trim", "0", "6", "pad", "6", "0"], to: "right.wav")
    let stereo = try voices.sox(["-M", left, right, "OUTPUT"], to: "stereo.wav")
    let content = try Array(Data(contentsOf: URL(fileURLWithPath: stereo)))
    let (separate, mixed) = try await scene.running {
      let separate = try await scene.submit(
        .diarize, .content(content), hints: ConversationHints(separateSpeakerPerChannel: true))
      let mixed = try await scene.submit(
        .diarize, .content(content), hints: ConversationHints(speakerCount: 1))
      return (try await scene.ended(separate), try await scene.ended(mixed))
    }
    #expect(try speaker(of: separate.result, from: 0, to: 6) == "0")
    #expect(try speaker(of: separate.result, from: 6, to: 12) == "1")
    #expect(Set(try #require(mixed.result).utterances.map(\.speakerId)) == ["0"])
  }

  @Test func pausesAreLeftOutWhereTheClientSaysSo() async throws {
    let padded = try voices.sox(
      [voices.path("m1", 3), voices.path("m1", 2), "OUTPUT", "pad", "3@6"], to: "padded.wav")
    let content = try Array(Data(contentsOf: URL(fileURLWithPath: padded)))
    let (all, speech) = try await scene.running {
      let all = try await scene.submit(.identify, .content(content), speakers: ["m1"])
      let speech = try await scene.submit(
        .identify, .content(content), speakers: ["m1"],
        hints: ConversationHints(enableVoiceActivityDetection: true))
      return (try await scene.ended(all), try await scene.ended(speech))
    }
    func seconds(_ status: JobStatus) -> Double {
      status.result?.utterances.reduce(0) { $0 + max(0, min($1.end, 9) - max($1.start, 6)) } ?? -1
    }
    #expect(seconds(all) > 2.9)
    #expect(seconds(speech) < 0.5)
  }

  @Test func whatCannotBeDecodedFails() async throws {
    let text = Array("no audio at all, but long enough to be looked at".utf8)
    let status = try await scene.running {
      try await scene.ended(try await scene.submit(.diarize, .content(text)))
    }
    #expect(status.status == .fail)
    #expect(
      status.failures.map(\.errorCode) == ["CAI-101"] && status.failures.map(\.parameterName) == ["content"])
  }

  /// Less than a megabyte that decodes to five hours ends by the limit, and by little memory.
  @Test func aBombEndsByTheLimit() async throws {
    let path = try voices.sox(
      ["-D", "-n", "-r", "8000", "-b", "16", "-c", "1", "OUTPUT", "trim", "0", "18000"], to: "bomb.flac")
    let content = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(content.count < 1 << 20)
    let status = try await scene.running {
      try await scene.ended(try await scene.submit(.identify, .content(content), speakers: ["m1"]))
    }
    #expect(status.status == .fail)
    #expect(status.failures.first?.message.contains("longer than the limit of 14400 s") == true)
  }

  @Test func whoIsGoneByThenIsSaid() async throws {
    let id = try await scene.submit(.identify, .content(try conversation()), speakers: ["m1", "f3"])
    try scene.store.delete(SpeakerID("f3"))
    let status = try await scene.running { try await scene.ended(id) }
    #expect(status.failures.first?.parameterName == "speakerIds")
    #expect(status.failures.first?.message.contains("f3") == true)
  }

  @Test func aStatusHasTheCloudsFields() async throws {
    let content = try conversation()
    let id = try await scene.submit(.diarize, .content(content))
    let waiting = try #require(try await scene.queue.status(of: id, account: .standard))
    let ended = try await scene.running { try await scene.ended(id) }
    func fields(_ status: JobStatus) throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(try status.json)) as? [String: Any])
    }
    #expect(Set(try fields(waiting).keys) == ["jobId", "api", "creationTime", "expirationTime", "status"])
    let all = try fields(ended)
    #expect(
      Set(all.keys) == [
        "jobId", "api", "creationTime", "completionTime", "expirationTime", "status", "response",
      ])
    #expect(all["api"] as? String == "/ai/audio/v1/async/speaker-diarize")
    let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    for name in ["creationTime", "completionTime", "expirationTime"] {
      let text = try #require(all[name] as? String)
      #expect(text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil, "\(text)")
    }
    let times = try ["creationTime", "expirationTime"].map {
      try format.parse(try #require(all[$0] as? String))
    }
    #expect(times[1].timeIntervalSince(times[0]) == 7 * 86_400)
  }
}
