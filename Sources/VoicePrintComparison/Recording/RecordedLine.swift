/// A line of a file of recorded answers. A line has some of these and may have others, which are passed over.
///
/// - An answer has `digest`, `status`, `response` and, where it is known, `milliseconds`.
/// - A question that was put and not answered yet has `digest` and `asked`, and `job` where a job was accepted.
/// - A speaker who was removed again stands in `removed`.
/// - The first line says in `side` who answers.
package struct RecordedLine: Equatable, Sendable, Codable {
  /// The question's digest, 64 hexadecimal digits.
  package var digest: String?
  /// Method and path of the request.
  package var asked: String?
  /// The job that will have the answer.
  package var job: String?
  /// Status of the answer.
  package var status: Int?
  /// How long it took.
  package var milliseconds: Double?
  /// Body of the answer.
  package var response: JSONValue?
  /// How often it was asked.
  package var attempts: Int?
  /// When the line was written, ISO 8601.
  package var at: String?
  /// The id of a speaker who was removed again.
  package var removed: String?
  /// Who answers, in words.
  package var side: String?

  package init(
    digest: String? = nil, asked: String? = nil, job: String? = nil, removed: String? = nil,
    side: String? = nil
  ) {
    (self.digest, self.asked, self.job, self.removed, self.side) = (digest, asked, job, removed, side)
  }
}
