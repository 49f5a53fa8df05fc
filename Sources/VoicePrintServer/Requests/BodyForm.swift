internal import HTTPTypes
internal import Hummingbird

/// What a body says of itself: it must be JSON as it is.
enum BodyForm {
  /// Media types of bodies that are read as JSON: its own, and those that `curl` and simple programs send it under.
  private static let types: Set<String> = [
    "application/json", "text/json", "text/plain", "application/x-www-form-urlencoded",
  ]

  /// Refuses compressed bodies and those that say they are something else, by name.
  ///
  /// - Throws: ``ServerError/unsupportedBody(header:reason:)``.
  static func check(_ headers: HTTPFields) throws(ServerError) {
    if let coding = headers[.contentEncoding]?.lowercased(), coding != "identity", !coding.isEmpty {
      throw .unsupportedBody(
        header: "Content-Encoding",
        reason: "bodies are read as they are, not in Content-Encoding ‘\(coding.prefix(40))’: send it without"
      )
    }
    guard let type = headers[.contentType] else { return }
    let name = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
    guard name.isEmpty || types.contains(name) || name.hasSuffix("+json") else {
      throw .unsupportedBody(
        header: "Content-Type",
        reason:
          "the body must be JSON (application/json) with the recording in base64 in ‘content’, and is sent as "
          + "‘\(name.prefix(80))’")
    }
  }
}
