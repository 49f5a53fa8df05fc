internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import VoicePrintStore

/// What a client says it is, and the secret that proves it.
struct ClientCredentials: Sendable {
  let id: String
  let secret: String?

  /// A client without proof.
  init(id: String) { (self.id, secret) = (id, nil) }

  /// Reads them from the header where they stand there, else from the form; nil where they stand in neither.
  ///
  /// - Throws: ``TokenFault/unknownClient`` for a header that cannot be read.
  init?(_ request: Request, _ form: TokenForm) throws(TokenFault) {
    guard let header = request.headers[.authorization] else {
      guard let id = form.client_id else { return nil }
      (self.id, secret) = (id, Self.given(form.client_secret))
      return
    }
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "basic",
      let bytes = Data(base64Encoded: parts[1].trimmingCharacters(in: .whitespaces)),
      let text = String(bytes: bytes, encoding: .utf8), let colon = text.firstIndex(of: ":")
    else { throw .unknownClient }
    id = String(text[..<colon])
    secret = Self.given(String(text[text.index(after: colon)...]))
  }

  private static func given(_ secret: String?) -> String? { secret == "" ? nil : secret }

  /// The client, proved where there is a secret.
  ///
  /// - Throws: ``TokenFault/unknownClient``, ``StoreError``.
  func client(in store: EnrollmentStore) throws -> ClientRecord {
    guard let id = try? ClientID(id), let client = try store.client(id, secret: secret) else {
      throw TokenFault.unknownClient
    }
    return client
  }
}

/// The fields of a request for a token that are of use here.
struct TokenForm: Decodable, Sendable {
  let grant_type: String?
  let assertion: String?
  let refresh_token: String?
  let username: String?
  let client_id: String?
  let client_secret: String?
  let access_token_ttl: String?
  let refresh_token_ttl: String?
  let token: String?
}
