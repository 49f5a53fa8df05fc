internal import VoicePrint

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
    let standard = RecognitionInput.standard
    func number(_ range: ClosedRange<Double>, _ standard: Double) -> JSONValue {
      [
        "type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound),
        "default": .number(standard),
      ]
    }
    let recording: [String: JSONValue] = [
      "content": ["type": "string", "contentEncoding": "base64", "minLength": 1],
      "prior": number(RecognitionInput.priors, standard.point.targetPrior).merging([
        "description": "Probability, before listening, that it is the speaker"
      ]), "missCost": number(RecognitionInput.costs, standard.point.missCost),
      "falseAcceptCost": number(RecognitionInput.costs, standard.point.falseAcceptCost),
    ]
    let ratio = DetailRoutes.number("Log-likelihood ratio, natural logarithm")
    let posterior: JSONValue = ["type": "number", "minimum": 0, "maximum": 1]
    let who: JSONValue = ["type": "string"]
    let verification = PlaceKnowledge.schema.merging([
      "speakerId": who, "accepted": ["type": "boolean"], "logLikelihoodRatio": ratio, "threshold": ratio,
      "posterior": posterior, "speechDuration": DetailRoutes.number("Seconds"),
      "enrollmentComplete": ["type": "boolean"],
    ]) { first, _ in first }
    let candidate: [String: JSONValue] = [
      "speakerId": who, "logLikelihoodRatio": ratio, "posterior": posterior,
    ]
    let identification = PlaceKnowledge.schema.merging([
      "speakerId": ["type": "string", "description": .string("Who it is, or \(Self.nobody)")],
      "threshold": ratio,
      "speechDuration": DetailRoutes.number("Seconds"),
      "candidates": [
        "type": "array", "items": .objectSchema(candidate, required: Array(candidate.keys), closed: true),
      ],
    ]) { first, _ in first }
    func answer(_ properties: [String: JSONValue]) -> JSONValue {
      .objectSchema(
        properties, required: properties.keys.filter { !PlaceKnowledge.optional.contains($0) }, closed: true)
    }
    return [
      "VerificationInput": .objectSchema(
        recording.merging(["speakerId": EnrollmentRoutes.speakerID]) { first, _ in first },
        required: ["content", "speakerId"]),
      "IdentificationInput": .objectSchema(
        recording.merging([
          "speakerIds": ["type": "array", "items": EnrollmentRoutes.speakerID],
          "partial": ["type": "boolean", "default": .bool(standard.partial)],
          "top": ["type": "integer", "minimum": 0, "default": .integer(standard.top)],
        ]) { first, _ in first }, required: ["content"]),
      "Verification": answer(verification),
      "Identification": answer(identification),
    ]
  }
}
