internal import Foundation
package import VoicePrint

/// Fields of requests that real clients write in several ways.
package enum RequestFields {
  /// A text, or a whole number that stands for one: ids of extensions come as both.
  package struct Text: Decodable, Equatable, Sendable {
    package let text: String

    package init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self.text = text
      } else {
        text = "\(try container.decode(Int64.self))"
      }
    }
  }

  /// What clients say the audio is: it must be one of these, and is not believed.
  package struct Encoding: Decodable, Equatable, Sendable {
    /// The names of the interface.
    package static let names = ["Mpeg", "Mp4", "Wav", "Webm", "Webp", "Aac", "Avi", "Ogg"]
    /// Names that clients send besides.
    private static let others = ["Mp3", "Flac", "M4a", "Opus"]
    private static let known = Set((names + others).map { $0.lowercased() })

    package init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      let text = try container.decode(String.self)
      guard Self.known.contains(text.lowercased()) else {
        throw DecodingError.dataCorruptedError(
          in: container,
          debugDescription:
            "‘encoding’ is one of \(Self.names.joined(separator: ", ")), not ‘\(text.prefix(40))’")
      }
    }
  }

  /// The bytes of a recording, in base64; line breaks and blanks between are left out.
  package struct Audio: Decodable, Sendable {
    package let bytes: [UInt8]

    package init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      var text = Array(try container.decode(String.self).utf8)
      text.removeAll { $0 == 0x0A || $0 == 0x0D || $0 == 0x20 || $0 == 0x09 }
      guard !text.isEmpty else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "‘content’ is empty: it holds the recording in base64")
      }
      guard let data = Data(base64Encoded: Data(text)) else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "‘content’ is not base64: \(Self.fault(in: text))")
      }
      bytes = Array(data)
    }

    private static func fault(in text: [UInt8]) -> String {
      let odd = text.firstIndex { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
          false
        default: true
        }
      }
      if let odd { return "it has another character at \(odd + 1) of \(text.count), blanks not counted" }
      return "it has \(text.count) characters and its end is missing or wrong"
    }
  }

  /// The id of a body that may name it in either way.
  ///
  /// - Throws: ``ServerError/invalidParameter(_:reason:)``, ``EnrollmentError/invalidSpeakerID(_:)``.
  package static func identifier(speakerId: Text?, enrollmentId: Text?) throws -> SpeakerID? {
    if let speakerId, let enrollmentId, speakerId != enrollmentId {
      throw ServerError.invalidParameter(
        "speakerId", reason: "‘speakerId’ and ‘enrollmentId’ are two names of one id, and these differ")
    }
    return try (speakerId ?? enrollmentId).map { try SpeakerID($0.text) }
  }
}
