import Foundation
import Testing

/// `.github/install.sh` with the program that was built together with these tests.
@Suite(
  "The script that installs", .enabled(if: Program.tool("bash") != nil, "bash is not installed"))
struct InstallTests {
  private static let files = [
    "bin/rondo", "share/bash-completion/completions/rondo",
    "share/fish/vendor_completions.d/rondo.fish", "share/man/man1/rondo.1",
    "share/zsh/site-functions/_rondo",
  ]

  /// What a shell completes the lines of the tests to: `train` without a task word takes
  /// the options of a language model, and its first word may be a task or a file.
  private static let completed: Set = [
    "sample", "--hidden-size", "--report", "--skip-connections", "--min-count", "text-classifier",
    "tagger", "the corpus.txt",
  ]

  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.write("the corpus.txt", "")
  }

  private func run(_ tool: String, _ arguments: String...) throws -> Execution {
    let path = try #require(Program.tool(tool))
    var launch = Launch(command: [path] + arguments, folder: scratch.path)
    launch.environment["PATH"] = ProcessInfo.processInfo.environment["PATH"]
    launch.environment["HOME"] = scratch.path
    return try launch.run()
  }

  private func install(_ words: String) throws -> Execution {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: ".github/install.sh")
    // With positional parameters, because a path may hold spaces.
    let command = "script=$0; binary=$1; set -- \(words); . \"$script\""
    return try run("bash", "-c", command, script.path, try #require(Program.path))
  }

  private func installed() throws -> String {
    try install("--binary \"$binary\" --prefix 'a folder'").succeeded().text
  }

  @Test("puts program, manual page and completions in their places, and says so")
  func places() throws {
    let text = try installed()
    #expect(try scratch.files() == (Self.files.map { "a folder/\($0)" } + ["the corpus.txt"]))
    for file in Self.files {
      #expect(text.contains("installed \(scratch.path)/a folder/\(file)\n"))
    }
    #expect(text.contains("PATH=") && text.contains("fpath="))
    let program = scratch.full("a folder/bin/rondo")
    let version = try Launch(command: [program, "--version"], folder: scratch.path).run()
    #expect(text.contains(version.succeeded().text))
    let page = try scratch.text("a folder/share/man/man1/rondo.1")
    #expect(page.hasPrefix(".TH \"RONDO\" \"1\""))
  }

  @Test("installs over an older version, and removes what it installed and nothing else")
  func removal() throws {
    _ = try installed()
    _ = try installed()
    try scratch.write("a folder/share/man/man1/other.1", "")
    let text = try install("--uninstall --prefix 'a folder'").succeeded().text
    #expect(text.split(separator: "\n").count == Self.files.count)
    #expect(try scratch.files() == ["a folder/share/man/man1/other.1", "the corpus.txt"])
    #expect(try install("--uninstall --prefix 'a folder'").succeeded().text == "")
  }

  @Test(
    "installs nothing where the program is none or an argument is wrong",
    arguments: [
      ("--binary missing --prefix p", 66), ("--binary /bin/ls --prefix p", 65),
      ("--binary /bin/sh --prefix p", 65), ("--prefix", 64), ("--force", 64),
    ])
  func refusals(words: String, code: Int32) throws {
    let result = try install(words)
    #expect(result.code == code, "\(result.errors)")
    #expect(result.errors.contains("install.sh: ") && result.text == "")
    #expect(try scratch.files() == ["the corpus.txt"])
  }

  @Test("bash completes commands and options")
  func bash() throws {
    _ = try installed()
    try run("bash", "-n", "a folder/share/bash-completion/completions/rondo").succeeded()
    let script = """
      . 'a folder/share/bash-completion/completions/rondo'
      function=$(complete -p rondo | sed 's/.*-F \\([^ ]*\\).*/\\1/')
      complete_line() {
        COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9 COMP_KEY=9
        read -ra COMP_WORDS <<< "$1"
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
        "$function" rondo "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
      }
      complete_line 'rondo sam'
      complete_line 'rondo train text-classifier --hidden-s'
      complete_line 'rondo --rep'
      complete_line 'rondo train --skip-c'
      complete_line 'rondo train other.txt --min-c'
      complete_line 'rondo train t'
      """
    let lines = try run("bash", "-c", script).succeeded().text.split(separator: "\n")
    let words = Set(lines.map { $0.trimmingCharacters(in: .whitespaces) })
    #expect(words == Self.completed)
  }

  @Test(
    "fish completes commands and options",
    .enabled(if: Program.tool("fish") != nil, "fish is not installed"))
  func fish() throws {
    _ = try installed()
    try run("fish", "-n", "a folder/share/fish/vendor_completions.d/rondo.fish").succeeded()
    let script = """
      set -p PATH (pwd)'/a folder/bin'
      source 'a folder/share/fish/vendor_completions.d/rondo.fish'
      complete -C 'rondo sam'
      complete -C 'rondo train text-classifier --hidden-s'
      complete -C 'rondo --rep'
      complete -C 'rondo train --skip-c'
      complete -C 'rondo train other.txt --min-c'
      complete -C 'rondo train t'
      """
    let lines = try run("fish", "-c", script).succeeded().text.split(separator: "\n")
    let words = Set(lines.compactMap { $0.split(separator: "\t").first.map(String.init) })
    #expect(words == Self.completed)
  }

  @Test(
    "zsh finds its completions, and completes a line without a task word as one with it",
    .enabled(if: Program.tool("zsh") != nil, "zsh is not installed"))
  func zsh() throws {
    _ = try installed()
    try run("zsh", "-n", "a folder/share/zsh/site-functions/_rondo").succeeded()
    let script = """
      fpath=("$PWD/a folder/share/zsh/site-functions" $fpath)
      autoload -Uz compinit && compinit -u -D
      print $_comps[rondo]
      . 'a folder/share/zsh/site-functions/_rondo'
      _rondo_of_words() { print "$words, $CURRENT" }
      _files() { print files }
      complete_line() { words=("$@"); CURRENT=$#; _rondo }
      complete_line rondo train --skip-c
      complete_line rondo train other.txt --min-c
      complete_line rondo train text-classifier --hidden-s
      complete_line rondo train t
      complete_line rondo sam
      """
    let lines = try run("zsh", "-fc", script).succeeded().text
    #expect(
      lines == """
        _rondo
        rondo train language-model --skip-c, 4
        rondo train language-model other.txt --min-c, 5
        rondo train text-classifier --hidden-s, 4
        files
        rondo train t, 3
        rondo sam, 2

        """)
  }
}
