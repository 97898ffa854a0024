// swift-tools-version: 6.2
import PackageDescription

// A separate package, so that packages that depend on Rondo do not build it.
let package = Package(
  name: "RondoBenchmarks",
  dependencies: [.package(name: "Rondo", path: "..")],
  targets: [
    .target(name: "CPeak", linkerSettings: [.linkedLibrary("m")]),
    .executableTarget(
      name: "rondo-benchmark",
      dependencies: [
        "CPeak", .product(name: "Rondo", package: "Rondo"),
        .product(name: "RondoEngine", package: "Rondo"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
