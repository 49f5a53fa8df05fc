import Benchmark
import VoicePrint

// Times on a shared machine wander; ratios to a reference in the same run do not. Every stage stands beside what the
// machine can do at best with the same numbers: the bare matrix product, the bare transform, the bare reading.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.cpuTotal, .wallClock, .peakMemoryResident],
    scalingFactor: .one,
    maxDuration: .seconds(3))
  guard let model = try? VoiceModel(contentsOf: VoiceModel.Location(path: nil).path) else {
    preconditionFailure("the package carries no model: run ‘make model’ in its folder first")
  }
  audioBenchmarks()
  featureBenchmarks(model)
  mixtureBenchmarks(model)
  signatureBenchmarks(model)
  identificationBenchmarks(model)
  storeBenchmarks(model)
}
