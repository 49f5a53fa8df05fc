internal import VoicePrint
internal import VoicePrintComparison
internal import VoicePrintInterchange
internal import VoicePrintServer
internal import VoicePrintStore

/// An error as the command shows it: words for people and a number for programs. Every error enum of the engine
/// and the store is translated here and nowhere else.
struct Failure {
  let status: ExitStatus
  let message: String

  init(_ error: any Error) {
    (status, message) = (Self.status(of: error), Self.message(of: error))
  }

  private static func status(of error: any Error) -> ExitStatus {
    switch error {
    case let error as CommandError: status(of: error)
    case let error as AudioError: status(of: error)
    case let error as EnrollmentError: status(of: error)
    case let error as StoreError: status(of: error)
    case let error as ArchiveError: status(of: error)
    case let error as VoiceModelError: status(of: error)
    case let error as TrainingError: status(of: error)
    case let error as DataDirectoryError: status(of: error)
    case let error as ServerStartError: status(of: error)
    case is InterchangeError: .inputOutput
    case let error as ComparisonError: status(of: error)
    case is EvaluationError: .unusableRecording
    case PlaceCalibrator.CalibrationError.tooFewSpeakers: .notEnrolled
    case is PlaceCalibrator.CalibrationError: .otherModel
    case IdentificationError.unusableSpeakers: .notEnrolled
    case is IdentificationError: .usage
    case is NumericsError: .unusableRecording
    case is CancellationError: .interrupted
    default: .software
    }
  }

  private static func message(of error: any Error) -> String {
    switch error {
    case StoreError.alreadyEnrolled(let speaker):
      "‘\(speaker)’ is enrolled already: if it is the same person, add recordings with ‘voiceprint update "
        + "\(speaker) FILE…’; if not, choose another id"
    case StoreError.notEnrolled(let speaker, _):
      "\(error): ‘voiceprint enroll \(speaker) FILE…’ enrolls, ‘voiceprint list --partial’ shows who is"
    case is CancellationError: "stopped"
    default: "\(error)"
    }
  }

  private static func status(of error: ComparisonError) -> ExitStatus {
    switch error {
    case .noSpeakers, .noRecordings, .unreadable, .changed: .noInput
    case .unwritable, .malformed: .inputOutput
    case .inUse, .rateLimited, .unfinished: .busy
    case .otherWork, .removed, .invalidSide, .unusableCredentials, .plainText: .usage
    case .taken: .conflict
    case .refused, .unavailable, .unexpected: .unavailable
    }
  }

  private static func status(of error: CommandError) -> ExitStatus {
    switch error {
    case .recordings(let failures): failures.first.map { status(of: $0.reason) } ?? .unusableRecording
    case .noStore: .unavailable
    case .disagreement: .refused
    case .digest(_, _, let matches): matches.isEmpty ? .notEnrolled : .usage
    case .nobodyEnrolled: .notEnrolled
    case .nothingToExport(let others): others > 0 ? .otherModel : .notEnrolled
    case .unreadableSignature: .otherModel
    case .unwritable: .inputOutput
    case .passphrase: .key
    }
  }

  private static func status(of error: ArchiveError) -> ExitStatus {
    switch error {
    case .shortPassphrase, .wrongPassphrase: .key
    case .exists, .conflicts: .conflict
    case .unwritable, .newerFormat, .unacceptableCost, .damaged, .malformed: .inputOutput
    case .unreadable, .notAnArchive: .noInput
    case .nothingToWrite: .notEnrolled
    case .otherModel, .immovable: .otherModel
    }
  }

  private static func status(of error: AudioError) -> ExitStatus {
    switch error {
    case .unreadable: .noInput
    case .externalDecoderMissing, .externalDecoderUnavailable: .unavailable
    case .externalDecoderStopped: .busy
    case .noSuchChannel: .usage
    case .empty, .tooLarge, .tooLong, .unknownContainer, .undecodable, .truncated, .unsupportedChannelCount,
      .unsupportedSampleRate, .invalidSamples, .externalDecoderTimedOut, .severalTracks,
      .resamplingFailed:
      .unusableRecording
    }
  }

  private static func status(of error: EnrollmentError) -> ExitStatus {
    switch error {
    case .invalidSpeakerID: .usage
    case .wrongModel: .otherModel
    case .unreadableSample: .inputOutput
    case .tooLittleSpeech: .unusableRecording
    case .noSuchSample: .notEnrolled
    }
  }

  private static func status(of error: StoreError) -> ExitStatus {
    switch error {
    case .noKey, .looseKeyPermissions, .malformedKey, .wrongKey: .key
    case .newerStore, .notAStore, .notAccessible, .altered, .diskFull, .database: .inputOutput
    case .invalidAccount, .invalidClient, .lastSample, .noSamples: .usage
    case .noSuchAccount, .noSuchClient, .notEnrolled, .noSuchSample: .notEnrolled
    case .accountExists, .clientExists, .alreadyEnrolled: .conflict
    case .wrongModel: .otherModel
    case .unstorableSample: .unusableRecording
    case .busy: .busy
    }
  }

  private static func status(of error: ServerStartError) -> ExitStatus {
    switch error {
    case .noClients, .plainText: .usage
    case .notListening: .unavailable
    case .unusableCertificate: .noInput
    case .unusableTarget: .usage
    }
  }

  private static func status(of error: VoiceModelError) -> ExitStatus {
    switch error {
    case .unreadable, .foreign, .corrupt, .notFound: .unavailable
    case .unwritable: .inputOutput
    }
  }

  private static func status(of error: TrainingError) -> ExitStatus {
    switch error {
    case .unusableRecording, .tooLittleData: .unusableRecording
    case .foreignCheckpoint: .conflict
    }
  }

  private static func status(of error: DataDirectoryError) -> ExitStatus {
    switch error {
    case .unreadable: .noInput
    case .empty, .malformed, .missing, .pipe: .unusableRecording
    }
  }
}
