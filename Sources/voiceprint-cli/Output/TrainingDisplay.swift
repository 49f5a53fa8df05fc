internal import Foundation
internal import Synchronization
internal import VoicePrint

/// Shows on standard error how far a training is: a bar on a terminal, lines elsewhere.
final class TrainingDisplay: Sendable {
  private struct State {
    var stage = ""
    var stageBegun = ContinuousClock.now
    var highest = 0.0
    var lastDrawn = ContinuousClock.now
    var objective: Double?
  }

  private let isSilent: Bool
  private let isTerminal: Bool
  private let begun = ContinuousClock.now
  private let state = Mutex(State())

  /// On a terminal, how often the bar is drawn.
  private static let interval = Duration.milliseconds(100)

  init(isSilent: Bool) {
    self.isSilent = isSilent
    isTerminal = Style.errorIsTerminal
  }

  /// Says what is trained from what.
  func begin(_ directory: DataDirectory, output: String) {
    guard !isSilent else { return }
    let speakers = Set(directory.utterances.map(\.speaker)).count
    Output.complain("\(directory.utterances.count) recordings of \(speakers) speakers → \(output)")
  }

  /// Shows progress; called from any task.
  func show(_ progress: TrainingProgress) {
    guard !isSilent else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      if progress.stage != state.stage {
        finishStage(&state, now)
        state = State(stage: progress.stage, stageBegun: now, lastDrawn: now - Self.interval)
      }
      for recording in progress.leftOut {
        write(
          lineStart
            + "left out \(recording.utterance): \(fixed(100 * recording.nearerStrangers, 0)) % of the cohort is nearer to it "
            + "than \(recording.speaker)\n")
      }
      // Tasks may report out of order.
      guard progress.fraction >= state.highest else { return }
      state.highest = progress.fraction
      state.objective = progress.objective ?? state.objective
      if isTerminal {
        guard now - state.lastDrawn >= Self.interval || progress.fraction == 1 else { return }
        state.lastDrawn = now
        write(lineStart + line(progress, elapsed: seconds(now - state.stageBegun)))
      } else if progress.iteration != nil {
        write(line(progress, elapsed: seconds(now - state.stageBegun)) + "\n")
      }
    }
  }

  /// Says what came of it.
  func end(_ model: VoiceModel, output: String) {
    guard !isSilent else { return }
    state.withLock { finishStage(&$0, .now) }
    Output.complain(
      "\(output): model \(model.identity.short), \(model.card.speakers) speakers, \(fixed(model.card.hours, 1)) h of "
        + "speech, trained in \(span(seconds(.now - begun)))")
  }

  private func finishStage(_ state: inout State, _ now: ContinuousClock.Instant) {
    guard !state.stage.isEmpty else { return }
    let objective = state.objective.map { ", objective \(fixed($0, 4))" } ?? ""
    write(
      lineStart
        + "\(state.stage): \(span(seconds(now - state.stageBegun)))\(objective)\n")
  }

  private func line(_ progress: TrainingProgress, elapsed: Double) -> String {
    var parts = ["\(progress.stage)"]
    if let (number, count) = progress.iteration { parts.append("iteration \(number) of \(count)") }
    if let objective = progress.objective { parts.append("objective \(fixed(objective, 4))") }
    if progress.fraction > 0.02, progress.fraction < 1 {
      parts.append("\(span(elapsed * (1 - progress.fraction) / progress.fraction)) left in this stage")
    }
    let text = parts.joined(separator: ", ")
    return isTerminal ? bar(progress.fraction, width: 16) + " " + text : text
  }

  /// On a terminal, what takes the bar away.
  private var lineStart: String { isTerminal ? "\r\u{1B}[K" : "" }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  private func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }
}
