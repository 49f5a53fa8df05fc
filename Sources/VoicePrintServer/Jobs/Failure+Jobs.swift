internal import HTTPTypes
internal import VoicePrintJobs

extension Failure {
  /// What a job says of itself, where it is said at once.
  init(job failure: JobFailure) {
    let code = Code(rawValue: failure.errorCode) ?? .internalFault
    self.init(
      code == .invalidParameter ? .badRequest : .internalServerError, code, failure.message,
      parameter: failure.parameterName)
  }

  /// Why a job was not accepted.
  init(submission error: JobSubmissionError) {
    switch error {
    case .refused(let failure): self.init(job: failure)
    case .store(let error): self.init(error)
    case .full(let limit, let seconds):
      self.init(
        .tooManyRequests, .tooManyRequests,
        "\(limit) jobs are unfinished, which is the limit: try again in \(seconds) s")
      headers[.retryAfter] = "\(seconds)"
    }
  }
}
