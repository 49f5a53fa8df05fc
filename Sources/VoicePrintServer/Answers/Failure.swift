package import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import NIOHTTP1
internal import VoicePrint
internal import VoicePrintJobs
internal import VoicePrintStore

/// An error as a client sees it: a status, the cloud's error code, and words that say what was wrong, how much, and
/// what to do. Every typed error of the engine, the store and the server is translated here and nowhere else.
package struct Failure: Sendable {
  /// The cloud's published error codes that are used here.
  package enum Code: String, Sendable {
    case invalidParameter = "CAI-101"
    case notFound = "CMN-102"
    case unreadableBody = "CMN-103"
    case internalFault = "CMN-203"
    case tooManyRequests = "CMN-301"
    case notPermitted = "CMN-401"
    case noAuthorization = "OAU-123"
    case invalidRequest = "OAU-101"
    case refusedGrant = "OAU-140"
    case expiredToken = "OAU-128"
    case invalidToken = "OAU-129"
    case invalidClient = "OAU-146"
  }

  package let status: HTTPResponse.Status
  package let code: Code
  package let message: String
  package var parameterName: String?
  package var headers: HTTPFields = [:]
  /// The word for it in answers about tokens (RFC 6749, 5.2).
  package var oauthError: String?
  /// What the log is told and the client is not; nil where the client is told all.
  package var cause: String?

  package init(
    _ status: HTTPResponse.Status, _ code: Code, _ message: String, parameter: String? = nil
  ) {
    (self.status, self.code, self.message, parameterName) = (status, code, message, parameter)
  }

  /// A failure for which the cloud has no code of its own.
  package init(_ status: HTTPResponse.Status, _ message: String, parameter: String? = nil) {
    self.init(status, .invalidParameter, message, parameter: parameter)
  }

  /// The translation.
  package init(_ error: any Error) {
    self =
      switch error {
      case let error as ServerError: Failure(server: error)
      case let error as TokenFault: Failure(token: error)
      case let error as StoreError: Failure(store: error)
      case let error as AudioError: Failure(audio: error)
      case let error as EnrollmentError: Failure(enrollment: error)
      case let error as IdentificationError: Failure(identification: error)
      case let error as DecodingError: Failure(decoding: error)
      case let error as JobSubmissionError: Failure(submission: error)
      case let error as JobFailure: Failure(job: error)
      case is NIOTooManyBytesError: Failure(server: .bodyTooLarge(limit: 64 << 10))
      case let error as HTTPParserError: Failure(parser: error)
      case let error as HTTPError where error.status == .notFound: Failure(server: .unknownPath)
      case is CancellationError, is ChannelError: Failure(server: .busy(retryAfter: 1))
      default: Failure(unexpected: error)
      }
  }

  /// A fault of this server: the client gets no detail of it, the log all.
  private init(unexpected error: any Error) {
    self.init(
      .internalServerError, .internalFault,
      "something went wrong in this server; its log says what, under this answer's RCRequestId")
    cause = "\(error)"
  }

  /// The body broke off or is none, which ends the connection: nothing tells where another request would begin.
  private init(parser error: HTTPParserError) {
    self.init(server: .malformedBody(reason: "the body breaks off, or its chunks are wrong"))
    headers[.connection] = "close"
    cause = "\(error)"
  }

  /// The store's file is of no interest to clients, its state is.
  private init(unavailable error: StoreError) {
    self.init(
      .serviceUnavailable, .internalFault, "the enrollments cannot be read or written now; try again later")
    headers[.retryAfter] = "5"
    cause = "\(error)"
  }
}

extension Failure {
  private init(server error: ServerError) {
    switch error {
    case .invalidParameter(let name, let reason): self.init(.badRequest, reason, parameter: name)
    case .malformedBody(let reason): self.init(.badRequest, .unreadableBody, reason)
    case .unsupportedBody(let header, let reason):
      self.init(.unsupportedMediaType, reason, parameter: header)
      if header == "Content-Encoding" { headers[.acceptEncoding] = "identity" }
    case .unknownPath: self.init(.notFound, .notFound, "there is nothing at this path")
    case .methodNotAllowed(let methods):
      let names = methods.map(\.rawValue).joined(separator: ", ")
      self.init(.methodNotAllowed, "this path takes \(names)")
      headers[.allow] = names
    case .bodyTooLarge(let limit):
      self.init(
        .contentTooLarge, "the body is larger than the limit of \(limit) bytes: send a shorter recording")
      headers[.connection] = "close"
    case .bodyTooSlow(let seconds):
      self.init(.requestTimeout, "the body did not come within \(tenths(seconds)) s: send it again")
      headers[.connection] = "close"
    case .busy(let seconds):
      self.init(
        .serviceUnavailable, .internalFault,
        "too much is being asked of this server: try again in \(seconds) s")
      headers[.retryAfter] = "\(seconds)"
    case .tooManyRequests(let seconds, let limit):
      self.init(
        .tooManyRequests, .tooManyRequests,
        "more than \(limit) requests in a minute: try again in \(seconds) s")
      headers[.retryAfter] = "\(seconds)"
    case .loginsTooFast(let seconds):
      self.init(
        .tooManyRequests, .tooManyRequests,
        "too many logins failed: check the secret, and try again in \(seconds) s")
      headers[.retryAfter] = "\(seconds)"
    case .forbidden(let reason): self.init(.forbidden, .notPermitted, reason)
    case .notServed(let what): self.init(.notFound, .notFound, "\(what) is not served here")
    }
  }

  private init(store error: StoreError) {
    switch error {
    case .alreadyEnrolled(let speaker):
      self.init(
        .conflict,
        "‘\(speaker)’ is enrolled already: if it is the same person, add the recording with PATCH "
          + "/ai/audio/v1/enrollments/\(speaker); if not, choose another id", parameter: "speakerId")
    case .notEnrolled, .noSuchSample, .noSuchAccount, .noSuchClient:
      self.init(.notFound, .notFound, "\(error)")
    case .lastSample, .wrongModel, .accountExists, .clientExists: self.init(.conflict, "\(error)")
    case .invalidAccount, .invalidClient, .noSamples, .unstorableSample: self.init(.badRequest, "\(error)")
    case .busy, .diskFull: self.init(unavailable: error)
    case .noKey, .looseKeyPermissions, .malformedKey, .wrongKey, .newerStore, .notAStore, .notAccessible,
      .altered,
      .database:
      self.init(unexpected: error)
    }
  }

  private init(audio error: AudioError) {
    switch error {
    case .externalDecoderMissing, .externalDecoderUnavailable, .severalTracks:
      self.init(.badRequest, "\(error)", parameter: "encoding")
    case .unreadable: self.init(unexpected: error)
    case .externalDecoderStopped, .externalDecoderTimedOut:
      // The recording is not to blame, and may be decoded another time.
      self.init(.serviceUnavailable, "\(error)", parameter: "content")
      headers[.retryAfter] = "5"
    case .empty, .tooLarge, .tooLong, .unknownContainer, .undecodable, .truncated, .unsupportedChannelCount,
      .unsupportedSampleRate, .invalidSamples, .noSuchChannel, .resamplingFailed:
      self.init(.badRequest, "\(error)", parameter: "content")
    }
  }

  private init(enrollment error: EnrollmentError) {
    switch error {
    case .invalidSpeakerID: self.init(.badRequest, "\(error)", parameter: "speakerId")
    case .tooLittleSpeech: self.init(.badRequest, "\(error)", parameter: "content")
    case .noSuchSample: self.init(.notFound, .notFound, "\(error)")
    case .wrongModel: self.init(.conflict, "\(error)")
    case .unreadableSample: self.init(unexpected: error)
    }
  }

  private init(identification error: IdentificationError) {
    switch error {
    case .unusableSpeakers(let unknown, _) where !unknown.isEmpty:
      self.init(.notFound, .notFound, "\(error)")
    case .unusableSpeakers, .nobodyRequested, .repeatedSpeaker:
      self.init(.badRequest, "\(error)", parameter: "speakerIds")
    }
  }

  private init(decoding error: DecodingError) {
    switch error {
    case .keyNotFound(let key, _):
      self.init(.badRequest, "‘\(key.stringValue)’ is missing", parameter: key.stringValue)
    case .valueNotFound(_, let context) where !context.codingPath.isEmpty,
      .typeMismatch(_, let context) where !context.codingPath.isEmpty:
      let name = context.codingPath.map(\.stringValue).joined(separator: ".")
      self.init(.badRequest, "‘\(name)’ is of the wrong kind", parameter: name)
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      let name = context.codingPath.map(\.stringValue).joined(separator: ".")
      self.init(.badRequest, context.debugDescription, parameter: name)
    default: self.init(server: .malformedBody(reason: "the body is not a JSON object in UTF-8"))
    }
  }
}
