import Foundation

/// Compiles programs against the modules that were built together with these tests.
struct Compiler {
  /// The folder with `Modules` and the object files: that of the test bundle.
  let build: URL
  /// `swiftc`.
  let path: String
  /// The folder that compiled programs and intermediate files are written in.
  let output: URL

  /// The package's folder.
  static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A compiler; nil where there is none, or the build cannot be found.
  init?() {
    let paths = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let tools = paths.split(separator: ":").map { "\($0)/swiftc" }
    let bundles = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
    let starts = bundles + [CommandLine.arguments[0], Bundle.main.bundlePath]
    let folders = starts.flatMap { start in
      var url = URL(filePath: start).resolvingSymlinksInPath()
      return (0..<4).map { _ in
        url.deleteLastPathComponent()
        return url
      }
    }
    let manager = FileManager.default
    guard let path = tools.first(where: { manager.isExecutableFile(atPath: $0) }),
      let build = folders.first(where: {
        manager.fileExists(atPath: $0.appending(path: "Modules/Rondo.swiftmodule").path)
      })
    else { return nil }
    (self.path, self.build) = (path, build)
    output = manager.temporaryDirectory.appending(path: "rondo-programs-\(UUID().uuidString)")
    try? manager.createDirectory(at: output, withIntermediateDirectories: true)
  }

  private var options: [String] {
    let maps = ["CICU", "CKernels"].flatMap {
      ["-Xcc", "-fmodule-map-file=" + build.appending(path: "\($0).build/module.modulemap").path]
    }
    return ["-swift-version", "6", "-I", build.appending(path: "Modules").path] + maps
  }

  /// The object files of the library's targets: those that `rondo` is linked from, without its own.
  private var objects: [String] {
    let list = build.appending(path: "rondo.product/Objects.LinkFileList")
    let paths = (try? String(contentsOf: list, encoding: .utf8)) ?? ""
    return paths.split(separator: "\n").map { $0.filter { $0 != "'" && $0 != "\"" } }.filter {
      !$0.contains("/RondoCommand.build/") && !$0.contains("/ArgumentParser")
    }
  }

  /// Checks the types of source files, of a program or of a library; an empty text is success.
  func check(_ files: [URL], asLibrary: Bool = false) throws -> String {
    let kind = asLibrary ? ["-parse-as-library"] : []
    return try run(path, ["-typecheck"] + kind + options + files.map(\.path)).errors
  }

  /// Compiles a program.
  ///
  /// - Returns: The program, and what the compiler said.
  func compile(_ source: URL) throws -> (program: URL, messages: String) {
    let folder = output.appending(path: source.deletingPathExtension().lastPathComponent)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let main = folder.appending(path: "main.swift")
    try FileManager.default.copyItem(at: source, to: main)
    let program = folder.appending(path: "program")
    let arguments =
      options + [main.path] + objects + ["-licuuc", "-licui18n", "-o", program.path]
    return (program, try run(path, arguments).errors)
  }

  /// Runs a program to its end.
  func run(
    _ program: String, _ arguments: [String] = [], in folder: URL? = nil
  ) throws -> (output: String, errors: String, status: Int32) {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let files = ["out", "err"].map { output.appending(path: "\(UUID().uuidString).\($0)") }
    for file in files { try Data().write(to: file) }
    (process.standardOutput, process.standardError) = (
      try FileHandle(forWritingTo: files[0]), try FileHandle(forWritingTo: files[1])
    )
    try process.run()
    process.waitUntilExit()
    let texts = try files.map { try String(contentsOf: $0, encoding: .utf8) }
    return (texts[0], texts[1], process.terminationStatus)
  }
}
