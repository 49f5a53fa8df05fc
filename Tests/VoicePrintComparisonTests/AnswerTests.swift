import Foundation
import Testing
import VoicePrint
import VoicePrintComparison

@Suite struct AnswerTests {
  private func json(_ text: String) -> JSONValue { JSONValue(bytes: Array(text.utf8)) }

  @Test(arguments: ["speakerId", "enrollmentId"]) func fieldsAreReadUnderEitherName(_ name: String) throws {
    let fields = try #require(
      EnrollmentFields(
        json(
          """
          {"\(name)": "ann", "enrollmentQuality": "Good", "enrollmentComplete": true, "totalSpeechDuration": 61.5,
           "totalEnrollDuration": 90, "more": [1]}
          """)))
    #expect(fields.speaker == "ann")
    #expect(fields.quality == .good)
    #expect(fields.isComplete)
    #expect(fields.speechDuration == 61.5)
    #expect(fields.enrollDuration == 90)
  }

  @Test func fieldsThatLackOneAreNone() {
    #expect(
      EnrollmentFields(
        json(
          #"{"speakerId":"a","enrollmentQuality":"Fine","enrollmentComplete":true,"totalSpeechDuration":1,"totalEnrollDuration":2}"#
        )) == nil)
    #expect(
      EnrollmentFields(
        json(
          #"{"speakerId":"a","enrollmentQuality":"Poor","enrollmentComplete":true,"totalSpeechDuration":1}"#)
      ) == nil)
  }

  @Test func turnsAreReadWithAndWithoutTheirJob() throws {
    let plain = #"{"utterances":[{"start":0,"end":1.5,"speakerId":"ann","confidence":25}]}"#
    let expected = [HeardTurn(start: 0, end: 1.5, speaker: "ann")]
    #expect(HeardTurn.turns(in: json(plain)) == expected)
    #expect(HeardTurn.turns(in: json(#"{"jobId":"x","status":"Success","response":\#(plain)}"#)) == expected)
    #expect(HeardTurn.turns(in: json(#"{"utterances":[{"start":0}]}"#)) == nil)
    #expect(HeardTurn.turns(in: .null) == nil)
  }

  @Test func failuresAreReadInEveryShape() {
    func failure(_ status: Int, _ text: String) -> String? {
      SideAnswer(status: status, milliseconds: 1, response: json(text)).failure
    }
    #expect(failure(201, "{}") == nil)
    #expect(failure(400, #"{"errors":[{"errorCode":"CAI-101","message":"too short"}]}"#) == "too short")
    #expect(failure(429, #"{"errorCode":"CMN-301","message":"slower"}"#) == "slower")
    #expect(failure(502, "<html>bad gateway</html>") == "<html>bad gateway</html>")
    #expect(failure(500, "") == "status 500")
    #expect(failure(200, #"{"status":"Fail","response":{"errors":[{"message":"no audio"}]}}"#) == "no audio")
    #expect(failure(200, #"{"status":"Success","response":{}}"#) == nil)
  }

  @Test func numbersKeepTheirForm() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = #"{"a":28,"b":8.18,"c":[true,null,"x"],"d":{}}"#
    #expect(String(decoding: try encoder.encode(json(text)), as: UTF8.self) == text)
  }
}

@Suite struct WorkTests {
  private func write(_ text: String, to path: String) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// The digests are part of the format of recordings: these were computed with another program.
  @Test func digestsAreThoseOfTheFormat() throws {
    let folder = try ScratchFolder()
    try write("two", to: folder.path + "/speakers/ann/10.wav")
    try write("one", to: folder.path + "/speakers/ann/9.wav")
    try write("talk", to: folder.path + "/talks/a.wav")
    try write("SPEAKER", to: folder.path + "/talks/a.rttm")
    let work = try ComparisonWork(
      speakers: folder.path + "/speakers", conversations: folder.path + "/talks")
    let steps = try #require(work.speakers.first?.steps)
    #expect(steps.map(\.file.name) == ["9.wav", "10.wav"])
    #expect(
      steps[1].digest.description == "8281e2bd9adcda3413ec74c7f77fba8234efd56519fa28eaa3cad78206be0896")
    #expect(
      work.conversations.map(\.digest.description)
        == ["280ecb7c4dfe22a318ffa7c23e2aaa563908b3418bc0b9e70b1ca4c6c8463b7e"])
    #expect(steps[0].digest != steps[1].digest)
  }

  @Test func whatIsNoWorkIsSaid() throws {
    let folder = try ScratchFolder()
    #expect(throws: ComparisonError.noSpeakers(folder: folder.path)) {
      try ComparisonWork(speakers: folder.path)
    }
    try FileManager.default.createDirectory(
      atPath: folder.path + "/ann", withIntermediateDirectories: true)
    #expect(throws: ComparisonError.noRecordings(folder: folder.path + "/ann")) {
      try ComparisonWork(speakers: folder.path)
    }
    try write("x", to: folder.path + "/not an id/1.wav")
    try write("x", to: folder.path + "/ann/1.wav")
    #expect(throws: EnrollmentError.self) { try ComparisonWork(speakers: folder.path) }
  }

  @Test func aFileThatChangesIsNoticed() throws {
    let folder = try ScratchFolder()
    try write("one", to: folder.path + "/ann/1.wav")
    let work = try ComparisonWork(speakers: folder.path)
    try write("other", to: folder.path + "/ann/1.wav")
    #expect(throws: ComparisonError.changed(path: folder.path + "/ann/1.wav")) {
      try work.steps[0].file.bytes()
    }
  }
}

@Suite struct RecordingTests {
  private let digest = ContentDigest(of: "question".utf8)
  private let answer = SideAnswer(
    status: 201, milliseconds: 12.5, response: .object(["speakerId": .text("ann")]))

  @Test func answersComeBack() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/a.jsonl"
    let recording = try AnswerRecording(continuing: path, side: "there")
    try recording.append(answer, to: digest, asked: "POST /x")
    let again = try AnswerRecording(reading: path)
    #expect(again.answer(to: digest) == answer)
    #expect(again.side == "there")
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  /// A kill in the middle of a line loses the line, not the file.
  @Test func aLineThatWasCutOffIsNoAnswer() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/a.jsonl"
    do {
      let recording = try AnswerRecording(continuing: path, side: "there")
      try recording.append(RecordedLine(digest: digest.description, asked: "POST /x"))
      try recording.append(answer, to: digest, asked: nil)
    }
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    try whole.dropLast(20).write(to: URL(fileURLWithPath: path))
    let other = ContentDigest(of: "other".utf8)
    do {
      let recording = try AnswerRecording(continuing: path, side: "there")
      #expect(recording.answer(to: digest) == nil)
      #expect(recording.doubt(about: digest)?.asked == "POST /x")
      try recording.append(answer, to: other, asked: nil)
    }
    let again = try AnswerRecording(reading: path)
    #expect(again.count == 1)
    #expect(again.answer(to: other) == answer)
  }

  @Test(arguments: [
    (#"{"digest":"12","status":200}"#, "‘digest’ is not of 64 hexadecimal digits"),
    (#"{"status":200}"#, "it has a status and no digest"),
    ("nonsense", "it is not a JSON object of an answer"),
  ]) func aLineThatMeansNothingIsNamed(_ line: String, _ reason: String) throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/a.jsonl"
    try Data("{\"side\":\"x\"}\n\(line)\n".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: ComparisonError.malformed(path: path, line: 2, reason: reason)) {
      try AnswerRecording(reading: path)
    }
  }

  @Test func twoDoNotWriteToOneFile() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/a.jsonl"
    let first = try AnswerRecording(continuing: path, side: "there")
    #expect(throws: ComparisonError.inUse(path: path)) {
      try AnswerRecording(continuing: path, side: "there")
    }
    #expect(first.count == 0)
  }
}
