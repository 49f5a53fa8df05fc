/// What the process says when it ends; the numbers follow sysexits.h where it has one for the case.
enum ExitStatus: Int32, CaseIterable {
  case success = 0
  case no = 1
  case usage = 64
  case unusableRecording = 65
  case noInput = 66
  case notEnrolled = 67
  case unavailable = 69
  case software = 70
  case conflict = 73
  case inputOutput = 74
  case busy = 75
  case refused = 76
  case key = 77
  case otherModel = 78
  case interrupted = 130

  /// What it means, for the help and the README.
  var meaning: String {
    switch self {
    case .success: "done, and the answer is yes where there was a question"
    case .no: "done, and the answer is no: another, nobody, not all well"
    case .usage: "the command line cannot be understood"
    case .unusableRecording: "a recording cannot be used: damaged, too short, too little speech"
    case .noInput: "a file cannot be found or read"
    case .notEnrolled: "no such speaker, sample or account"
    case .unavailable: "no model, store, server, or ffmpeg where one is needed"
    case .software: "a fault in this program"
    case .conflict: "the id is enrolled already, or the file is there"
    case .inputOutput: "the store, or a file, cannot be read or written, or is damaged"
    case .busy: "another process has the store, or a server wants a pause; try again"
    case .refused: "--strict: a sample does not sound like the others"
    case .key: "the store's key, or a passphrase, is missing, wrong, or open to others"
    case .otherModel: "the enrollment was made with another model"
    case .interrupted: "stopped by Ctrl-C"
    }
  }

  /// All of them, one a line.
  static var table: String {
    allCases.map { status in
      let number = "\(status.rawValue)"
      return "  " + number + String(repeating: " ", count: 5 - number.count) + status.meaning
    }.joined(separator: "\n")
  }
}
