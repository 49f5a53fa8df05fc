internal import VoicePrint

/// What can stop a comparison.
package enum ComparisonError: Error, Equatable {
  /// A folder has no folder of a speaker in it.
  case noSpeakers(folder: String)
  /// A folder has no recording in it.
  case noRecordings(folder: String)
  /// A file or folder cannot be read.
  case unreadable(path: String, reason: String)
  /// A recording is not what it was when the comparison began.
  case changed(path: String)
  /// A file cannot be written.
  case unwritable(path: String, reason: String)
  /// Another process writes to the file.
  case inUse(path: String)
  /// A line of a file of recorded answers cannot be understood.
  case malformed(path: String, line: Int, reason: String)
  /// A file of recorded answers is of other work.
  case otherWork(path: String, count: Int)
  /// The speakers that recorded answers are about were removed again.
  case removed(path: String, speaker: String)
  /// What names a side is none.
  case invalidSide(String)
  /// What a side is told to log in with is no good.
  case unusableCredentials(String)
  /// Recordings or secrets would travel where others can read them.
  case plainText(host: String)
  /// Ids are enrolled at a side already, and not by this comparison.
  case taken(host: String, ids: [String])
  /// A side refuses the login, or what the login may do.
  case refused(host: String, status: Int, message: String)
  /// A side cannot be reached, or is out of order, each time it is asked.
  case unavailable(host: String, reason: String, attempts: Int)
  /// A side wants longer pauses than there is patience for.
  case rateLimited(host: String, seconds: Double)
  /// A job at a side does not end.
  case unfinished(host: String, job: String, seconds: Double)
  /// A side answers otherwise than the interface says.
  case unexpected(host: String, reason: String)
}

extension ComparisonError: CustomStringConvertible {
  /// What was wrong, how much, and what to do.
  package var description: String {
    switch self {
    case .noSpeakers(let folder):
      "there is no speaker in \(folder): it holds a folder for each speaker, named by the id, with recordings in it"
    case .noRecordings(let folder): "there is no recording in \(folder)"
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    case .changed(let path): "\(path) has changed since the comparison began: run it again"
    case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
    case .inUse(let path): "another process writes to \(path): wait for it, or name another file"
    case .malformed(let path, let line, let reason): "\(path), line \(line): \(reason)"
    case .otherWork(let path, let count):
      "\(path) has \(count) answers about enrollments that are not part of this work, so that what is enrolled there "
        + "is something else: give the same recordings again, or name another file"
    case .removed(let path, let speaker):
      "‘\(speaker)’ was removed at the end of the run that \(path) recorded, and there is something new to ask: name "
        + "another file"
    case .invalidSide(let text):
      "‘\(text)’ is no side: it is engine, engine:MODEL, recorded:FILE, or an address such as http://127.0.0.1:8080"
    case .unusableCredentials(let reason): reason
    case .plainText(let host):
      "without TLS anybody on the way to \(host) could hear the recordings and read the login: use https, or say "
        + "--insecure"
    case .taken(let host, let ids):
      "\(host) has \(ids.count == 1 ? "an enrollment" : "enrollments") of \(Self.list(ids)) already, and nothing was "
        + "sent: choose a prefix with --id-prefix, or remove them there"
    case .refused(let host, let status, let message):
      "\(host) refuses with status \(status): \(message); check the credentials of this side"
    case .unavailable(let host, let reason, let attempts):
      "\(host) could not be asked in \(attempts) attempts: \(reason); run the same command later"
    case .rateLimited(let host, let seconds):
      "\(host) asks for pauses of more than \(tenths(seconds)) s for one request: run the same command later, or allow "
        + "more with --patience"
    case .unfinished(let host, let job, let seconds):
      "job \(job) at \(host) has not ended in \(tenths(seconds)) s: run the same command later, or allow more with "
        + "--patience"
    case .unexpected(let host, let reason): "\(host) does not answer as the interface says: \(reason)"
    }
  }

  private static func list(_ ids: [String]) -> String {
    let shown = ids.prefix(5).map { "‘\($0)’" }.joined(separator: ", ")
    return ids.count > 5 ? "\(shown) and \(ids.count - 5) more" : shown
  }
}
