internal import VoicePrint

extension EnrollmentRoutes {
  static let path = "/ai/audio/v1/enrollments"
  /// The most enrollments on a page.
  static let longestPage = 1000
  /// What is listed where nothing else is said.
  static let standard = (partial: false, page: 1, perPage: 100)

  static let create = Operation(
    "caiEnrollmentsCreate", "Enroll a speaker from a recording", body: .json("EnrollmentInput"),
    answers: [
      .success(201, "Enrolled", .json("EnrollmentStatus")), .failure(409, "The id is enrolled already"),
    ])
  static let list = Operation(
    "caiEnrollmentsList", "List the enrolled speakers",
    parameters: [
      .query(
        "partial", "Whether enrollments that are not complete are listed too",
        ["type": "boolean", "default": .bool(standard.partial)]),
      .query("perPage", "How many on a page; at most \(longestPage) come", count(standard.perPage)),
      .query("page", "Which page, from 1", count(standard.page)),
    ],
    answers: [
      .success(200, "One page", .json("ListEnrolledSpeakers")),
      .failure(400, "A parameter is not what it must be"),
    ])
  static let get = Operation(
    "caiEnrollmentsGet", "Show an enrollment", parameters: [speaker],
    answers: [.success(200, "The enrollment", .json("EnrollmentStatus"))] + missing)
  static let update = Operation(
    "caiEnrollmentsUpdate", "Add a recording to an enrollment", parameters: [speaker],
    body: .json("EnrollmentPatchInput"),
    answers: [
      .success(201, "The enrollment with the recording", .json("EnrollmentStatus")),
      .failure(409, "The enrollment was made with another model"),
    ] + missing)
  static let delete = Operation(
    "caiEnrollmentsDelete", "Delete an enrollment with all its samples", parameters: [speaker],
    answers: [.success(204, "Deleted"), .failure(410, "It was deleted before")] + missing)

  static let speaker = Operation.Parameter.path("speakerId", "Who it is", speakerID)
  static let speakerID: JSONValue = [
    "type": "string", "pattern": .string("^[a-zA-Z0-9_]{1,\(SpeakerID.maximumLength)}$"),
  ]
  static let missing: [Operation.Answer] = [
    .failure(400, "This cannot be an id"), .failure(404, "Nobody is enrolled under the id"),
  ]
  static let quality: JSONValue = [
    "type": "string", "enum": .array(EnrollmentQuality.allCases.map { .string($0.rawValue) }),
  ]

  private static func count(_ standard: Int) -> JSONValue {
    [
      "type": "integer", "minimum": .integer(QueryValues.counts.lowerBound),
      "maximum": .integer(QueryValues.counts.upperBound), "default": .integer(standard),
    ]
  }

  var schemas: [String: JSONValue] {
    let sample: [String: JSONValue] = [
      "encoding": .reference("Encoding"), "content": .reference("Content"),
      "languageCode": ["type": "string"],
    ]
    let status: [String: JSONValue] = [
      "speakerId": Self.speakerID, "enrollmentId": Self.speakerID, "enrollmentComplete": ["type": "boolean"],
      "totalSpeechDuration": ["type": "number", "minimum": 0, "description": "Seconds of speech"],
      "totalEnrollDuration": ["type": "number", "minimum": 0, "description": "Seconds of audio"],
      "enrollmentQuality": Self.quality,
    ]
    let name = options.identifierNames == .enrollmentId ? "enrollmentId" : "speakerId"
    return [
      "Encoding": ["type": "string", "enum": .array(RequestFields.Encoding.names.map { .string($0) })],
      "Content": [
        "type": "string", "contentEncoding": "base64", "minLength": 1,
        "description": .string(
          "A recording of \(tenths(options.limits.shortestSampleSeconds)) to \(tenths(options.limits.longestSampleSeconds)) s of one person, the whole file in base64"
        ),
      ],
      "EnrollmentInput": .objectSchema(
        sample.merging(["speakerId": Self.speakerID, "enrollmentId": Self.speakerID]) { first, _ in first },
        required: ["encoding", "content"]
      ).merging(["anyOf": [["required": ["speakerId"]], ["required": ["enrollmentId"]]]]),
      "EnrollmentPatchInput": .objectSchema(sample, required: ["encoding", "content"]),
      "EnrollmentStatus": .objectSchema(
        status,
        required: [
          name, "enrollmentComplete", "totalSpeechDuration", "totalEnrollDuration", "enrollmentQuality",
        ],
        closed: true),
      "ListEnrolledSpeakers": .objectSchema(
        [
          "paging": .objectSchema(
            [
              "page": ["type": "integer"], "perPage": ["type": "integer"], "totalPages": ["type": "integer"],
            ], required: ["page", "perPage", "totalPages"], closed: true),
          "records": ["type": "array", "items": .reference("EnrollmentStatus")],
        ], required: ["paging", "records"], closed: true),
    ]
  }
}
