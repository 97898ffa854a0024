// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Rondo",
  products: [
    .library(
      name: "Rondo",
      targets: [
        "Rondo", "RondoClassifier", "RondoData", "RondoEngine", "RondoEvaluation", "RondoFiles",
        "RondoLanguageModel", "RondoModels", "RondoNumerics", "RondoTagger", "RondoText",
      ]),
    .library(name: "RondoData", targets: ["RondoData"]),
    .library(name: "RondoEngine", targets: ["RondoEngine"]),
    .library(name: "RondoEvaluation", targets: ["RondoEvaluation"]),
    .library(name: "RondoFiles", targets: ["RondoFiles"]),
    .library(name: "RondoNumerics", targets: ["RondoNumerics"]),
    .library(name: "RondoText", targets: ["RondoText"]),
    .executable(name: "rondo", targets: ["RondoCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .target(
      name: "CICU",
      linkerSettings: [.linkedLibrary("icuuc"), .linkedLibrary("icui18n")]),
    .target(name: "CKernels", exclude: ["README.md"]),
    .target(name: "CPretrained"),
    .target(name: "CCommit"),
    .target(name: "RondoNumerics", dependencies: ["CKernels"]),
    .target(name: "RondoEngine", dependencies: ["CKernels", "RondoNumerics"]),
    .target(name: "RondoText", dependencies: ["CICU", "RondoFiles"]),
    .target(name: "RondoFiles"),
    .target(name: "RondoData", dependencies: ["RondoFiles", "RondoNumerics", "RondoText"]),
    .target(
      name: "RondoEvaluation",
      dependencies: ["CKernels", "RondoData", "RondoFiles", "RondoNumerics", "RondoText"]),
    .target(
      name: "RondoModels",
      dependencies: [
        "RondoData", "RondoEngine", "RondoEvaluation", "RondoFiles", "RondoNumerics", "RondoText",
      ]),
    .target(
      name: "RondoLanguageModel",
      dependencies: [
        "RondoData", "RondoEngine", "RondoEvaluation", "RondoFiles", "RondoModels",
        "RondoNumerics", "RondoText",
      ]),
    .target(
      name: "RondoClassifier",
      dependencies: [
        "RondoData", "RondoEngine", "RondoEvaluation", "RondoFiles", "RondoLanguageModel",
        "RondoModels", "RondoNumerics", "RondoText",
      ]),
    .target(
      name: "RondoTagger",
      dependencies: [
        "RondoData", "RondoEngine", "RondoEvaluation", "RondoFiles", "RondoModels",
        "RondoNumerics", "RondoText",
      ]),
    .target(
      name: "Rondo",
      dependencies: [
        "RondoClassifier", "RondoData", "RondoEngine", "RondoEvaluation", "RondoFiles",
        "RondoLanguageModel", "RondoModels", "RondoNumerics", "RondoTagger", "RondoText",
      ]),
    .executableTarget(
      name: "RondoCommand",
      dependencies: [
        "CCommit", "CPretrained", "Rondo",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(name: "TestSupport", dependencies: ["RondoNumerics"], path: "Tests/TestSupport"),
    .testTarget(name: "RondoNumericsTests", dependencies: ["RondoNumerics", "TestSupport"]),
    .testTarget(
      name: "RondoEngineTests", dependencies: ["RondoEngine", "RondoNumerics", "TestSupport"],
      exclude: ["Reference/make_reference.py"]),
    .testTarget(name: "RondoTextTests", dependencies: ["RondoText"]),
    .target(name: "CAllocations", path: "Tests/CAllocations"),
    .testTarget(
      name: "RondoFilesTests", dependencies: ["RondoFiles", "TestSupport"], exclude: ["Reference"]),
    .testTarget(
      name: "RondoDataTests",
      dependencies: ["RondoData", "RondoFiles", "RondoNumerics", "RondoText", "TestSupport"],
      exclude: ["Golden", "Reference"]),
    .testTarget(
      name: "RondoEvaluationTests",
      dependencies: [
        "RondoData", "RondoEngine", "RondoEvaluation", "RondoFiles", "RondoNumerics", "RondoText",
        "TestSupport",
      ], exclude: ["Golden", "Reference"]),
    .testTarget(
      name: "RondoModelsTests",
      dependencies: [
        "CAllocations", "Rondo", "RondoClassifier", "RondoData", "RondoEngine", "RondoEvaluation",
        "RondoFiles", "RondoLanguageModel", "RondoModels", "RondoNumerics", "RondoTagger",
        "RondoText", "TestSupport",
      ], exclude: ["Golden"]),
    // Without access to `package` declarations: it sees what a program outside the package sees.
    .testTarget(name: "ExtensionTests", dependencies: ["Rondo"], packageAccess: false),
    .testTarget(name: "ProgramTests", dependencies: ["Rondo"], packageAccess: false),
    .testTarget(name: "RondoTests", dependencies: ["CPretrained", "Rondo"]),
    .testTarget(name: "RondoCommandTests", dependencies: ["RondoCommand"]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system && !target.name.hasPrefix("C") {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ]
}

// SwiftPM recompiles a target when a module has changed that its dependencies name, not one that it
// reaches only through another. So each target names all that it reaches: see "Stale objects" in
// .github/CONTRIBUTING.md.
@MainActor func reachable(from dependencies: [Target.Dependency]) -> [String: Target.Dependency] {
  var all: [String: Target.Dependency] = [:]
  for dependency in dependencies {
    switch dependency {
    case .productItem(let name, _, _, _): all[name] = dependency
    case .byNameItem(let name, _), .targetItem(let name, _):
      all[name] = dependency
      let below = package.targets.first { $0.name == name }?.dependencies ?? []
      all.merge(reachable(from: below)) { first, _ in first }
    @unknown default: preconditionFailure("unknown kind of dependency: \(dependency)")
    }
  }
  return all
}

for target in package.targets {
  let all = reachable(from: target.dependencies)
  target.dependencies = all.sorted { $0.key < $1.key }.map(\.value)
}
