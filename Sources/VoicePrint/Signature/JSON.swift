internal import Foundation

/// Values as JSON text that depends on nothing but the value.
package enum JSON {
  /// The text, keys sorted.
  package static func text(of value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("values that are written are finite numbers and text")
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// The value of a text.
  package static func value<Value: Decodable>(_ type: Value.Type, of text: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }
}
