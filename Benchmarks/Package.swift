// swift-tools-version: 6.2
import PackageDescription

/// Apart from the library's package, so that those who use the library never resolve the benchmark tool.
let package = Package(
  name: "VoicePrintBenchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "VoicePrint", path: ".."),
    // Without its traits: they would count allocations, through libraries that are not asked for elsewhere.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "EngineBenchmarks",
      dependencies: [
        .product(name: "Benchmark", package: "benchmark"),
        .product(name: "VoicePrint", package: "VoicePrint"),
        .product(name: "VoicePrintStore", package: "VoicePrint"),
      ],
      path: "Benchmarks/EngineBenchmarks",
      swiftSettings: [.treatAllWarnings(as: .error)],
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ],
  swiftLanguageModes: [.v6]
)
