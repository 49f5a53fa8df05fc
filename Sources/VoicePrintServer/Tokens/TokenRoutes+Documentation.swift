extension TokenRoutes {
  static let token = Operation(
    "oauthToken", "Log in, or renew a login", body: .form("TokenForm"),
    answers: [
      .success(200, "Logged in", .json("TokenInfo")),
      Operation.Answer(
        status: 400, text: "The login is refused or not understood", body: .json("TokenError")),
      Operation.Answer(status: 401, text: "The client is not known", body: .json("TokenError")),
    ])
  static let revoke = Operation(
    "oauthRevoke", "End a login: of the client that says who it is, or by the whole token alone",
    parameters: [.query("token", "An access or refresh token", ["type": "string"])],
    body: .form("RevocationForm"),
    answers: [
      .success(200, "Ended, if there was such a login", .json("Nothing")),
      Operation.Answer(status: 400, text: "The token is missing", body: .json("TokenError")),
      Operation.Answer(status: 401, text: "The client is not known", body: .json("TokenError")),
    ])

  var schemas: [String: JSONValue] {
    let text: JSONValue = ["type": "string"]
    let seconds: JSONValue = ["type": "integer", "minimum": 1]
    return [
      "TokenForm": .objectSchema(
        [
          "grant_type": ["type": "string", "enum": .array(Grant.Kind.allCases.map { .string($0.rawValue) })],
          "assertion": text, "refresh_token": text, "username": text, "password": text, "client_id": text,
          "client_secret": text, "access_token_ttl": text, "refresh_token_ttl": text,
        ], required: ["grant_type"]),
      "RevocationForm": .objectSchema(["token": text, "client_id": text, "client_secret": text]),
      "Nothing": .objectSchema([:], closed: true),
      "TokenInfo": .objectSchema(
        [
          "access_token": text, "token_type": ["const": "bearer"], "expires_in": seconds,
          "refresh_token": text,
          "refresh_token_expires_in": seconds, "scope": text,
          "owner_id": EnrollmentRoutes.speakerID, "endpoint_id": text,
        ],
        required: [
          "access_token", "token_type", "expires_in", "refresh_token", "refresh_token_expires_in", "scope",
          "owner_id", "endpoint_id",
        ], closed: true),
      "TokenError": .objectSchema(
        [
          "error": text, "error_description": text, "errorCode": text, "message": text, "parameterName": text,
          "errors": ["type": "array"],
        ], required: ["errorCode", "message", "errors"]),
    ]
  }
}
