/// The body of an answer that says what went wrong: the cloud's list, and its first entry once more at the top level,
/// where some of the official clients look for it.
struct ErrorBody: Encodable {
  private struct Entry: Encodable {
    let errorCode: String
    let message: String
    let parameterName: String?
  }

  private let errorCode: String
  private let message: String
  private let parameterName: String?
  private let errors: [Entry]
  private let error: String?
  private let error_description: String?

  init(_ failure: Failure) {
    errorCode = failure.code.rawValue
    message = failure.message
    parameterName = failure.parameterName
    error = failure.oauthError
    error_description = failure.oauthError == nil ? nil : failure.message
    errors = [Entry(errorCode: errorCode, message: message, parameterName: parameterName)]
  }
}
