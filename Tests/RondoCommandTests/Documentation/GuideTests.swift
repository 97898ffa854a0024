import Foundation
import Testing

#if DEBUG
  private let isOptimized = false
#else
  private let isOptimized = true
#endif

/// The commands of the README and of the guides: each is run, in the order of its document, and
/// prints what stands there. With `RONDO_UPDATE_GUIDES=1` in the environment the documents get what
/// the present program prints, where it differs.
struct GuideTests {
  /// Commands that are not run, by their beginnings, and why.
  private static let notRun = [
    "apt-get ": "installs packages of the system",
    "swift build ": "builds the program that is tested here; .ci/run does so too",
    "bash .github/install.sh": "builds and installs the program; it has tests of its own",
    "strip ": "changes the program in the build folder",
  ]

  /// Commands that take minutes, and what is run in their place; `--minutes` becomes two steps.
  private static let shortened = [
    "rondo train text-classifier corpora/opinions.tsv":
      "rondo train text-classifier corpora/opinions.tsv --ensemble 1 --steps 2"
  ]

  /// Whether documents are to get what the program prints: with `all`, also where only times differ.
  private static let update = ProcessInfo.processInfo.environment["RONDO_UPDATE_GUIDES"]

  @Test(
    .enabled(if: isOptimized, "trains for a minute or two: only with -c release"),
    arguments: Guide.paths)
  func `the commands of a document print what it shows`(path: String) throws {
    let guide = try Guide(path)
    let scratch = try folder()
    var (outputs, shortRuns): ([Range<Int>: [String]], [String]) = ([:], [])
    for command in guide.commands {
      if Self.notRun.keys.contains(where: command.text.hasPrefix) { continue }
      let short = Self.shortForm(of: command.text)
      let usesShortRun = shortRuns.contains(where: command.text.contains)
      if let short { shortRuns.append(Self.folderOfRun(short)) }
      let result = try run(short ?? command.text, in: scratch)
      let report = "\(path):\(command.line): \(command.text)\n\(result.text)"
      guard let place = command.output, short == nil, !usesShortRun else {
        #expect(result.code == 0, "\(report)")
        continue
      }
      let shown = Array(guide.lines[place])
      let printed = PrintedLines.of(result.text)
      let isShown = PrintedLines(printed).match(PrintedLines(shown))
      #expect(isShown, "\(report)")
      if !isShown || Self.update == "all" { outputs[place] = printed }
      let isError = shown.contains { $0.hasPrefix("rondo: ") }
      #expect((result.code != 0) == isError, "exit code \(result.code ?? -1): \(report)")
    }
    if Self.update != nil, !outputs.isEmpty {
      try guide.text(replacing: outputs).write(
        to: Guide.root.appending(path: path), atomically: true, encoding: .utf8)
    }
  }

  /// A folder with what documents presuppose: the corpora, the model, and a text of the reader's.
  private func folder() throws -> Scratch {
    let scratch = try Scratch()
    let files = FileManager.default
    try files.createDirectory(
      atPath: scratch.full("checkpoints"), withIntermediateDirectories: true)
    for name in ["corpora", "checkpoints/pretrained"] {
      try files.copyItem(
        atPath: Guide.root.appending(path: name).path, toPath: scratch.full(name))
    }
    try scratch.write("book.txt", madeUpText(bytes: 4000))
    return scratch
  }

  /// Runs a command in a shell, for which `rondo` is the program beside the tests; both streams of
  /// output are one.
  private func run(_ command: String, in scratch: Scratch) throws -> Execution {
    let program = try #require(Program.path)
    let folder = URL(filePath: program).deletingLastPathComponent().path
    var launch = Launch(
      command: ["/bin/sh", "-c", "exec 2>&1\n\(command)"], folder: scratch.path)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    launch.environment = ["PATH": "\(folder):\(path)", "HOME": scratch.path]
    launch.limit = 1200
    return try launch.run()
  }

  /// What is run in place of a command that takes minutes. Its output, and that of commands that use
  /// its run, is not compared.
  private static func shortForm(of command: String) -> String? {
    if let short = shortened[command] { return short }
    let short = command.replacing(/--minutes \d+/, with: "--steps 2")
    return short == command ? nil : short
  }

  /// The folder that a training command writes.
  private static func folderOfRun(_ command: String) -> String {
    if let out = command.firstMatch(of: /--out (\S+)/) { return String(out.1) }
    let data = command.firstMatch(of: /rondo train (?:[a-z]+-[a-z]+ )?(\S+)/)?.1 ?? ""
    let name = URL(filePath: String(data)).deletingPathExtension().lastPathComponent
    return "checkpoints/\(name)"
  }

  @Test func `every command that is not run, or shortened, stands in a document`() throws {
    let commands = try Guide.paths.flatMap { try Guide($0).commands.map(\.text) }
    for (beginning, reason) in Self.notRun {
      #expect(commands.contains { $0.hasPrefix(beginning) }, "\(beginning): \(reason)")
    }
    for command in Self.shortened.keys { #expect(commands.contains(command), "\(command)") }
  }

  @Test(arguments: Guide.paths)
  func `commands stand in blocks of commands only`(path: String) throws {
    let known: Set = ["console", "sh", "swift", "text", "python"]
    #expect(try Guide(path).languages.isSubset(of: known))
  }

  @Test func `a block is read as its commands and their outputs`() throws {
    let guide = try Guide(
      "x",
      text: """
        ```console
        $ cat > a <<END
        $ x
        END
        $ rondo a \\
          b
        one
        …
        two
        $ c
        ```
        ```sh
        d
        ```
        """)
    #expect(guide.commands.map(\.text) == ["cat > a <<END\n$ x\nEND", "rondo a \\\n  b", "c", "d"])
    #expect(guide.commands.map(\.line) == [2, 5, 10, 13])
    #expect(guide.commands.map(guide.output) == [[], ["one", "…", "two"], [], nil])
    let places = guide.commands.compactMap(\.output)
    let text = guide.text(replacing: [places[1]: ["1", "2", "3"], places[2]: ["4"]])
    #expect(text.contains("  b\n1\n…\n3\n$ c\n4\n```\n"))
  }

  @Test(
    arguments: [
      ("a\nb\nc", "a\nb\nc", true), ("a\nb", "a\nb\nc", false), ("a\nb\nc", "a\n…\nc", true),
      ("a\nb\nc", "…\nb\n…", true), ("a\nc\nc", "a\n…\nb\n…\nc", false),
      ("a\nb", "a\n…\nb\nb", false),
      ("T 3 s, 146 k symbols/s", "T 1 h 2 min 0.5 s, 7328 symbols/s", true),
      ("1.3 nats", "1.4 nats", false),
    ])
  func `printed lines match shown ones but for measurements`(
    printed: String, shown: String, isMatch: Bool
  ) {
    #expect(
      PrintedLines(PrintedLines.of(printed)).match(PrintedLines(PrintedLines.of(shown))) == isMatch)
  }
}
