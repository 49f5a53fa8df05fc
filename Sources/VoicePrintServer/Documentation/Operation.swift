/// What the OpenAPI document says of a route.
package struct Operation: Sendable {
  /// A parameter of the path or the query.
  package struct Parameter: Sendable {
    let name: String
    let place: String
    let text: String
    let schema: JSONValue

    /// A segment of the path.
    package static func path(_ name: String, _ text: String, _ schema: JSONValue) -> Parameter {
      Parameter(name: name, place: "path", text: text, schema: schema)
    }

    /// An optional parameter of the query.
    package static func query(_ name: String, _ text: String, _ schema: JSONValue) -> Parameter {
      Parameter(name: name, place: "query", text: text, schema: schema)
    }

    var document: JSONValue {
      [
        "name": .string(name), "in": .string(place), "description": .string(text),
        "required": .bool(place == "path"), "schema": schema,
      ]
    }
  }

  /// A body, of a request or an answer.
  package struct Body: Sendable {
    let type: String
    let schema: JSONValue

    /// JSON of a schema in the document.
    package static func json(_ name: String) -> Body {
      Body(type: "application/json", schema: .reference(name))
    }

    /// Text.
    package static func text(_ type: String) -> Body { Body(type: type, schema: ["type": "string"]) }

    /// A form with these fields.
    package static func form(_ name: String) -> Body {
      Body(type: "application/x-www-form-urlencoded", schema: .reference(name))
    }

    var document: JSONValue { .object([type: ["schema": schema]]) }
  }

  /// An answer.
  package struct Answer: Sendable {
    let status: Int
    let text: String
    let body: Body?

    /// An answer that is no failure.
    package static func success(_ status: Int, _ text: String, _ body: Body? = nil) -> Answer {
      Answer(status: status, text: text, body: body)
    }

    /// A failure, in the form that all failures have.
    package static func failure(_ status: Int, _ text: String) -> Answer {
      Answer(status: status, text: text, body: .json("Error"))
    }
  }

  let id: String
  let summary: String
  let parameters: [Parameter]
  let body: Body?
  let answers: [Answer]

  /// What the document says.
  ///
  /// - Parameters:
  ///   - id: the operation's name for programs.
  ///   - summary: what it does, in a line.
  ///   - parameters: in path and query.
  ///   - body: what the request carries.
  ///   - answers: all but those that any route may give.
  package init(
    _ id: String, _ summary: String, parameters: [Parameter] = [], body: Body? = nil, answers: [Answer]
  ) {
    (self.id, self.summary, self.parameters, self.body, self.answers) = (
      id, summary, parameters, body, answers
    )
  }

  /// Answers that any route may give, and those that any route of an account may give.
  private static let general: [Answer] = [
    .failure(403, "Not from here: a page of another origin asked, or a name that is not this machine's"),
    .failure(
      429, "More requests than allowed, or too many failed logins; Retry-After says when the next one is"),
    .failure(500, "A fault of the server"),
    .failure(503, "Too busy, or stopping; Retry-After says when to come again"),
  ]
  private static let unauthorized = Answer.failure(401, "No valid access token")
  private static let hidden = Answer.failure(404, "To be had at the metrics address only")
  private static let bodies: [Answer] = [
    .failure(400, "Something in the request is not what it must be"),
    .failure(408, "The body took too long"), .failure(413, "The body is too large"),
    .failure(415, "The body is compressed, or says that it is something else than JSON"),
  ]

  func document(tag: String, access: Route.Access) -> JSONValue {
    var all = Self.general + (body == nil ? [] : Self.bodies)
    switch access {
    case .open: break
    case .account: all.append(Self.unauthorized)
    case .operators: all.append(Self.hidden)
    }
    var answers: [String: JSONValue] = [:]
    for answer in all + self.answers {
      var entry: [String: JSONValue] = ["description": .string(answer.text), "headers": Self.headers]
      if let body = answer.body { entry["content"] = body.document }
      answers["\(answer.status)"] = .object(entry)
    }
    var document: [String: JSONValue] = [
      "operationId": .string(id), "summary": .string(summary), "tags": [.string(tag)],
      "responses": .object(answers),
    ]
    switch access {
    case .open, .operators: document["security"] = []
    case .account: break
    }
    if !parameters.isEmpty { document["parameters"] = .array(parameters.map(\.document)) }
    if let body { document["requestBody"] = ["required": true, "content": body.document] }
    return .object(document)
  }

  private static let headers: JSONValue = [
    "RCRequestId": ["description": "Names the request", "schema": ["type": "string"]]
  ]
}

extension JSONValue {
  /// A reference to a schema of the document.
  package static func reference(_ name: String) -> JSONValue {
    ["$ref": .string("#/components/schemas/\(name)")]
  }

  /// The schema of an object.
  package static func objectSchema(
    _ properties: [String: JSONValue], required: [String] = [], closed: Bool = false
  ) -> JSONValue {
    var schema: [String: JSONValue] = ["type": "object", "properties": .object(properties)]
    if !required.isEmpty { schema["required"] = .array(required.sorted().map { .string($0) }) }
    if closed { schema["additionalProperties"] = false }
    return .object(schema)
  }
}
