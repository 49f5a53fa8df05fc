// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "LocalIdentification",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "VoicePrint", path: "../..")],
  targets: [
    .executableTarget(
      name: "LocalIdentification",
      dependencies: [
        .product(name: "VoicePrint", package: "VoicePrint"),
        .product(name: "VoicePrintStore", package: "VoicePrint"),
      ],
      swiftSettings: [.treatAllWarnings(as: .error)])
  ],
  swiftLanguageModes: [.v6]
)
