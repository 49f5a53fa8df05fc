import Foundation
import Testing

/// One run of the built command, from outside, as an operator or a script sees it.
struct CommandRun {
  let status: Int32
  let output: String
  let errors: String

  /// The answer as JSON.
  var json: [String: Any] {
    get throws {
      try #require(
        JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any], "\(output)\(errors)")
    }
  }
}

/// A folder with a store in it, and the command that works on it.
final class Workplace: Sendable {
  let path: String
  let model: String

  /// The command beside the test bundle.
  static var executable: String {
    #if os(Linux)
      let folder = Bundle.main.bundleURL
    #else
      let folder =
        Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL.deletingLastPathComponent()
        ?? Bundle.main.bundleURL
    #endif
    return folder.appendingPathComponent("voiceprint").path
  }

  init(model: String) throws {
    self.model = model
    path =
      FileManager.default.temporaryDirectory.appendingPathComponent("voiceprint-cli-\(UUID().uuidString)")
      .path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Starts the command and does not wait.
  func start(
    _ arguments: [String], input: Data? = nil, environment: [String: String] = [:],
    executable: String = Workplace.executable, model: String?
  ) throws -> Started {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    var variables = [
      "HOME": path, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "",
      "VOICEPRINT_STORE": path + "/store",
    ]
    variables["VOICEPRINT_MODEL"] = model
    process.environment = variables.merging(environment) { _, new in new }
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    if let input {
      let file = path + "/input-\(UUID().uuidString)"
      try input.write(to: URL(fileURLWithPath: file))
      process.standardInput = FileHandle(forReadingAtPath: file)
    } else {
      process.standardInput = FileHandle.nullDevice
    }
    try process.run()
    return Started(process: process, output: output, errors: errors)
  }

  /// A command that runs.
  struct Started {
    let process: Process
    let output: Pipe
    let errors: Pipe

    /// Waits for its end.
    func finish() throws -> CommandRun {
      let said = try output.fileHandleForReading.readToEnd() ?? Data()
      let complained = try errors.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return CommandRun(
        status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
        output: String(decoding: said, as: UTF8.self), errors: String(decoding: complained, as: UTF8.self))
    }
  }

  /// Runs the command with the workplace's store and model.
  func run(_ arguments: String..., input: Data? = nil) throws -> CommandRun {
    try start(arguments, input: input, model: model).finish()
  }

  /// Runs the command, expects it to succeed, and gives what it printed.
  @discardableResult
  func answer(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let run = try start(arguments, model: model).finish()
    #expect(run.status == 0, "\(arguments): \(run.errors)", sourceLocation: sourceLocation)
    return run.output
  }

  /// The log-likelihood ratio of a recording against an enrolled speaker: equal where signatures are.
  func ratio(_ speaker: String, _ file: String, model other: String? = nil) throws -> Double {
    let run = try start(["verify", "--json", speaker, file], model: other ?? model).finish()
    return try #require(run.json["logLikelihoodRatio"] as? Double, "\(run.errors)")
  }
}
