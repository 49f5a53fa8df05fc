internal import Foundation

/// A JSON value of any shape: answers of other programs are kept as they came.
package indirect enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  /// The member of an object; nil where there is none or this is no object.
  package subscript(name: String) -> JSONValue? {
    if case .object(let members) = self { members[name] } else { nil }
  }

  /// A number, or a text that is one.
  package var double: Double? {
    switch self {
    case .number(let number): number
    case .text(let text): Double(text)
    default: nil
    }
  }

  /// A truth value.
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// A text, or a whole number as one: ids come as both.
  package var text: String? {
    switch self {
    case .text(let text): text
    case .number(let number): Int64(exactly: number).map { "\($0)" }
    default: nil
    }
  }

  /// The elements of a list.
  package var list: [JSONValue]? { if case .list(let elements) = self { elements } else { nil } }

  /// What bytes hold: JSON, or else the text they are; null for no bytes.
  package init(bytes: [UInt8]) {
    if bytes.isEmpty {
      self = .null
    } else if let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) {
      self = value
    } else {
      self = .text(String(decoding: bytes.prefix(4096), as: UTF8.self))
    }
  }

  /// What a value encodes to.
  package init(encoding value: some Encodable) throws {
    self = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
  }
}

extension JSONValue: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .number(let value):
      // 28 is written as 28 and not as 28.0.
      if let whole = Int64(exactly: value) {
        try container.encode(whole)
      } else {
        try container.encode(value)
      }
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}
