extension DetailRoutes {
  static let path = "/voiceprint/v1/enrollments/{speakerId}"

  static let show = Operation(
    "enrollmentDetail", "Show everything about an enrollment but the voice",
    parameters: [EnrollmentRoutes.speaker],
    answers: [.success(200, "The enrollment", .json("EnrollmentDetail"))] + EnrollmentRoutes.missing)
  static let remove = Operation(
    "sampleRemove", "Remove a sample, as if it had never been added",
    parameters: [
      EnrollmentRoutes.speaker,
      .path("digest", "Which sample", ["type": "string", "pattern": "^[0-9a-fA-F]{64}$"]),
    ],
    answers: [
      .success(200, "The enrollment without it", .json("EnrollmentDetail")),
      .failure(409, "It is the only sample, or the enrollment was made with another model"),
    ] + EnrollmentRoutes.missing)

  var schemas: [String: JSONValue] {
    let text: JSONValue = ["type": "string"]
    let time: JSONValue = ["type": "string", "format": "date-time"]
    let share: JSONValue = ["type": "number", "minimum": 0, "maximum": 1]
    let sample: [String: JSONValue] = [
      "digest": text, "addedAt": time, "audioDuration": Self.number("Seconds"),
      "speechDuration": Self.number("Seconds"), "signalToNoiseRatio": Self.number("dB"),
      "speechLevel": Self.number("dB of full scale"), "bandwidth": Self.number("Hz"),
      "clippedFraction": share,
      "sourceSampleRate": ["type": "integer"],
      "agreement": Self.number("Log-likelihood ratio that it and the other samples are one speaker"),
      "canMove": [
        "type": "boolean", "description": "Whether it can move to another model without its audio",
      ],
    ]
    let detail: [String: JSONValue] = [
      "speakerId": EnrollmentRoutes.speakerID,
      "enrollmentQuality": EnrollmentRoutes.quality,
      "enrollmentComplete": ["type": "boolean"], "totalSpeechDuration": Self.number("Seconds"),
      "totalEnrollDuration": Self.number("Seconds"), "createdAt": time, "updatedAt": time, "model": text,
      "predictedFalseRejectRate": share,
      "effectiveSpeechDuration": Self.number("Seconds, weighted by cleanness"),
      "reasons": [
        "type": "array",
        "items": .objectSchema(
          ["code": text, "message": text], required: ["code", "message"], closed: true),
      ],
      "samples": [
        "type": "array",
        "items": .objectSchema(sample, required: sample.keys.filter { $0 != "agreement" }, closed: true),
      ],
    ]
    let optional: Set = ["predictedFalseRejectRate", "effectiveSpeechDuration"]
    return [
      "EnrollmentDetail": .objectSchema(
        detail, required: detail.keys.filter { !optional.contains($0) }, closed: true)
    ]
  }

  static func number(_ text: String) -> JSONValue { ["type": "number", "description": .string(text)] }
}
