import Foundation
import Testing

@testable import RondoCommand

@Suite("Version, bug report and manual page") struct ReleaseTests {
  private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The version, the commit if there is one, and the kernels of "rondo 0.2.0 (9c4f354, …)".
  private func facts(of line: String) throws -> (version: String, commit: String?, kernels: String)
  {
    let form = /rondo (\d+\.\d+\.\d+) \((?:([0-9a-f]{7}), )?(avx512|avx2|portable) kernels\)\n/
    let parts = try #require(line.wholeMatch(of: form), "\(line)")
    return (String(parts.1), parts.2.map { String($0) }, String(parts.3))
  }

  @Test("--version tells the kernels in use")
  func kernels() throws {
    let scratch = try Scratch()
    let result = try scratch.rondo("--version") { $0.environment["RONDO_KERNELS"] = "portable" }
    #expect(try facts(of: result.succeeded().text).kernels == "portable")
  }

  @Test("version and date are those of the newest release in CHANGELOG.md")
  func changelog() throws {
    let file = Self.repository.appending(path: "CHANGELOG.md")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    let titles = lines.filter { $0.hasPrefix("## ") }
    #expect(titles.first == "## [Unreleased]")
    let newest = try #require(titles.dropFirst().first?.wholeMatch(of: /## \[(.+)\] - (.+)/))
    let scratch = try Scratch()
    let version = try facts(of: scratch.rondo("--version").succeeded().text).version
    #expect(version == newest.1)
    let report = try scratch.rondo("--report").succeeded().text
    #expect(report.contains("| Version | \(version) of \(newest.2) |"))
  }

  @Test(
    "the commit is one of the repository's, and nothing else of its log is in the program",
    .enabled(
      if: Program.tool("git") != nil
        && FileManager.default.fileExists(
          atPath: repository.appending(path: ".git/logs/HEAD").path),
      "not built in a clone, or git is not installed"))
  func commit() throws {
    let scratch = try Scratch()
    let commit = try facts(of: scratch.rondo("--version").succeeded().text).commit
    let name = try #require(commit)
    let git = try #require(Program.tool("git"))
    let place = ["-c", "safe.directory=*", "-C", Self.repository.path]
    let kind = Launch(command: [git] + place + ["cat-file", "-t", name], folder: scratch.path)
    #expect(try kind.run().text == "commit\n")
    let log = try String(
      contentsOf: Self.repository.appending(path: ".git/logs/HEAD"), encoding: .utf8)
    let line = try #require(log.split(separator: "\n").last)
    let names = Data(line.split(separator: "\t")[0].utf8.dropFirst(82))
    let program = try Data(contentsOf: URL(filePath: try #require(Program.path)))
    #expect(program.range(of: names) == nil)
  }

  @Test("--report has headings to fill in and a table of facts")
  func report() throws {
    let scratch = try Scratch()
    let result = try scratch.rondo("--report") { $0.environment["RONDO_KERNELS"] = "portable" }
    let report = result.succeeded().text
    #expect(result.errors == "" && report.hasSuffix("|\n"))
    let headings = report.split(separator: "\n").filter { $0.hasPrefix("###") }
    #expect(
      headings == [
        "### Steps to reproduce", "### Expected result", "### Actual result",
        "### Program and machine",
      ])
    let rows = report.split(separator: "\n").filter { $0.hasPrefix("| ") && $0 != "| | |" }
    let names = rows.map { $0.split(separator: " ")[1] }
    #expect(
      names == [
        "Version", "Commit", "Build", "Kernels", "Text", "System", "Processor", "Memory", "Locale",
        "Streams",
      ])
    #expect(rows.allSatisfy { $0.split(separator: " | ").count == 2 && $0.hasSuffix(" |") })
    #expect(report.contains("| Kernels | portable, chosen by RONDO_KERNELS |"))
    #expect(report.contains("input a file or pipe, output a file or pipe"))
  }

  @Test("--report holds no name of a person, folder or machine, and nothing of the environment")
  func privateFacts() throws {
    let scratch = try Scratch()
    let secrets = [
      "USER": "secretuser", "HOME": "/secret/home", "HOSTNAME": "secrethost",
      "TERM": "secretterm", "LANG": "secretlang", "RONDO_KERNELS": "secretkernels",
    ]
    let result = try scratch.rondo("--report") { $0.environment.merge(secrets) { $1 } }
    let report = result.succeeded().text
    #expect(!report.contains("secret") && !report.contains(scratch.path))
    let table = report.split(separator: "\n").filter { $0.hasPrefix("|") }.joined(separator: "\n")
    let words = table.split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "_" }
    let system = ProcessInfo.processInfo.operatingSystemVersionString
    let names = [ProcessInfo.processInfo.hostName, NSUserName()]
    for name in names where !system.localizedCaseInsensitiveContains(name) {
      #expect(!words.contains(Substring(name)), "\(name)")
    }
    #expect(table.contains("in spite of RONDO_KERNELS"))
  }

  @Test("an unknown error is one line that asks for a report, with exit code 70")
  func unknownError() async throws {
    let result = try await #require(
      processExitsWith: .exitCode(70), observing: [\.standardErrorContent]
    ) {
      struct Unknown: Error {}
      ExitStatus.end(with: Unknown())
    }
    let message = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(message.contains("rondo: unexpected: Unknown(); please report this"))
    #expect(message.contains("'rondo --report'"))
  }

  @Test(
    "--report and --generate-manual stand alone",
    arguments: ["--report", "--generate-manual"],
    ["sample", "extra", "train c.txt", "--version-of-something"])
  func alone(flag: String, rest: String) throws {
    let scratch = try Scratch(corpus: 500)
    try scratch.rondo("\(flag) \(rest)").failed(64)
    #expect(try scratch.files() == ["c.txt"])
  }

  @Test("the manual page names every command and every option that help shows")
  func manualIsComplete() throws {
    let scratch = try Scratch()
    let page = try scratch.rondo("--generate-manual").succeeded().text
    #expect(page.utf8.allSatisfy { $0 < 128 })
    let plain = page.replacing("\\-", with: "-").replacing("\\fB", with: "")
      .replacing("\\fR", with: "")
    let help = try scratch.rondo("--experimental-dump-help").succeeded().text
    let object = try JSONSerialization.jsonObject(with: Data(help.utf8)) as? [String: Any]
    let options = try names(in: #require(object?["command"] as? [String: Any]), below: "")
    #expect(options.count > 100)
    for option in options { #expect(plain.contains(option), "\(option)") }
  }

  /// The names of a command and those below it as titles, and of their options.
  private func names(in command: [String: Any], below path: String) throws -> Set<String> {
    let name = try #require(command["commandName"] as? String)
    if name == "help" { return [] }
    let path = path.isEmpty ? name : "\(path) \(name)"
    var found: Set = path == "rondo" ? ["rondo"] : [".SS \"\(path)\"\n"]
    for argument in command["arguments"] as? [[String: Any]] ?? []
    where argument["shouldDisplay"] as? Bool == true {
      let names = argument["names"] as? [[String: String]] ?? []
      found.formUnion(
        names.filter { $0["kind"] == "long" }.compactMap { $0["name"].map { "--\($0)" } })
    }
    for below in command["subcommands"] as? [[String: Any]] ?? [] {
      found.formUnion(try names(in: below, below: path))
    }
    return found
  }

  @Test(
    "mandoc finds nothing to warn of in the manual page",
    .enabled(if: Program.tool("mandoc") != nil, "mandoc is not installed"))
  func mandoc() throws { try check("mandoc -T lint -W warning") }

  @Test(
    "groff formats the manual page without a warning",
    .enabled(if: Program.tool("groff") != nil, "groff is not installed"))
  func groff() throws { try check("groff -man -ww -T utf8 -z") }

  private func check(_ command: String) throws {
    let words = command.split(separator: " ").map(String.init)
    let tool = try #require(Program.tool(words[0]))
    let scratch = try Scratch()
    try scratch.write("rondo.1", scratch.rondo("--generate-manual").succeeded().text)
    var launch = Launch(command: [tool] + words.dropFirst() + ["rondo.1"], folder: scratch.path)
    launch.environment["PATH"] = ProcessInfo.processInfo.environment["PATH"]
    let result = try launch.run().succeeded()
    #expect(result.text == "" && result.errors == "")
  }
}
