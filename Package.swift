// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is compiled with these: warnings are errors, unsafe code is spelled `unsafe`,
/// imports say what they leak, and existentials say `any`.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Whether the command is linked with Swift's static libraries, so that it runs where there is no Swift.
let carriesRuntime = Context.environment["VOICEPRINT_SHARED_RUNTIME"] == nil

/// The modules are compiled for shared libraries, which name the parts of Foundation themselves; static ones do not.
let staticRuntime: [LinkerSetting] =
  [.unsafeFlags(["-static-stdlib"], .when(platforms: [.linux]))]
  + ["CoreFoundation", "_FoundationCShims", "_FoundationCollections", "_FoundationICU"].map {
    .linkedLibrary($0, .when(platforms: [.linux]))
  }

let package = Package(
  name: "VoicePrint",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "VoicePrint", targets: ["VoicePrint"]),
    .library(name: "VoicePrintStore", targets: ["VoicePrintStore"]),
    .library(name: "VoicePrintServer", targets: ["VoicePrintServer"]),
    .executable(name: "voiceprint", targets: ["voiceprint-cli"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    // MARK: C libraries of the system
    .systemLibrary(
      name: "CFFTW", pkgConfig: "fftw3f",
      providers: [.apt(["libfftw3-dev"]), .brew(["fftw"])]),
    .systemLibrary(
      name: "CBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CSndFile", pkgConfig: "sndfile",
      providers: [.apt(["libsndfile1-dev"]), .brew(["libsndfile"])]),
    .systemLibrary(
      name: "CSoxr", pkgConfig: "soxr",
      providers: [.apt(["libsoxr-dev"]), .brew(["libsoxr"])]),
    .systemLibrary(name: "CLinux"),
    .target(name: "CKernels"),
    .target(name: "CStandardError"),

    // MARK: The engine, the store, the command
    .target(
      name: "VoicePrint",
      dependencies: [
        "CFFTW", "CBLAS", "CKernels", "CLinux", "CSndFile", "CSoxr", "CStandardError",
        .product(name: "RealModule", package: "swift-numerics"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      resources: [.copy("Resources")],
      swiftSettings: strict),
    .target(name: "VoicePrintInterchange", dependencies: ["VoicePrint"], swiftSettings: strict),
    .target(
      name: "VoicePrintStore",
      dependencies: [
        "VoicePrint",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .target(
      name: "VoicePrintJobs",
      dependencies: [
        "VoicePrint", "VoicePrintStore",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    .target(
      name: "VoicePrintServer",
      dependencies: [
        "VoicePrint", "VoicePrintStore", "VoicePrintJobs",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    .target(
      name: "VoicePrintComparison",
      dependencies: [
        "VoicePrint", "VoicePrintJobs",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "voiceprint-cli",
      dependencies: [
        "VoicePrint", "VoicePrintInterchange", "VoicePrintStore", "VoicePrintServer", "VoicePrintComparison",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict,
      linkerSettings: carriesRuntime ? staticRuntime : []),

    // MARK: Tests
    .testTarget(
      name: "VoicePrintTests", dependencies: ["VoicePrint", "VoicePrintInterchange"], swiftSettings: strict),
    .testTarget(
      name: "VoicePrintStoreTests",
      dependencies: [
        "VoicePrint", "VoicePrintStore",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "VoicePrintJobsTests",
      dependencies: [
        "VoicePrint", "VoicePrintStore", "VoicePrintJobs",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "VoicePrintServerTests",
      dependencies: [
        "VoicePrint", "VoicePrintStore", "VoicePrintJobs", "VoicePrintServer",
        .product(name: "HummingbirdTesting", package: "hummingbird"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "VoicePrintComparisonTests",
      dependencies: [
        "VoicePrint", "VoicePrintStore", "VoicePrintServer", "VoicePrintComparison",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    // It runs the command, and does not depend on it: a test cannot be linked as the command is.
    .testTarget(name: "voiceprint-cliTests", dependencies: ["VoicePrint"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
