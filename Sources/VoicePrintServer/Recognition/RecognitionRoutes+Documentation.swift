extension RecognitionRoutes {
  static let verify = Operation(
    "verify", "Decide whether a recording is an enrolled speaker's voice", body: .json("VerificationInput"),
    answers: [
      .success(200, "The decision", .json("Verification")), .failure(404, "Nobody is enrolled under the id"),
      .failure(409, "The enrollment was made with another model"),
    ])
  static let identify = Operation(
    "identify", "Rank the enrolled speakers by a recording of one person", body: .json("IdentificationInput"),
    answers: [
      .success(200, "The ranking", .json("Identification")),
      .failure(404, "Nobody is enrolled under one of the ids"),
      .failure(409, "An enrollment was made with another model"),
    ])

  var schemas: [String: JSONValue] {
    let cost: JSONValue = ["type": "number", "minimum": 1e-6, "maximum": 1e6, "default": 1]
    let recording: [String: JSONValue] = [
      "content": ["type": "string", "contentEncoding": "base64", "minLength": 1],
      "prior": [
        "type": "number", "minimum": .number(RecognitionInput.smallestPrior),
        "maximum": .number(1 - RecognitionInput.smallestPrior), "default": 0.01,
        "description": "Probability, before listening, that it is the speaker",
      ], "missCost": cost, "falseAcceptCost": cost,
    ]
    let ratio = DetailRoutes.number("Log-likelihood ratio, natural logarithm")
    let posterior: JSONValue = ["type": "number", "minimum": 0, "maximum": 1]
    let who: JSONValue = ["type": "string"]
    let verification: [String: JSONValue] = [
      "speakerId": who, "accepted": ["type": "boolean"], "logLikelihoodRatio": ratio, "threshold": ratio,
      "posterior": posterior, "speechDuration": DetailRoutes.number("Seconds"),
      "enrollmentComplete": ["type": "boolean"],
    ]
    let candidate: [String: JSONValue] = [
      "speakerId": who, "logLikelihoodRatio": ratio, "posterior": posterior,
    ]
    let identification: [String: JSONValue] = [
      "speakerId": ["type": "string", "description": .string("Who it is, or \(Self.nobody)")],
      "threshold": ratio,
      "speechDuration": DetailRoutes.number("Seconds"),
      "candidates": [
        "type": "array", "items": .objectSchema(candidate, required: Array(candidate.keys), closed: true),
      ],
    ]
    return [
      "VerificationInput": .objectSchema(
        recording.merging(["speakerId": EnrollmentRoutes.speakerID]) { first, _ in first },
        required: ["content", "speakerId"]),
      "IdentificationInput": .objectSchema(
        recording.merging([
          "speakerIds": ["type": "array", "items": EnrollmentRoutes.speakerID],
          "partial": ["type": "boolean"],
          "top": ["type": "integer", "minimum": 0, "default": 10],
        ]) { first, _ in first }, required: ["content"]),
      "Verification": .objectSchema(verification, required: Array(verification.keys), closed: true),
      "Identification": .objectSchema(identification, required: Array(identification.keys), closed: true),
    ]
  }
}
