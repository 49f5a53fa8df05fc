internal import Foundation
package import VoicePrint
internal import VoicePrintJobs

/// The engine in this process: what it answers is what a server with the same model answers.
package actor EngineSide: ComparisonSide {
  /// Which recordings are taken.
  package struct Limits: Sendable {
    /// Shortest and longest sample of an enrollment, in seconds of audio.
    package var sampleSeconds: ClosedRange<Double>
    /// Longest conversation, in seconds.
    package var conversationSeconds: Double
    /// Largest file of a sample, in bytes.
    package var sampleBytes: Int

    package init(sampleSeconds: ClosedRange<Double>, conversationSeconds: Double, sampleBytes: Int) {
      self.sampleSeconds = sampleSeconds
      self.conversationSeconds = conversationSeconds
      self.sampleBytes = sampleBytes
    }
  }

  package nonisolated let name: String
  private let model: VoiceModel
  private let limits: Limits
  private var extractor: SignatureExtractor
  private var enrollments: [SpeakerID: Enrollment] = [:]
  /// The signatures of the enrollments, kept as a server keeps them.
  private var signatures: [SpeakerID: VoiceSignature] = [:]
  /// Recordings that an earlier run took in; they are analysed again only where something follows from them.
  private var recalled: [WorkStep] = []

  /// A side.
  ///
  /// - Parameters:
  ///   - model: what recordings are analysed with.
  ///   - name: what reports call it.
  ///   - limits: which recordings are taken.
  package init(model: VoiceModel, name: String, limits: Limits) {
    self.model = model
    self.name = name
    self.limits = limits
    extractor = SignatureExtractor(model: model)
  }

  package func prepare(new: [SpeakerID]) {}

  package func recall(_ step: WorkStep) { recalled.append(step) }

  package func remove(_ speaker: SpeakerID) {
    enrollments[speaker] = nil
    signatures[speaker] = nil
  }

  package func enroll(_ step: WorkStep, standing: Standing, journal: StepJournal) throws -> SideAnswer {
    guard case .enroll(let speaker, _) = step.kind else { preconditionFailure("a recording of a speaker") }
    try remember { $0 == speaker }
    let bytes = try step.file.bytes()
    return try Self.timed {
      let sample: EnrollmentSample
      do {
        sample = try self.sample(of: bytes)
      } catch {
        return try Self.refusal(error)
      }
      var enrollment = enrollments[speaker] ?? Enrollment(speaker: speaker, model: model.identity)
      enrollment.add(sample)
      let assessment = try model.assessment(of: enrollment)
      enrollments[speaker] = enrollment
      signatures[speaker] = assessment.signature
      return (201, try JSONValue(encoding: assessment.status))
    }
  }

  package func identify(
    _ step: WorkStep, among speakers: [SpeakerID], journal: StepJournal
  ) throws -> SideAnswer {
    try remember { speakers.contains($0) }
    let bytes = try step.file.bytes()
    let enrolled = speakers.compactMap { speaker in
      signatures[speaker].map { (speaker: speaker, signature: $0) }
    }
    return try Self.timed {
      var options = AudioDecoder.Options.conversation()
      options.maximumDurationSeconds = limits.conversationSeconds
      options.maximumBytes = bytes.count
      do {
        var reader = try AudioDecoder(options: options).reader(from: bytes)
        let segments = try DiarizingAnalyzer(model: model).segments(
          of: &reader, lookingFor: enrolled,
          at: Place(signatures.map { ($0.key.text, $0.value) }), hints: .compared)
        return (200, try JSONValue(encoding: RecordingAnalysis.identification(segments)))
      } catch {
        return try Self.refusal(error)
      }
    }
  }

  private func sample(of bytes: [UInt8]) throws -> EnrollmentSample {
    var options = AudioDecoder.Options()
    options.maximumBytes = limits.sampleBytes
    options.maximumDurationSeconds = limits.sampleSeconds.upperBound
    let recording = try AudioDecoder(options: options).recording(from: bytes)
    guard recording.source.duration >= limits.sampleSeconds.lowerBound else {
      throw TooShort(seconds: recording.source.duration, needed: limits.sampleSeconds.lowerBound)
    }
    return try extractor.sample(of: recording)
  }

  /// Takes in again what an earlier run took in of some speakers.
  private func remember(_ isNeeded: (SpeakerID) -> Bool) throws {
    var others: [WorkStep] = []
    var changed: Set<SpeakerID> = []
    for step in recalled {
      guard case .enroll(let speaker, _) = step.kind, isNeeded(speaker) else {
        others.append(step)
        continue
      }
      let sample = try sample(of: step.file.bytes())
      enrollments[speaker, default: Enrollment(speaker: speaker, model: model.identity)].add(sample)
      changed.insert(speaker)
    }
    for speaker in changed {
      signatures[speaker] = try enrollments[speaker].map { try model.assessment(of: $0).signature }
    }
    recalled = others
  }

  private struct TooShort: Error {
    let seconds: Double
    let needed: Double
  }

  /// What a server answers to a recording that cannot be used; other errors are not the recording's.
  private static func refusal(_ error: any Error) throws -> (Int, JSONValue) {
    let message: String
    switch error {
    case let error as TooShort:
      message =
        "the recording lasts \(tenths(error.seconds)) s, at least \(tenths(error.needed)) s are needed: record a "
        + "longer sample"
    case AudioError.unreadable: throw error
    case let error as AudioError: message = "\(error)"
    case EnrollmentError.tooLittleSpeech: message = "\(error)"
    default: throw error
    }
    return (400, try JSONValue(encoding: ["errors": [JobFailure.invalid("content", message)]]))
  }

  private static func timed(_ work: () throws -> (status: Int, response: JSONValue)) rethrows -> SideAnswer {
    let start = ContinuousClock.now
    let (status, response) = try work()
    return SideAnswer(
      status: status, milliseconds: (ContinuousClock.now - start) / .milliseconds(1), response: response)
  }
}

extension ConversationHints {
  /// What both sides are told of conversations: that time without speech is nobody's.
  static var compared: ConversationHints { ConversationHints(enableVoiceActivityDetection: true) }
}
