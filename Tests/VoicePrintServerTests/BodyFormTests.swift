import Foundation
import HTTPTypes
import Testing
import VoicePrint
import VoicePrintServer

/// Bodies as programs write them: dialects of base64, and what a body says that it is.
@Suite struct BodyFormTests {
  private func bytes(_ text: String) -> Result<[UInt8], Base64Text.Fault> {
    do throws(Base64Text.Fault) {
      return .success(try Base64Text(text).bytes)
    } catch {
      return .failure(error)
    }
  }

  @Test func everyDialectIsRead() throws {
    for count in 1...70 {
      let expected = (0..<count).map { UInt8(truncatingIfNeeded: 251 &* $0 &+ 187) }
      let standard = Data(expected).base64EncodedString()
      let address = standard.replacing("+", with: "-").replacing("/", with: "_")
      let bare = address.replacing("=", with: "")
      let lines = Data(expected).base64EncodedString(options: [
        .lineLength64Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
      ])
      let percent = standard.replacing("+", with: "%2B").replacing("=", with: "%3D")
      for text in [
        standard, address, bare, standard.replacing("=", with: ""), lines, " \(standard)\n",
        "data:audio/wav;base64,\(standard)", "data:audio/webm;codecs=opus;base64,\(bare)",
        "DATA:;BASE64,\(standard)",
        "data:audio/wav;base64,\(percent)",
      ] { #expect(bytes(text) == .success(expected), "\(text)") }
    }
  }

  @Test func whatIsNoneIsRefusedByTheRightName() throws {
    let wav = try Speech.wav(0).base64EncodedString()
    #expect(bytes("") == .failure(.empty) && bytes(" \r\n") == .failure(.empty))
    #expect(bytes("data:audio/wav;base64,") == .failure(.empty))
    #expect(bytes("data:audio/wav,AAAA") == .failure(.otherAddress))
    #expect(bytes("AAAA!AAA") == .failure(.oddCharacter(place: 5, count: 8)))
    #expect(bytes("AAAAA") == .failure(.wrongEnd(count: 5)))
    #expect(bytes("AA=") == .failure(.wrongEnd(count: 3)))
    #expect(bytes("AA=A") == .failure(.oddCharacter(place: 3, count: 4)))
    #expect(bytes(Data(wav.utf8).base64EncodedString()) == .failure(.encodedTwice))
    #expect(bytes(Data("data:audio/wav;base64,\(wav)".utf8).base64EncodedString()) == .failure(.encodedTwice))
  }

  @Test func recordingsComeInEveryDialect() async throws {
    let wav = try Speech.wav(0)
    let standard = wav.base64EncodedString()
    try await ServerScene().test { client in
      var answers: [Data] = []
      for content in [
        standard, standard.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: ""),
        "data:audio/wav;base64,\(standard)",
      ] {
        let answer = try await client.send(
          .post, enrollments, json: ["encoding": "Wav", "content": content, "speakerId": "alice"])
        #expect(answer.status == 201)
        answers.append(answer.body)
        _ = try await client.send(.delete, enrollments + "/alice")
      }
      #expect(Set(answers).count == 1)
      let twice = try await client.send(
        .post, enrollments,
        json: [
          "encoding": "Wav", "content": Data(standard.utf8).base64EncodedString(), "speakerId": "alice",
        ])
      #expect(twice.status == 400)
      #expect(try (twice.json["message"] as? String)?.contains("base64 of base64") == true)
    }
  }

  @Test func formsThatAreNotReadAreNamed() async throws {
    let json = try JSONSerialization.data(withJSONObject: [
      "encoding": "Wav", "content": Speech.wav(0).base64EncodedString(), "speakerId": "alice",
    ])
    try await ServerScene().test { client in
      for coding in ["gzip", "br", "deflate, gzip"] {
        let answer = try await client.send(
          .post, enrollments, body: json, headers: [.contentEncoding: coding])
        #expect(answer.status == 415 && answer.headers[.acceptEncoding] == "identity")
        #expect(try (answer.json["message"] as? String)?.contains(coding) == true)
      }
      for type in [
        "audio/wav", "multipart/form-data; boundary=x", "application/xml", "application/octet-stream",
      ] {
        let answer = try await client.send(.post, enrollments, body: json, headers: [.contentType: type])
        #expect(answer.status == 415)
        #expect(try (answer.json["message"] as? String)?.contains(type.prefix { $0 != ";" }) == true)
      }
      for (index, type) in [
        "application/json", "application/json; charset=utf-8", "Application/JSON",
        "application/x-www-form-urlencoded",
        "application/vnd.api+json",
      ].enumerated() {
        let answer = try await client.send(
          .post, enrollments, body: json, headers: [.contentType: type, .contentEncoding: "identity"])
        #expect(answer.status == (index == 0 ? 201 : 409), "\(type)")
      }
    }
  }

  @Test func aRecordingThatIsTooLongIsToldTheLimitOfTheDocument() async throws {
    var samples = [Float](repeating: 0, count: 34 * 8_000)
    for index in samples.indices { samples[index] = 0.1 * Float(index % 80) / 80 }
    let wav = Data(try Waveform(samples: samples, sampleRate: 8_000).waveFile())
    try await ServerScene().test { client in
      let answer = try await client.send(
        .post, enrollments,
        json: ["encoding": "Wav", "content": wav.base64EncodedString(), "speakerId": "alice"])
      let message = try #require(try answer.json["message"] as? String)
      #expect(answer.status == 400 && message.contains("30.0 s"), "\(message)")
      #expect(!message.contains("33") && !message.contains("raise"), "\(message)")
    }
  }
}
