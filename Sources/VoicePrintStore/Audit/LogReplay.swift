internal import VoicePrint

/// The enrollments as the log says they should be, to be compared with those that are there.
struct LogReplay {
  /// Whose enrollment it is.
  struct Name: Hashable {
    let account: String
    let speaker: String
  }

  /// What an entry left of an enrollment.
  struct State: Equatable {
    /// Digests in hexadecimal digits.
    var samples: Set<String>
    var model: String?
    var updatedAt: Int64?
  }

  private var enrolled: [Name: (state: State, sequence: Int64)] = [:]
  private var deleted: [Name: Int64] = [:]

  /// Takes the next entry.
  mutating func apply(_ body: AuditBody) {
    guard let account = body.account, let speaker = body.speaker else { return }
    let name = Name(account: account, speaker: speaker)
    let samples = Set(body.samples ?? [])
    var state = enrolled[name]?.state ?? State(samples: [])
    switch body.action {
    case .found, .enroll: state.samples = samples
    case .update, .importing: state.samples.formUnion(samples)
    case .removeSample: state.samples.subtract(samples)
    case .upgrade: break
    case .delete:
      enrolled[name] = nil
      deleted[name] = body.sequence
      return
    case .begin, .exporting, .rekey, .minimal, .full, .addAccount, .addClient, .revokeClient,
      .calibrate, .resetCalibration:
      return
    }
    (state.model, state.updatedAt) = (body.model, body.updatedAt)
    enrolled[name] = (state, body.sequence)
  }

  /// How the enrollments that are there differ from those of the log.
  ///
  /// - Parameter present: the enrollments of the store; nil for those that cannot be read, which is said elsewhere.
  /// - Returns: each difference in a sentence.
  func differences(from present: [Name: State?]) -> [String] {
    var faults: [(Name, String)] = []
    for (name, expected) in enrolled {
      let who = "‘\(name.speaker)’ in account ‘\(name.account)’"
      guard let found = present[name] else {
        faults.append(
          (
            name,
            "\(who) is enrolled by entry \(expected.sequence) of the log and is not there: it was removed outside VoicePrint"
          ))
        continue
      }
      if let found, found != expected.state {
        faults.append(
          (
            name,
            "\(who) is not as entry \(expected.sequence) of the log left it (\(difference(found, expected.state))): "
              + "it was put back to an earlier state or replaced outside VoicePrint"
          ))
      }
    }
    for name in present.keys where enrolled[name] == nil {
      let who = "‘\(name.speaker)’ in account ‘\(name.account)’"
      faults.append(
        (
          name,
          deleted[name].map {
            "\(who) was deleted by entry \($0) of the log and is there: it was put back outside VoicePrint"
          }
            ?? "\(who) is there and the log does not know of it: it was put in outside VoicePrint"
        ))
    }
    return faults.sorted { ($0.0.account, $0.0.speaker) < ($1.0.account, $1.0.speaker) }.map(\.1)
  }

  private func difference(_ found: State, _ expected: State) -> String {
    func list(_ digests: Set<String>) -> String {
      digests.sorted().map { $0.prefix(12) }.joined(separator: ", ")
    }
    let missing = expected.samples.subtracting(found.samples)
    let extra = found.samples.subtracting(expected.samples)
    var parts: [String] = []
    if !missing.isEmpty { parts.append("without \(list(missing))") }
    if !extra.isEmpty { parts.append("with \(list(extra))") }
    if found.model != expected.model { parts.append("of another model") }
    if parts.isEmpty { parts.append("last changed at another time") }
    return parts.joined(separator: ", ")
  }
}
