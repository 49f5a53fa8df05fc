/// Why there is no result, in the cloud's shape of an error.
package struct JobFailure: Error, Equatable, Codable, Sendable, CustomStringConvertible {
  /// The cloud's code.
  package var errorCode: String
  /// What was wrong, how much, and what to do.
  package var message: String
  /// The parameter that was wrong.
  package var parameterName: String?

  /// A parameter that is wrong: the only code of the cloud's with a published meaning.
  package static func invalid(_ parameter: String, _ message: String) -> JobFailure {
    JobFailure(errorCode: "CAI-101", message: message, parameterName: parameter)
  }

  /// Something that is not the client's fault.
  package static func `internal`(_ message: String) -> JobFailure {
    JobFailure(errorCode: "CMN-203", message: message, parameterName: nil)
  }

  package var description: String { message }
}
