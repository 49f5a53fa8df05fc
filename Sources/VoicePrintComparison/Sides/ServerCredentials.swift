internal import Foundation

/// What a side is told to log in with. It never comes from the command line, which everybody on a machine can read.
package struct ServerCredentials: Equatable, Sendable {
  /// The fields, by the names they have in a file.
  package enum Field: String, CaseIterable, Sendable {
    case clientID = "client_id"
    case clientSecret = "client_secret"
    case jwt
    case accessToken = "access_token"
  }

  /// The client's id and secret.
  package var clientID: String?
  package var clientSecret: String?
  /// Logs a user in.
  package var jwt: String?
  /// A token of a login that was made elsewhere; no other login is made then.
  package var accessToken: String?

  /// Whether there is nothing.
  package var isEmpty: Bool { clientID == nil && clientSecret == nil && jwt == nil && accessToken == nil }

  package init(
    clientID: String? = nil, clientSecret: String? = nil, jwt: String? = nil, accessToken: String? = nil
  ) {
    (self.clientID, self.clientSecret, self.jwt, self.accessToken) = (
      clientID, clientSecret, jwt, accessToken
    )
  }

  /// Reads variables such as `VOICEPRINT_LEFT_CLIENT_ID`.
  ///
  /// - Parameters:
  ///   - environment: the variables.
  ///   - prefix: what stands before the name of a field, `VOICEPRINT_LEFT_`.
  /// - Throws: ``ComparisonError/unusableCredentials(_:)``.
  package init(environment: [String: String], prefix: String) throws(ComparisonError) {
    try self.init { environment[prefix + $0.rawValue.uppercased()] }
    try check("the environment (\(prefix)…)")
  }

  /// Reads a file of lines `client_id=…`, which nobody but its owner may read; `#` begins a comment.
  ///
  /// - Throws: ``ComparisonError``.
  package init(contentsOf path: String) throws(ComparisonError) {
    let bytes = try ComparisonWork.bytes(of: path)
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    if let mode = attributes?[.posixPermissions] as? Int, mode & 0o077 != 0 {
      throw .unusableCredentials(
        "\(path) can be read by others (mode \(String(mode & 0o777, radix: 8))): run chmod 600 \(path)")
    }
    var fields: [Field: String] = [:]
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.isEmpty || line.hasPrefix("#") { continue }
      let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, let field = Field(rawValue: parts[0].lowercased()) else {
        let names = Field.allCases.map(\.rawValue).joined(separator: ", ")
        throw .malformed(path: path, line: index + 1, reason: "it is NAME=VALUE, with one of \(names)")
      }
      fields[field] = parts[1]
    }
    try self.init { fields[$0] }
    try check(path)
  }

  private init(_ value: (Field) -> String?) throws(ComparisonError) {
    func given(_ field: Field) -> String? { value(field).flatMap { $0.isEmpty ? nil : $0 } }
    self.init(
      clientID: given(.clientID), clientSecret: given(.clientSecret), jwt: given(.jwt),
      accessToken: given(.accessToken))
  }

  private func check(_ source: String) throws(ComparisonError) {
    if isEmpty || accessToken != nil || jwt != nil { return }
    guard clientID != nil, clientSecret != nil else {
      throw .unusableCredentials(
        "\(source) has not enough to log in with: client_id and client_secret, jwt with or without them, or "
          + "access_token")
    }
  }

  /// The form of a login.
  var form: [(name: String, value: String)] {
    var form: [(name: String, value: String)]
    if let jwt {
      form = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", jwt)]
    } else {
      form = [("grant_type", "client_credentials")]
    }
    // Without a secret there is nothing to prove, and the client only says who it is.
    if clientSecret == nil, let clientID { form.append(("client_id", clientID)) }
    return form
  }
}
