internal import Foundation

/// Values as JSON text that depends on nothing but the value.
package enum JSON {
  /// The text, keys sorted; the value's numbers are finite.
  package static func text(of value: some Encodable) -> String {
    guard let text = textIfFinite(of: value) else {
      preconditionFailure("values that are written are finite numbers and text")
    }
    return text
  }

  /// The text, keys sorted; nil where a number is not finite, which JSON cannot say.
  package static func textIfFinite(of value: some Encodable) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The value of a text.
  package static func value<Value: Decodable>(_ type: Value.Type, of text: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }
}
