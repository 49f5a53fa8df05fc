internal import HTTPTypes
internal import VoicePrintJobs
internal import VoicePrintStore

extension JobRoutes {
  static let statusPath = "/ai/status/v1/jobs/{jobId}"
  static let synchronousPath = "/ai/audio/v1/speaker-identify"

  static let identify = Operation(
    "caiSpeakerIdentify", "Identify enrolled speakers in a recording, as a job", parameters: [webhook],
    body: .json("IdentifyInput"), answers: [.success(202, "Accepted", .json("CaiAsyncApiResponse"))])
  static let diarize = Operation(
    "caiSpeakerDiarize", "Find out who speaks when in a recording, as a job", parameters: [webhook],
    body: .json("DiarizeInput"), answers: [.success(202, "Accepted", .json("CaiAsyncApiResponse"))])
  static let identifyNow = Operation(
    "syncSpeakerIdentify", "Identify enrolled speakers in a short recording, at once",
    body: .json("SyncIdentifyInput"),
    answers: [.success(200, "Who speaks when", .json("SpeakerIdentificationObject"))])
  static let status = Operation(
    "caiJobStatusGet", "Show how a job stands, and its result",
    parameters: [.path("jobId", "The job", ["type": "string"])],
    answers: [
      .success(200, "The job", .json("JobStatusResponse")),
      .failure(404, "There is no such job, or no longer"),
    ])

  private static let webhook = Operation.Parameter.query(
    "webhook", "Where the end of the job is told: a POST of the job's status, to exactly this URL",
    ["type": "string", "format": "uri"])

  /// What the cloud did with words: recognising them is not part of VoicePrint.
  static let notServed: [Route] = [
    ("caiSpeechToText", "/ai/audio/v1/async/speech-to-text", "speech recognition"),
    ("caiAnalyzeInteraction", "/ai/insights/v1/async/analyze-interaction", "the analysis of interactions"),
  ].map { id, path, what in
    .account(
      .post, path, Operation(id, "Not served: \(what)", answers: [.failure(404, "Not served here")])
    ) { _, _, _ in
      throw ServerError.notServed(what)
    }
  }

  var schemas: [String: JSONValue] {
    let identifiers: JSONValue = ["type": "array", "items": EnrollmentRoutes.speakerID]
    let common: [String: JSONValue] = [
      "encoding": .reference("Encoding"), "languageCode": ["type": "string"],
      "content": [
        "type": "string", "contentEncoding": "base64", "minLength": 1,
        "description": "The recording, the whole file in base64",
      ],
      "speakerIds": identifiers, "enrollmentIds": identifiers,
    ]
    let hints: [String: JSONValue] = [
      "contentUri": [
        "type": "string", "format": "uri",
        "description":
          "Where the recording is: http, https or file, as far as the server's operator allows it",
      ],
      "audioType": ["type": "string"], "source": ["type": "string"],
      "enableVoiceActivityDetection": ["type": "boolean"],
    ]
    let identify = common.merging(hints) { first, _ in first }
    let diarize = identify.merging([
      "separateSpeakerPerChannel": ["type": "boolean"],
      "speakerCount": [
        "type": "integer", "minimum": .integer(RequestFields.Count.numbers.lowerBound),
        "maximum": .integer(RequestFields.Count.numbers.upperBound),
        "description": "How many people speak; below 1 for not known",
      ],
    ]) { first, _ in first }
    let oneSource: JSONValue = [["required": ["content"]], ["required": ["contentUri"]]]
    let oneList: JSONValue = [["required": ["speakerIds"]], ["required": ["enrollmentIds"]]]
    return [
      "IdentifyInput": .objectSchema(identify, required: ["encoding"]).merging([
        "allOf": [["oneOf": oneSource], ["anyOf": oneList]]
      ]),
      "DiarizeInput": .objectSchema(diarize, required: ["encoding"]).merging(["oneOf": oneSource]),
      "SyncIdentifyInput": .objectSchema(common, required: ["encoding", "content"]).merging(["anyOf": oneList]
      ),
      "CaiAsyncApiResponse": .objectSchema(
        ["jobId": ["type": "string", "format": "uuid"]], required: ["jobId"], closed: true),
    ].merging(Self.results) { first, _ in first }
  }

  private static let results: [String: JSONValue] = {
    let time: JSONValue = ["type": "string", "format": "date-time"]
    let utterances: JSONValue = ["type": "array", "items": .reference("DiarizeSegment")]
    let failure = JSONValue.objectSchema(
      [
        "errorCode": ["type": "string"], "message": ["type": "string"], "parameterName": ["type": "string"],
      ], required: ["errorCode", "message"], closed: true)
    return [
      "DiarizeSegment": .objectSchema(
        [
          "start": ["type": "number", "minimum": 0, "description": "Seconds"],
          "end": ["type": "number", "minimum": 0, "description": "Seconds"],
          "speakerId": [
            "type": "string",
            "description": "An enrolled id; UserNotIdentified, or in a diarization 0, 1, …, for others",
          ],
          "confidence": ["type": "number", "minimum": 0, "maximum": 1],
        ], required: ["start", "end", "speakerId"], closed: true),
      "SpeakerIdentificationObject": .objectSchema(
        ["utterances": utterances], required: ["utterances"], closed: true),
      "DiarizedObject": .objectSchema(
        ["speakerCount": ["type": "integer", "minimum": 0], "utterances": utterances],
        required: ["speakerCount", "utterances"], closed: true),
      "JobFailure": .objectSchema(
        ["errors": ["type": "array", "minItems": 1, "items": failure]], required: ["errors"], closed: true),
      "JobStatusResponse": .objectSchema(
        [
          "jobId": ["type": "string", "format": "uuid"],
          "api": ["type": "string", "enum": .array(JobKind.allCases.map { .string($0.path) })],
          "creationTime": time, "completionTime": time, "expirationTime": time,
          "status": [
            "type": "string", "enum": .array(JobStatus.Status.allCases.map { .string($0.rawValue) }),
          ],
          "response": [
            "anyOf": [
              .reference("SpeakerIdentificationObject"), .reference("DiarizedObject"),
              .reference("JobFailure"),
            ]
          ],
        ], required: ["jobId", "api", "creationTime", "expirationTime", "status"], closed: true),
    ]
  }()
}
