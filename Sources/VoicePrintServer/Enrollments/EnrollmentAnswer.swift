internal import VoicePrint
internal import VoicePrintStore

/// The cloud's answer about an enrollment: five fields, and the id under its other name where that is called for.
struct EnrollmentAnswer: Encodable, Equatable {
  let speakerId: String?
  let enrollmentId: String?
  let enrollmentQuality: EnrollmentQuality
  let enrollmentComplete: Bool
  let totalSpeechDuration: Double
  let totalEnrollDuration: Double

  init(_ record: EnrollmentRecord, names: IdentifierNames) {
    let status = record.summary.status
    let sendsOld =
      switch names {
      case .auto: record.idName == .enrollmentId
      case .both, .enrollmentId: true
      case .speakerId: false
      }
    speakerId = names == .enrollmentId ? nil : status.speakerId
    enrollmentId = sendsOld ? status.speakerId : nil
    enrollmentQuality = status.enrollmentQuality
    enrollmentComplete = status.enrollmentComplete
    totalSpeechDuration = status.totalSpeechDuration
    totalEnrollDuration = status.totalEnrollDuration
  }
}

/// One page of the list of enrollments.
struct EnrollmentListAnswer: Encodable {
  struct Paging: Encodable {
    let page: Int
    let perPage: Int
    let totalPages: Int
  }

  let paging: Paging
  let records: [EnrollmentAnswer]
}
