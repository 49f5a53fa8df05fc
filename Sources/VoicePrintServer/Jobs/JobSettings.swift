internal import Foundation
package import VoicePrintJobs

/// What a server does with requests that take long: how many wait, how many run, and where recordings may come from.
public struct JobSettings: Sendable {
  /// How many jobs may be unfinished before further ones are turned away.
  public var queueLimit = JobOptions().queueLimit
  /// How many jobs run side by side; nil for one less than there are processors, but at least one.
  public var concurrency: Int?
  /// The longest recording of a job, in seconds.
  public var longestRecordingSeconds = JobOptions().maximumDurationSeconds
  /// How long jobs that run may go on when the server is told to end, in seconds; then they wait for its next start.
  public var shutdownGraceSeconds = JobOptions().shutdownGraceSeconds
  /// Where recordings may be fetched from and webhooks sent to.
  package private(set) var targets = AllowedTargets.thisMachine

  /// The defaults: nothing but this machine is reached, and not even that once a client is registered or others can
  /// reach the server.
  public init() {}

  /// Says what may be reached: hosts, addresses, networks, ports of this machine, and folders of files.
  ///
  /// - Parameter names: such as `files.example.com`, `*.example.com:8443`, `10.1.0.0/16`, `localhost:9000`,
  ///   `/data/recordings`.
  /// - Throws: ``ServerStartError/unusableTarget(_:)``.
  public mutating func allow(_ names: [String]) throws(ServerStartError) {
    do throws(AllowedTargetError) {
      targets = try AllowedTargets(names)
    } catch {
      throw .unusableTarget("\(error)")
    }
  }

  /// The queue's options.
  var options: JobOptions {
    var options = JobOptions()
    options.queueLimit = queueLimit
    options.concurrency = concurrency ?? max(1, ProcessInfo.processInfo.activeProcessorCount - 1)
    options.maximumDurationSeconds = longestRecordingSeconds
    options.shutdownGraceSeconds = shutdownGraceSeconds
    return options
  }
}
