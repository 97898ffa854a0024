import ArgumentParser
import Foundation

/// Manual page of the program, generated from the declarations of its help.
///
///     rondo --generate-manual > rondo.1
///     man -l rondo.1
enum Manual {
  /// The page in man(7) macros, in ASCII.
  static func page() throws -> String {
    let description = try JSONDecoder().decode(
      Description.self, from: Data(RondoCommand._dumpHelp().utf8))
    var page = Roff()
    page.macro("TH", "RONDO", "1", Release.date, "rondo \(Release.version)", "User Commands")
    page.withoutHyphenation()
    page.introduction(to: description.command)
    page.macro("SH", "COMMANDS")
    for command in description.command.subcommands ?? [] where command.commandName != "help" {
      page.command(command, below: ["rondo"])
    }
    page.conventions()
    return page.text
  }
}

/// Description of a program that swift-argument-parser gives as JSON, as far as the page needs it.
private struct Description: Decodable {
  let command: Command

  struct Command: Decodable {
    let commandName: String
    let shouldDisplay: Bool?
    let abstract: String?
    let discussion: String?
    let arguments: [Argument]?
    let subcommands: [Command]?

    /// Arguments shown in help; those of every command are listed with the program's own.
    func arguments(ofEveryCommand: Bool = false) -> [Argument] {
      (arguments ?? []).filter { argument in
        let isCommon = ["help", "version"].contains(argument.names?.last?.name)
        return argument.shouldDisplay && (ofEveryCommand || !isCommon)
      }
    }
  }

  struct Argument: Decodable {
    enum Kind: String, Decodable { case positional, option, flag }

    struct Name: Decodable {
      let kind: String
      let name: String

      var spelling: String { kind == "long" ? "--\(name)" : "-\(name)" }
    }

    let kind: Kind
    let shouldDisplay: Bool
    let sectionTitle: String?
    let isOptional: Bool
    let isRepeating: Bool
    let names: [Name]?
    let valueName: String?
    let abstract: String?
    let discussion: String?
    let defaultValue: String?
    let allValues: [String]?

    var value: String { (valueName ?? "value").uppercased() }

    /// Meaning, with default and values if help shows them.
    var meaning: String {
      var notes: [String] = []
      if let defaultValue { notes.append("(default: \(defaultValue))") }
      if let allValues { notes.append("(values: \(allValues.joined(separator: ", ")))") }
      return ([abstract, discussion].compactMap(\.self) + notes).joined(separator: " ")
    }
  }
}

extension Roff {
  fileprivate mutating func introduction(to program: Description.Command) {
    macro("SH", "NAME")
    line("rondo \\- " + Self.escaped(program.abstract ?? ""))
    macro("SH", "SYNOPSIS")
    line(Self.bold("rondo") + " " + Self.italic("COMMAND") + " [" + Self.italic("OPTION") + "...]")
    macro("SH", "DESCRIPTION")
    paragraphs(program.discussion ?? "")
    macro("SH", "OPTIONS")
    for argument in program.arguments(ofEveryCommand: true) { item(argument) }
  }

  /// Writes a command and its subcommands: synopsis, description, and options by group.
  fileprivate mutating func command(_ command: Description.Command, below path: [String]) {
    guard command.shouldDisplay ?? true else { return }
    let path = path + [command.commandName]
    let below = (command.subcommands ?? []).filter { $0.commandName != "help" }
    macro("SS", Self.escaped(path.joined(separator: " ")))
    if let abstract = command.abstract { paragraphs(abstract) }
    if below.isEmpty { synopsis(of: command, path) }
    if let discussion = command.discussion { paragraphs(discussion) }
    var title: String?
    for argument in command.arguments() {
      if let next = argument.sectionTitle, next != title {
        title = next
        macro("PP")
        line(Self.bold(next))
      }
      item(argument)
    }
    for command in below { self.command(command, below: path) }
  }

  private mutating func synopsis(of command: Description.Command, _ path: [String]) {
    let positional = command.arguments().filter { $0.kind == .positional }.map { argument in
      let name = Self.italic(argument.value) + (argument.isRepeating ? "..." : "")
      return argument.isOptional ? "[\(name)]" : name
    }
    let words = [Self.bold(path.joined(separator: " ")), "[\(Self.italic("OPTION"))...]"]
    macro("PP")
    line((words + positional).joined(separator: " "))
  }

  private mutating func item(_ argument: Description.Argument) {
    macro("TP")
    let names = (argument.names ?? []).map { Self.bold($0.spelling) }.joined(separator: ", ")
    switch argument.kind {
    case .positional: line(Self.italic(argument.value))
    case .flag: line(names)
    case .option: line(names + " " + Self.italic(argument.value))
    }
    let meaning = argument.meaning.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    line(Self.escaped(meaning.isEmpty ? "No description." : meaning))
  }

  /// Writes what applies to all commands: exit status, environment, files, bug reports.
  fileprivate mutating func conventions() {
    macro("SH", "EXIT STATUS")
    list(Self.exitCodes)
    macro("SH", "ENVIRONMENT")
    list([
      ("NO_COLOR", "Print no colours."),
      (
        "RONDO_KERNELS",
        "Version of the kernels: avx512, avx2 or portable. It does not affect results."
      ),
    ])
    macro("SH", "FILES")
    list([
      ("model.safetensors", "In a run folder: the best model so far, complete in itself."),
      ("training.safetensors", "In a run folder: the state that --resume continues from."),
      ("log.jsonl", "In a run folder: the events of --format json, one per line."),
    ])
    macro("SH", "REPORTING BUGS")
    paragraphs("Send what 'rondo --report' prints, with its three sections filled in.")
  }

  private mutating func list(_ items: [(name: String, meaning: String)]) {
    for item in items {
      macro("TP")
      line(Self.bold(item.name))
      line(Self.escaped(item.meaning))
    }
  }

  private static let exitCodes = [
    ("0", "Success."),
    ("1", "Training diverged."),
    ("64", "Wrong usage."),
    ("65", "Unusable data or model, or a model of another task."),
    ("66", "Missing or unreadable input."),
    ("70", "A bug in rondo."),
    ("73", "Output that exists or cannot be created."),
    ("74", "Input or output failed midway."),
    ("75", "The run is in use by another process."),
    ("129, 130, 143", "Ended by SIGHUP, SIGINT or SIGTERM, with the run's state saved."),
    ("141", "Standard output was closed."),
  ]
}

/// Source of a manual page, built line by line.
private struct Roff {
  private(set) var text = ""
  private var isAtTitle = false

  /// Appends a macro with escaped arguments, each quoted. A heading starts a paragraph.
  mutating func macro(_ name: String, _ arguments: String...) {
    if name == "PP", isAtTitle { return }
    text += ([".\(name)"] + arguments.map { "\"\($0)\"" }).joined(separator: " ") + "\n"
    isAtTitle = ["SH", "SS"].contains(name)
  }

  /// Disables hyphenation and justification, so that option names stay intact.
  mutating func withoutHyphenation() { text += ".nh\n.ad l\n" }

  /// Appends an escaped line; a dot or quote at its start is not a request.
  mutating func line(_ escaped: String) {
    let startsRequest = escaped.hasPrefix(".") || escaped.hasPrefix("'")
    text += (startsRequest ? "\\&" : "") + escaped + "\n"
    isAtTitle = false
  }

  /// Appends paragraphs separated by empty lines; one with indented lines keeps its line breaks.
  mutating func paragraphs(_ source: String) {
    for paragraph in source.split(separator: "\n\n") {
      let lines = paragraph.split(separator: "\n")
      macro("PP")
      let isDisplay = lines.contains { $0.hasPrefix(" ") }
      if isDisplay { macro("nf") }
      for text in lines { line(Self.escaped(String(text))) }
      if isDisplay { macro("fi") }
    }
  }

  static func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }

  static func italic(_ text: String) -> String { "\\fI\(escaped(text))\\fR" }

  /// Escapes text as ASCII without characters special to the formatter.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\e"
      case "-": "\\-"
      case "\"": "\\(dq"
      case "'": "\\(aq"
      case "`": "\\(ga"
      case "^": "\\(ha"
      case "~": "\\(ti"
      case _ where scalar.isASCII: String(scalar)
      default: "\\[u\(hexadecimal(scalar.value))]"
      }
    }.joined()
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
