internal import Hummingbird

/// Values of a query, as leniently as clients write them.
struct QueryValues {
  /// Whole numbers that count something.
  static let counts = 1...Int(Int32.max)

  private let request: Request

  init(_ request: Request) { self.request = request }

  /// A truth value: `true`, `True`, `1`, and their contraries; PHP writes false as nothing.
  ///
  /// - Throws: ``ServerError/invalidParameter(_:reason:)``.
  func bool(_ name: String, default standard: Bool) throws(ServerError) -> Bool {
    guard let text = text(name) else { return standard }
    switch text.lowercased() {
    case "true", "1", "yes": return true
    case "false", "0", "no", "": return false
    default: throw .invalidParameter(name, reason: "‘\(name)’ is true or false")
    }
  }

  /// A whole number from 1.
  ///
  /// - Throws: ``ServerError/invalidParameter(_:reason:)``.
  func count(_ name: String, default standard: Int) throws(ServerError) -> Int {
    guard let text = text(name) else { return standard }
    guard let number = Int(text), Self.counts.contains(number) else {
      throw .invalidParameter(
        name,
        reason: "‘\(name)’ is a whole number from \(Self.counts.lowerBound) to \(Self.counts.upperBound)")
    }
    return number
  }

  private func text(_ name: String) -> String? { request.uri.queryParameters[name[...]].map(String.init) }
}
