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

  /// The bytes of a recording, in any dialect of base64 (see ``Base64Text``).
  package struct Audio: Decodable, Sendable {
    package let bytes: [UInt8]

    package init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      do {
        bytes = try Base64Text(container.decode(String.self)).bytes
      } catch let fault as Base64Text.Fault {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "‘content’ \(fault.words)")
      }
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
